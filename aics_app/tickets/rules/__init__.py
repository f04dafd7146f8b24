"""Pure rules of tickets: the workflow, its clocks, numbers."""
