"""Who comes in by the portal: customers, and nobody else."""

from incidents.views.doors import Door

PORTAL = Door("portal", admits=lambda user: user.is_customer)
