"""The demo world, looked at: as lively as a real one, and nothing in it that should not be."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from accounts.models import Expertise, Organization, User
from escalations import ladder
from escalations.models import Consultation, CsatRequest, Icm, TeamChannel
from incidents.models import Event, Incident, Message, Rating
from incidents.policy import RULES
from incidents.replaying import replay_timeline
from notifications.models import Notification
from notifications.moment import at
from tests.conftest import MONDAY
from tests.incidents.test_demo import demo, load
from tests.incidents.test_letters import FORBIDDEN

__all__ = ["demo"]
PLAIN = "django.contrib.auth.hashers.MD5PasswordHasher"
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


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One world for all who only look at it; each test's own transaction lies inside this one."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEMO=True, PASSWORD_HASHERS=[PLAIN]):
        with at(MONDAY):
            load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(loaded: None, demo: None) -> None:
    """The demo world, as it is on Monday morning."""


def of(email: str) -> User:
    return User.objects.get(email=email)


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


def test_there_is_something_of_everything_that_is_asked_of_others(world: None) -> None:
    assert set(Icm.objects.values_list("state", flat=True)) == set(Icm.State.values)
    assert set(Icm.objects.values_list("kind", flat=True)) >= {"bug", "feature_request", "quota_increase"}
    waiting = Consultation.objects.waiting().values_list("audience", flat=True)
    assert sorted(waiting) == sorted(Consultation.Audience.values)
    assert Consultation.objects.filter(state="answered").count() == 1
    assert sorted(CsatRequest.objects.values_list("state", flat=True)) == ["approved", "asked"]
    assert Icm.objects.filter(is_csat_impacting=True).count() == 1


def test_each_rung_says_where_its_people_talk(world: None) -> None:
    for asked in Consultation.objects.select_related("area"):
        assert set(ladder.channels(asked.area)) == set(Consultation.Audience.values)
    own = {str(each.area): each.label for each in TeamChannel.objects.filter(audience="smes").exclude(area=None)}
    assert len(own) == 2


def test_customers_have_rated_what_is_over(world: None) -> None:
    ratings = Rating.objects.select_related("incident", "by")
    assert sorted(each.score for each in ratings) == [2, 5]
    for each in ratings:
        assert each.incident.is_closed
        assert each.by == each.incident.customer


def test_its_history_can_be_worked_out_again(world: None) -> None:
    assert replay_timeline(Incident.objects.all()).differences == []


def test_ada_is_asked_three_things(world: None) -> None:
    hers = Incident.objects.open().filter(customer=of("ada@contoso.example"))
    waiting = hers.filter(solutions__outcome="proposed", solutions__kept_open_at=None)
    assert waiting.count() == 1
    assert hers.exclude(statement=None).filter(statement_answer="").count() == 1
    assert hers.filter(customer_action_needed=True).count() == 1


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
