"""The demo world's product group, and what was asked of it and of experts."""
