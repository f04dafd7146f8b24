"""Pure rules: who is there, whose turn it is, when the company is open. Tickets will use the same ones."""
