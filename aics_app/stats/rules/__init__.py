"""Pure: from what happened to facts, from facts to figures."""
