"""The people of the tests, by name, and the promises they live under."""

from dataclasses import dataclass

from accounts.models import Area, Calendar, Expertise, Organization, PlanVersion, Region, SupportPlan, User

WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
RESPONSE = {"1": 15, "2": 120, "3": 480, "4": 960}
RELIEF = {"1": 240, "2": 480, "3": 1440, "4": 2880}


@dataclass
class People:
    """Two customer organisations, and the support organisation that serves them."""

    ada: User
    lead: User
    bob: User
    max: User
    eva: User
    eli: User
    sen: User
    sam: User
    mia: User
    root: User
    gone: User
    query: Area
    inputs: Area
    plan: SupportPlan

    def by_name(self, name: str) -> User:
        return getattr(self, name)  # type: ignore[no-any-return]


def settle_in() -> People:
    """Everybody, in an empty database."""
    calendar = Calendar.objects.create(name="Office hours")
    calendar.versions.create(number=1, zone="Europe/Amsterdam", weekly=WEEK, holidays={})
    plan = SupportPlan.objects.create(name="Standard")
    PlanVersion.objects.create(plan=plan, number=1, calendar=calendar, response=RESPONSE, relief=RELIEF)
    europe = Region.objects.create(slug="europe", name="Europe")
    americas = Region.objects.create(slug="americas", name="Americas")
    contoso = Organization.objects.create(name="Contoso", region=europe, plan=plan)
    fabrikam = Organization.objects.create(name="Fabrikam", region=americas, plan=plan)
    query = Area.objects.create(slug="query", name="Query")
    inputs = Area.objects.create(slug="inputs", name="Inputs")

    def person(email: str, name: str, role: str, **more: object) -> User:
        # A plain hash: the real one is made slow on purpose, and nothing here tests it.
        return User.objects.create(email=email, name=name, role=role, password="md5$salt$x", **more)

    people = People(
        ada=person("ada@contoso.example", "Ada Lindqvist", "customer", organization=contoso),
        lead=person("lead@contoso.example", "Lea Dahl", "customer", organization=contoso, is_lead=True),
        bob=person("bob@contoso.example", "Bob Ekman", "customer", organization=contoso),
        max=person("max@fabrikam.example", "Max Ortega", "customer", organization=fabrikam),
        eva=person("eva@relief.example", "Eva Novak", "engineer"),
        eli=person("eli@relief.example", "Eli Brandt", "engineer"),
        sen=person("sen@relief.example", "Sena Wood", "engineer", senior=True),
        sam=person("sam@relief.example", "Sam Okoye", "sme"),
        mia=person("mia@relief.example", "Mia Castell", "manager"),
        root=person("root@relief.example", "Ruth Adler", "administrator"),
        gone=person("gone@relief.example", "Gina Past", "engineer", is_active=False),
        query=query,
        inputs=inputs,
        plan=plan,
    )
    Expertise.objects.create(user=people.sam, area=query, region=europe)
    return people
