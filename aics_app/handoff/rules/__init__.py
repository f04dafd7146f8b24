"""Pure rules of the queue: its order, how long it takes, when an agent is gone."""
