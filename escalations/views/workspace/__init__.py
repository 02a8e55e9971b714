"""The support team's pages on this floor."""
