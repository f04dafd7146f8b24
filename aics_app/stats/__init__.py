"""Figures: what each means, how it is computed, what it leads to. Reads everybody, is read by nobody."""
