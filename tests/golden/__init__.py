"""Hand-made conversations, and the warehouses that they are told to."""
