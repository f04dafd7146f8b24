"""The queue to a person: asking, taking, passing on, ending; what became of it stays as the record."""
