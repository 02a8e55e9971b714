"""Who lives in the demo world, what they were promised, and when somebody is there to keep it."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import Area, Calendar, Expertise, Organization, PlanVersion, Region, SupportPlan, User
from incidents.models import Incident, Known

PASSWORD = "demo"  # noqa: S105 - everybody's, and said on the sign-in page
WORKDAY = [["09:00", "17:30"]]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), WORKDAY)
EVERY_HOUR = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
SHUT: list[list[str]] = []
MORNING = [["09:00", "12:30"]]
# The Netherlands' public holidays; work ends early on the eves of Christmas and New Year.
HOLIDAYS = {
    "2026-01-01": SHUT,
    "2026-04-06": SHUT,
    "2026-04-27": SHUT,
    "2026-05-14": SHUT,
    "2026-05-25": SHUT,
    "2026-12-24": MORNING,
    "2026-12-25": SHUT,
    "2026-12-31": MORNING,
    "2027-01-01": SHUT,
    "2027-03-29": SHUT,
    "2027-04-27": SHUT,
    "2027-05-06": SHUT,
    "2027-05-17": SHUT,
    "2027-12-24": MORNING,
    "2027-12-31": MORNING,
}
# Minutes by severity; of a consultation, by rung.
STANDARD = {
    "response": {"1": 15, "2": 120, "3": 480, "4": 960},
    "relief": {"1": 240, "2": 960, "3": 2400, "4": 4800},
    "consultation": {"colleagues": 60, "smes": 120, "pg": 480},
}
PREMIUM = {
    "response": {"1": 15, "2": 60, "3": 240, "4": 480},
    "relief": {"1": 180, "2": 2880, "3": 7200, "4": 14400},
    "consultation": {"colleagues": 30, "smes": 60, "pg": 240},
}
AREAS = {
    "query": ("Query", "What a job computes: windows, joins, functions, and how events are put in order."),
    "inputs": ("Inputs", "Where events come from: brokers, partitions, formats, reference data."),
    "outputs": ("Outputs", "Where results go: SQL tables, files, topics, dashboards."),
}


@dataclass(frozen=True)
class World:
    """The people, areas and what is known, by the names that the stories use."""

    people: dict[str, User]
    areas: dict[str, Area]
    known: dict[str, Known] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)  # by their story's key, or else its title


def settle() -> World:
    """Everybody, and what stands around them, in an empty database."""
    areas = {slug: Area.objects.create(slug=slug, name=name, description=text) for slug, (name, text) in AREAS.items()}
    europe = Region.objects.create(slug="europe", name="Europe")
    americas = Region.objects.create(slug="americas", name="Americas")
    office = calendar("Office hours, Amsterdam", "Europe/Amsterdam", WEEK, HOLIDAYS)
    always = calendar("Round the clock", "UTC", EVERY_HOUR, {})
    contoso = Organization.objects.create(name="Contoso", region=europe, plan=plan("Standard", office, STANDARD))
    fabrikam = Organization.objects.create(name="Fabrikam", region=americas, plan=plan("Premium", always, PREMIUM))
    # One hash for all: it is made slow on purpose, and guards a word that the sign-in page tells.
    password = make_password(PASSWORD)
    people = {
        short: User.objects.create(email=f"{short}@{domain}", password=password, is_demo=True, **fields)
        for domain, named in (*customers(contoso, fabrikam), support())
        for short, fields in named.items()
    }
    for slug in ("query", "inputs"):
        Expertise.objects.create(user=people["sam"], area=areas[slug], region=europe)
    Expertise.objects.create(user=people["sia"], area=None, region=americas)
    return World(people, areas)


def calendar(name: str, zone: str, weekly: dict[str, Any], holidays: dict[str, Any]) -> Calendar:
    made = Calendar.objects.create(name=name)
    version = made.versions.create(number=1, zone=zone, weekly=weekly, holidays=holidays)
    version.full_clean()
    return made


def plan(name: str, hours: Calendar, targets: dict[str, dict[str, int]]) -> SupportPlan:
    made = SupportPlan.objects.create(name=name)
    version = PlanVersion(plan=made, number=1, calendar=hours, **targets)
    version.full_clean()
    version.save()
    return made


Named = tuple[str, dict[str, dict[str, Any]]]


def customers(contoso: Organization, fabrikam: Organization) -> tuple[Named, Named]:
    here = {"role": User.Role.CUSTOMER, "organization": contoso, "zone": "Europe/Stockholm"}
    there = {"role": User.Role.CUSTOMER, "organization": fabrikam, "zone": "America/Chicago"}
    ours = {"ada": {"name": "Ada Lindqvist", **here}, "lead": {"name": "Lea Dahl", "is_lead": True, **here}}
    return ("contoso.example", ours), ("fabrikam.example", {"max": {"name": "Max Ortega", **there}})


def support() -> Named:
    role = User.Role
    return "relief.example", {
        "eva": {"name": "Eva Novak", "role": role.ENGINEER, "zone": "Europe/Amsterdam"},
        "eli": {"name": "Eli Brandt", "role": role.ENGINEER, "zone": "Europe/Berlin"},
        "sen": {"name": "Sena Wood", "role": role.ENGINEER, "senior": True, "zone": "Europe/London"},
        "sam": {"name": "Sam Okoye", "role": role.SME, "zone": "Europe/Amsterdam"},
        "sia": {"name": "Sia Fuentes", "role": role.SME, "zone": "America/Bogota"},
        "mia": {"name": "Mia Castell", "role": role.MANAGER, "zone": "Europe/Madrid"},
        "root": {"name": "Ruth Adler", "role": role.ADMINISTRATOR, "zone": "Europe/Amsterdam"},
    }
