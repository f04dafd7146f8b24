"""Accounts of others and the roles they have: for who manages them."""
