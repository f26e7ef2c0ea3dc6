"""Figures about speed and memory, each from one run, with the workspace in another process."""
