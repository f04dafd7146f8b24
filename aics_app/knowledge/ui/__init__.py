"""The administrators' page of knowledge."""
