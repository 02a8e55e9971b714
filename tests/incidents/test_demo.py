"""The demo world: as lively as a real one, and as true."""

import re
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import Settings

from accounts.models import Expertise, Organization, User
from incidents.actions import house
from incidents.models import Clock, Event, Incident, Message
from incidents.models.clock import run
from incidents.policy import RULES
from notifications.models import Notification
from notifications.moment import at
from tests.conftest import MONDAY
from tests.incidents.test_letters import FORBIDDEN

PEOPLE = {
    "ada@contoso.example": "customer",
    "lead@contoso.example": "customer",
    "max@fabrikam.example": "customer",
    "eva@relief.example": "engineer",
    "eli@relief.example": "engineer",
    "sen@relief.example": "engineer",
    "sam@relief.example": "sme",
    "sia@relief.example": "sme",
    "mia@relief.example": "manager",
    "root@relief.example": "administrator",
}
# An ordinary morning, deep in a weekend, the night in which the clocks go back, and a holiday.
WHENEVER = [
    MONDAY,
    MONDAY.replace(day=22, hour=2, minute=27),
    MONDAY.replace(month=10, day=25, hour=1, minute=15),
    MONDAY.replace(month=12, day=25, hour=23),
]


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(settings: Settings, db: None) -> None:
    settings.DEMO = True


@pytest.fixture
def world(demo: None) -> None:
    with at(MONDAY):
        load()


def of(email: str) -> User:
    return User.objects.get(email=email)


def test_it_is_loaded_in_a_demonstration_only(db: None, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="demonstrations"):
        load()
    assert User.objects.count() == 0


def test_where_people_live_already_nothing_happens(demo: None) -> None:
    User.objects.create_user("root@relief.example", name="Ruth", role=User.Role.ADMINISTRATOR)
    assert "people here already" in load()
    assert User.objects.count() == 1
    assert Incident.objects.count() == 0


def test_loading_it_twice_loads_it_once(world: None) -> None:
    before = (User.objects.count(), Incident.objects.count(), Event.objects.count())
    with at(MONDAY + timedelta(days=1)):
        assert "people here already" in load()
    assert (User.objects.count(), Incident.objects.count(), Event.objects.count()) == before


def test_its_people_are_those_the_sign_in_page_promises(world: None) -> None:
    assert {person.email: person.role for person in User.objects.all()} == PEOPLE
    assert all(person.check_password("demo") for person in User.objects.all())
    assert of("lead@contoso.example").is_lead
    assert of("sen@relief.example").senior
    regions = {each.name: each.region.slug for each in Organization.objects.select_related("region")}
    assert regions == {"Contoso": "europe", "Fabrikam": "americas"}
    known = {(e.user.name, e.area and e.area.slug, e.region and e.region.slug) for e in Expertise.objects.all()}
    assert known == {
        ("Sam Okoye", "query", "europe"),
        ("Sam Okoye", "inputs", "europe"),
        ("Sia Fuentes", None, "americas"),
    }


def test_there_is_something_of_everything(world: None) -> None:
    assert Counter(Incident.objects.values_list("state", flat=True)) == {
        "new": 8,
        "work_in_progress": 18,
        "solution_proposed": 10,
        "closed": 24,
    }
    assert Counter(Incident.objects.exclude(closed_as="").values_list("closed_as", flat=True)) == {
        "accepted": 17,
        "withdrawn": 4,
        "discarded": 3,
    }
    told = set(Event.objects.values_list("verb", flat=True))
    assert told >= {*RULES, "open_incident", "warn", "breach"}
    assert Incident.objects.filter(state="new", owner=None).count() >= 3
    assert Incident.objects.open().filter(assistance_required=True).count() >= 2
    assert Incident.objects.open().filter(customer_action_needed=True).count() >= 1
    assert {i.severity for i in Incident.objects.all()} == {1, 2, 3, 4}
    assert Incident.objects.open().filter(organization__name="Fabrikam").count() >= 10
    assert Event.objects.filter(by=of("lead@contoso.example")).exclude(incident__customer=of("lead@contoso.example"))


def test_ada_is_asked_three_things(world: None) -> None:
    hers = Incident.objects.open().filter(customer=of("ada@contoso.example"))
    waiting = hers.filter(solutions__outcome="proposed", solutions__kept_open_at=None)
    assert waiting.count() == 1
    assert hers.exclude(statement=None).filter(statement_answer="").count() == 1
    assert hers.filter(customer_action_needed=True).count() == 1


@pytest.mark.parametrize("moment", WHENEVER, ids=str)
def test_whenever_it_is_loaded_its_history_is_true(demo: None, moment: datetime) -> None:
    with at(moment):
        load()
    for incident in Incident.objects.all():
        check_timeline(incident, moment)
        check_clocks(incident)
    assert Clock.objects.due(moment).count() == 0, "somebody was not told"
    running = Clock.objects.filter(state="running", incident__state__in=["new", "work_in_progress"])
    assert running.exclude(breached_at=None).count() >= 3
    assert running.filter(breached_at=None).exclude(warned_at=None).count() >= 3


def check_timeline(incident: Incident, moment: datetime) -> None:
    events = list(incident.events.order_by("seq"))
    assert [event.seq for event in events] == list(range(1, incident.event_count + 1))
    moments = [event.at for event in events]
    assert moments == sorted(moments)
    assert not any(event.clamped for event in events)
    assert moments[-1] <= moment
    assert events[-1].state == incident.state


def check_clocks(incident: Incident) -> None:
    """What is stored is what the timeline says."""
    for clock in incident.clocks.exclude(kind=Clock.Kind.NEXT_UPDATE):
        fresh = Clock(incident=incident, kind=clock.kind)
        fresh.reckon(house.facts(incident), incident.promise)
        for name in ("state", "target", "elapsed", "run_since", "due_at", "warn_at"):
            assert getattr(fresh, name) == getattr(clock, name), (incident, clock.kind, name)
        assert clock.state == run(clock.kind, house.facts(incident)).state


def test_it_leaves_no_letter_waiting(world: None) -> None:
    assert Notification.objects.count() > 100
    assert set(Notification.objects.values_list("state", flat=True)) == {"suppressed"}


def test_no_customer_reads_a_word_of_ours(world: None) -> None:
    public = list(Message.objects.filter(visibility="public").values_list("body", flat=True))
    public += Incident.objects.values_list("title", flat=True)
    public += [
        text for pair in Incident.objects.values_list("solutions__body", "solutions__answer") for text in pair if text
    ]
    for text in public:
        found = [word for word in FORBIDDEN if re.search(rf"\b{re.escape(word)}\b", text)]
        assert found == [], text
    for customer in User.objects.filter(role="customer"):
        shown = Message.objects.filter(incident__in=Incident.objects.visible_to(customer)).visible_to(customer)
        assert not shown.filter(event__verb__in=["add_note", "transfer_ownership"]).exists()
        assert not shown.filter(visibility="internal").exists()


def test_the_same_moment_gives_the_same_world(demo: None) -> None:
    once, again = history_of_a_load(), history_of_a_load()
    assert once == again
    assert len(once) > 400
    assert once[0][-1] < MONDAY - timedelta(days=30)


def history_of_a_load() -> list[tuple[Any, ...]]:
    with transaction.atomic(), at(MONDAY):
        load()
        told = list(Event.objects.order_by("pk").values_list("incident__title", "seq", "verb", "by__name", "at"))
        transaction.set_rollback(True)
    return told
