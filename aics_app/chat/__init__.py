"""Conversations: what customers ask, what the AI answers, and the answers it remembers."""
