"""What the project claims of itself, and the machinery to prove it."""
