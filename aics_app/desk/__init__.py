"""The agent's workspace: screens over conversations, hand-offs and those who work."""
