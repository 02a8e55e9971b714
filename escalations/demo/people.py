"""The product group of the demo world: one of each kind, all for every area; and where the people of a rung talk."""

from collections.abc import Mapping

from accounts.models import Area
from escalations.models import AllowedDomain, FactTemplate, Icm, PgMember, TeamChannel

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


FACTS_OF_OUTPUTS = """\
resource: Job | Its name, as the portal shows it.
region
window_start: First row late or wrong
window_end: Last row late or wrong | The time now, if it still happens.
impact
actual: What is written | Late, twice, in part or not at all.
expected: What should be written
evidence: Rows and log lines | Of the target too, with their times.
steps: How to write such a row | Or why that is not possible.
ask
subscription_id
"""


def settle_channels(areas: Mapping[str, Area]) -> None:
    """Shown beside each rung, never written to (R30)."""
    for (audience, slug), (label, url) in CHANNELS.items():
        TeamChannel.objects.create(area=areas[slug] if slug else None, audience=audience, label=label, url=url)


def settle_fact_names(areas: Mapping[str, Area]) -> None:
    """What a manager changed for one area: its bugs ask for the job first, in that area's words (R33)."""
    template = FactTemplate(area=areas["outputs"], kind=Icm.Kind.BUG, lines=FACTS_OF_OUTPUTS)
    template.full_clean()
    template.save()


def settle_product_group() -> dict[str, PgMember]:
    """By the names that the stories use."""
    AllowedDomain.objects.create(name=DOMAIN)
    return {
        short: PgMember.objects.create(email=f"{short}@{DOMAIN}", name=name, role=role, zone=zone)
        for short, (name, role, zone) in MEMBERS.items()
    }
