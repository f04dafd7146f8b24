"""The look of the product: theme, frame, shared components, texts and route names."""
