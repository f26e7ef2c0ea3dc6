"""The loader against a simulated workspace on a real socket, into both warehouses."""
