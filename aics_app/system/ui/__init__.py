"""The page of the system, and the trials on other pages."""
