"""What the staff knows of a customer: level, tags, a remark, and what came of the conversations so far."""
