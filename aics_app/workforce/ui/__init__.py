"""The page on which hours, people and rules are planned."""
