"""Two SMEs, or an SME and a customer, at the same moment: one wins, the others are told, nothing is half done (T30)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from accounts.models import Expertise, User
from escalations import actions
from escalations.models import CsatRequest, Icm
from incidents import actions as incidents
from incidents.models import Incident
from notifications.models import Notification
from tests.escalations.asking import WORDS, again, ask
from tests.escalations.conftest import MakeIcm
from tests.incidents.test_races import at_once
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _patient() -> Iterator[None]:
    """SQLite's waiting time as it is in service."""
    options = connection.settings_dict["OPTIONS"]
    before = dict(options)
    if connection.vendor == "sqlite":
        options["timeout"] = 20
    yield
    options.clear()
    options.update(before)


@pytest.fixture
def sue(people: People) -> User:
    person = User.objects.create(email="sue@relief.example", name="Sue Ito", role="sme", password="md5$salt$x")
    Expertise.objects.create(user=person, area=people.query)
    return person


def names(came: list[Any]) -> list[str]:
    return sorted("done" if isinstance(each, CsatRequest | Incident) else type(each).__name__ for each in came)


def announced() -> int:
    return Notification.objects.filter(verb="mark_csat_impacting").count()


def test_two_smes_approve_and_one_letter_goes_to_each(make_icm: MakeIcm, people: People, sue: User) -> None:
    request = ask(make_icm("acknowledged"), people)
    came = at_once([lambda by=by: actions.approve_csat(again(request), by=by) for by in [people.sam, sue] * 3])  # type: ignore[misc]

    assert names(came) == ["NotPossible"] * 5 + ["done"]
    assert request.history.filter(verb="approve_csat").count() == 1
    assert announced() == 3


def test_one_approves_while_the_other_declines(make_icm: MakeIcm, people: People, sue: User) -> None:
    request = ask(make_icm("acknowledged"), people)
    came = at_once(
        [
            lambda: actions.approve_csat(again(request), by=people.sam),
            lambda: actions.decline_csat(again(request), by=sue, reason="They are content."),
        ]
    )

    assert names(came) == ["NotPossible", "done"]
    is_approved = again(request).state == "approved"
    assert Icm.objects.get().is_csat_impacting == is_approved
    assert announced() == (3 if is_approved else 0)


def test_an_approval_while_the_incident_closes(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm("acknowledged")
    request, incident = ask(icm, people), icm.incidents[0]
    came = at_once(
        [
            lambda: actions.approve_csat(again(request), by=people.sam),
            lambda: incidents.withdraw(Incident.objects.get(pk=incident.pk), by=people.ada, reason="Gone."),
        ]
    )

    state = again(request).state
    assert names(came) == (["done", "done"] if state == "approved" else ["NotPossible", "done"])
    assert state in {"approved", "void"}
    assert announced() == (3 if state == "approved" else 0)
    assert Icm.objects.get().is_csat_impacting == (state == "approved")


def test_an_approval_while_the_text_changes(make_icm: MakeIcm, people: People) -> None:
    request = ask(make_icm("acknowledged"), people)
    text = request.text_hash
    revised = {**WORDS, "why": "Worse now."}
    came = at_once(
        [
            lambda: actions.approve_csat(again(request), by=people.sam, text=text),
            lambda: actions.revise_csat(again(request), by=people.eva, **revised),
        ]
    )

    fresh = again(request)
    assert names(came) in (["NotPossible", "done"], ["Stale", "done"])
    assert fresh.why == (WORDS["why"] if fresh.state == "approved" else "Worse now.")
    if fresh.state == "approved":
        assert fresh.approved_text == text


def test_two_ask_about_one_icm_and_one_request_stands(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()
    came = at_once(
        [
            lambda by=by: actions.request_csat(by=by, icm=Icm.objects.get(pk=icm.pk), **WORDS)  # type: ignore[misc]
            for by in [people.eva, people.eli] * 2
        ]
    )

    assert names(came) == ["NotPossible"] * 3 + ["done"]
    assert CsatRequest.objects.count() == 1
