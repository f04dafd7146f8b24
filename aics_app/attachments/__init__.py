"""Files that people send. Their content says what they are; what they belong to, who may see them."""
