"""Work that goes on behind an answer: rows that a process claims, keeps alive with a beat, and ends."""
