"""Who is there to work: presence, capacity, business hours, whose turn it is. Chats and tickets alike."""
