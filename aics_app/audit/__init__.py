"""Who did what to what, when and from where, to look through. Nothing here writes."""
