"""The bell in the frame, and whether mails are wanted."""
