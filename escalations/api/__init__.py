"""The escalations floor as tools see it."""
