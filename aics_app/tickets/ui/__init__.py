"""Screens of tickets."""
