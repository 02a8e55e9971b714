"""The product group of the demo world: one of each kind, all for every area."""

from escalations.models import AllowedDomain, PgMember

DOMAIN = "product.example"
MEMBERS = {
    "pia": ("Pia Aalto", PgMember.Role.ENGINEER, "Europe/Helsinki"),
    "leo": ("Leo Santos", PgMember.Role.LIVESITE_DRI, "Europe/Lisbon"),
    "ema": ("Ema Kral", PgMember.Role.EM, "Europe/Prague"),
    "pam": ("Pam Reyes", PgMember.Role.PM, "America/Denver"),
}


def settle_product_group() -> dict[str, PgMember]:
    """By the names that the stories use."""
    AllowedDomain.objects.create(name=DOMAIN)
    return {
        short: PgMember.objects.create(email=f"{short}@{DOMAIN}", name=name, role=role, zone=zone)
        for short, (name, role, zone) in MEMBERS.items()
    }
