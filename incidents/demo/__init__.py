"""The demo world: ten people, two customers, and five weeks of what happened between them."""
