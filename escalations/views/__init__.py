"""The doors of the escalations floor: workspace, the product group's links, portal."""
