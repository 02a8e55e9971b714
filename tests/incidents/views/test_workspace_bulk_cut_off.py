"""Assigning several where one fails on our side, the database goes away, or the press is cut off half-way (T31)."""

from typing import Any

import pytest
from django.db import OperationalError

from incidents import actions
from incidents.actions import bulk
from incidents.models import Incident
from notifications.models import Notification
from tests.aftermath import letters, verbs
from tests.incidents.views.test_workspace_bulk import ADDRESS, form, of, opened, refusals, signed_in
from tests.people import People


def test_one_that_fails_on_our_side_stops_no_other(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    ticked = opened(people, 3)
    failing(monkeypatch, {ticked[1].pk}, ValueError("a fault of ours"))
    response = signed_in(people.eva).post(ADDRESS, form(ticked, owner=people.sam.email, nonce="one-page"))

    assert refusals(response) == {ticked[1].number: "That failed on our side. Try it again in a moment."}
    assert [of(one)[0] for one in ticked] == [people.sam.pk, None, people.sam.pk]


def test_where_the_database_fails_again_and_again_the_rest_is_not_tried(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticked = opened(people, 5)
    tried = failing(monkeypatch, {one.pk for one in ticked}, OperationalError("it is gone"))
    response = signed_in(people.eva).post(ADDRESS, form(ticked, owner=people.sam.email))

    assert len(tried) == bulk.FAULTS
    assert len(refusals(response)) == 5


def failing(monkeypatch: pytest.MonkeyPatch, places: set[int], fault: BaseException) -> list[int]:
    """These incidents fail after they were written, so that what was written has to be undone."""
    tried: list[int] = []

    def assign(incident: Incident, **triage: Any) -> Incident:
        tried.append(incident.pk)
        after = actions.assign(incident, **triage)
        if incident.pk in places:
            raise fault
        return after

    monkeypatch.setattr(bulk, "assign", assign)
    return tried


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill."""


@pytest.mark.django_db(transaction=True)
def test_a_press_that_was_cut_off_goes_on_where_it_is_sent_again(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticked = opened(people, 5)
    sent = form(ticked, owner=people.sam.email, nonce="one-page")
    client = signed_in(people.eva)
    with monkeypatch.context() as patched:
        failing(patched, {ticked[2].pk}, Killed())
        with pytest.raises(Killed):
            client.post(ADDRESS, sent)
    assert [of(one)[0] for one in ticked] == [people.sam.pk, people.sam.pk, None, None, None]

    response = client.post(ADDRESS, sent)

    assert [row.number for row in response.context["done"]] == [one.number for one in ticked]
    assert {tuple(verbs(one)) for one in ticked} == {("open_incident", "assign")}
    assert letters("assign") == {"sam": "staff"}
    assert Notification.objects.filter(verb="assign").count() == 5
