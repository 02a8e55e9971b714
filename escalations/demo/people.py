"""The product group of the demo world: one of each kind, all for every area; and where the people of a rung talk."""

from collections.abc import Mapping

from accounts.models import Area
from escalations.models import AllowedDomain, PgMember, TeamChannel

DOMAIN = "product.example"
MEMBERS = {
    "pia": ("Pia Aalto", PgMember.Role.ENGINEER, "Europe/Helsinki"),
    "leo": ("Leo Santos", PgMember.Role.LIVESITE_DRI, "Europe/Lisbon"),
    "ema": ("Ema Kral", PgMember.Role.EM, "Europe/Prague"),
    "pam": ("Pam Reyes", PgMember.Role.PM, "America/Denver"),
}
# Rung, and the area that has a place of its own; none: the place for all of them.
CHANNELS: dict[tuple[str, str | None], tuple[str, str]] = {
    ("colleagues", None): ("#support-floor", "https://chat.relief.example/channels/support-floor"),
    ("smes", None): ("#ask-an-sme", "https://chat.relief.example/channels/ask-an-sme"),
    ("smes", "query"): ("#sme-query", "https://chat.relief.example/channels/sme-query"),
    ("smes", "inputs"): ("#sme-inputs", "https://chat.relief.example/channels/sme-inputs"),
    ("pg", None): ("#css-and-pg", "https://chat.product.example/channels/css-and-pg"),
}


def settle_channels(areas: Mapping[str, Area]) -> None:
    """Shown beside each rung, never written to (R30)."""
    for (audience, slug), (label, url) in CHANNELS.items():
        TeamChannel.objects.create(area=areas[slug] if slug else None, audience=audience, label=label, url=url)


def settle_product_group() -> dict[str, PgMember]:
    """By the names that the stories use."""
    AllowedDomain.objects.create(name=DOMAIN)
    return {
        short: PgMember.objects.create(email=f"{short}@{DOMAIN}", name=name, role=role, zone=zone)
        for short, (name, role, zone) in MEMBERS.items()
    }
