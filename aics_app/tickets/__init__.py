"""Tickets, from filing to a rated solution: the reference's `work_order` with a thread, ways and clocks."""
