"""The support team's way in: queue, incident, and the small pages around them."""
