"""The people of the past: they own what was theirs, and can neither sign in nor be written to (T22)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.text import slugify

from accounts.models import Calendar, CalendarVersion, Organization, PlanVersion, Region, SupportPlan, User

NAME = "Imported history"
DOMAIN = "imported.invalid"  # a domain that never exists
# The other system counted plain time, and so do the figures.
ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
# A log tells of no promises. These are to have something to count against: minutes by severity.
RESPONSE = {"1": 60, "2": 240, "3": 1440, "4": 2880}
RELIEF = {"1": 240, "2": 1440, "3": 7200, "4": 14400}


class NotOurs(Exception):
    """Something else has the name that the import needs, in a sentence."""


@dataclass
class Past:
    """Whose incidents these are and what they were promised; the owners as the log names them."""

    customer: User
    plan: PlanVersion
    calendar: CalendarVersion
    owners: dict[str, User] = field(default_factory=dict)

    def meet(self, names: Iterable[str]) -> None:
        """Know these people before an incident's transaction begins: what is rolled back there must not take them."""
        for name in sorted(set(names) - {""}):
            self.owner(name)

    def owner(self, name: str) -> User:
        if name not in self.owners:
            self.owners[name] = person(name, User.Role.ENGINEER)
        return self.owners[name]

    @property
    def somebody(self) -> User:
        """Who proposed what nobody owned."""
        return self.owner("Nobody named")


@transaction.atomic
def settle() -> Past:
    """Find or make them, all or none: a calendar without hours is nothing that a page can show. Raises NotOurs."""
    hours = settled_calendar()
    promise = settled_plan(hours.calendar)
    organization = settled_organization(promise.plan)
    return Past(person("Imported customer", User.Role.CUSTOMER, organization), promise, hours)


def settled_calendar() -> CalendarVersion:
    calendar, _made = Calendar.objects.get_or_create(name=NAME)
    hours, _made = CalendarVersion.objects.get_or_create(
        calendar=calendar, number=1, defaults={"zone": "UTC", "weekly": ALWAYS, "holidays": {}}
    )
    if (hours.zone, hours.weekly, hours.holidays) != ("UTC", ALWAYS, {}):
        raise NotOurs(f"There is a calendar “{NAME}” already, and it is not round the clock in UTC.")
    return hours


def settled_plan(calendar: Calendar) -> PlanVersion:
    plan, _made = SupportPlan.objects.get_or_create(name=NAME)
    promise, _made = PlanVersion.objects.get_or_create(
        plan=plan, number=1, defaults={"calendar": calendar, "response": RESPONSE, "relief": RELIEF}
    )
    if promise.calendar != calendar:
        raise NotOurs(f"There is a support plan “{NAME}” already, and it counts by another calendar.")
    if (promise.response, promise.relief) != (RESPONSE, RELIEF):
        raise NotOurs(f"There is a support plan “{NAME}” already, and it promises something else.")
    return promise


def settled_organization(plan: SupportPlan) -> Organization:
    region, _made = Region.objects.get_or_create(slug=slugify(NAME), defaults={"name": NAME})
    organization, _made = Organization.objects.get_or_create(name=NAME, defaults={"region": region, "plan": plan})
    if organization.plan != plan:
        raise NotOurs(f"There is an organisation “{NAME}” already, and it has another support plan.")
    return organization


def person(name: str, role: str, organization: Organization | None = None) -> User:
    """An inactive person of this name. Names that read alike are told apart by a digest in the address."""
    mark = sha256(f"{role} {name}".encode()).hexdigest()[:12]
    found, _made = User.objects.get_or_create(
        email=f"{slugify(name)[:40] or 'person'}.{mark}@{DOMAIN}",
        defaults={
            "name": name,
            "role": role,
            "organization": organization,
            "is_active": False,
            "password": make_password(None),
        },
    )
    return found
