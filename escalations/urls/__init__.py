"""The addresses of this floor, one file a door."""
