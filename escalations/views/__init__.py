"""The doors of this floor: pages of the workspace and of the product group."""
