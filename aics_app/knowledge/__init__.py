"""What the company knows: FAQ, retrieval, intents."""
