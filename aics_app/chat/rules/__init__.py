"""Pure rules of conversations: what may be remembered, what the model is told, when a person is offered."""
