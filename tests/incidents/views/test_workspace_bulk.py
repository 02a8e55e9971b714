"""Assigning several at once: each by its own guards, each with its own answer, and nothing half done (R13, T31)."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.test.utils import CaptureQueriesContext

from accounts.acting import Refusal
from accounts.models import User
from incidents import actions
from incidents.actions import bulk
from incidents.models import Event, Incident
from notifications.models import Notification
from tests.aftermath import everything, letters, verbs
from tests.conftest import Make, bring_to
from tests.people import People

ADDRESS = "/workspace/bulk/assign/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(incidents: Iterable[Incident], **more: Any) -> dict[str, Any]:
    """What the list sends for these, as they stand now."""
    listed = list(incidents)
    return {
        "number": [one.number for one in listed],
        "seen": [f"{one.number}:{one.version}" for one in listed],
        **more,
    }


def opened(people: People, count: int) -> list[Incident]:
    return [bring_to("untriaged", people, title=f"Incident {n}") for n in range(count)]


def refusals(response: Any) -> dict[str, str]:
    return {row.number: row.reason for row in response.context["refused"]}


def of(incident: Incident) -> tuple[Any, ...]:
    incident = Incident.objects.get(pk=incident.pk)
    return incident.owner_id, incident.area_id, incident.category, incident.version


def test_of_two_hundred_thirty_refuse_and_are_named_with_the_reason(people: People) -> None:
    fine, stale = opened(people, 170), opened(people, 8)
    over = [actions.withdraw(one, by=people.ada, reason="Gone.") for one in opened(people, 8)]
    answered = [bring_to("work_in_progress", people) for _n in range(7)]
    unknown = ["INC-9999999", "INC-999999999999", "1", "INC-", "\u0661", "x'; --", "<b>"]
    sent = form([*fine, *over, *answered, *stale], owner=people.sam.email, area="inputs")
    sent["number"] += unknown
    for one in stale:
        actions.add_note(one, by=people.eli, body="I looked at it.")
    others = {one.pk: (of(one), verbs(one)) for one in [*over, *answered, *stale]}
    before = letters("assign"), Event.objects.count(), Notification.objects.count()

    response = signed_in(people.eva).post(ADDRESS, sent)

    assert response.status_code == 200
    assert len(sent["number"]) == response.context["total"] == 200
    assert [row.incident for row in response.context["done"]] == fine
    closed, stays = "It is closed, and what is closed stays as it is.", "The owner stays from the first answer"
    changed, nothing = "This has changed since you opened it.", "There is nothing here, or it is not yours to see."
    named = refusals(response)
    wanted = [(over, closed), (answered, stays), (stale, changed)]
    assert len(named) == 30
    assert all(named[one.number].startswith(why) for ones, why in wanted for one in ones)
    assert {named[number] for number in unknown} == {nothing}
    page = response.content.decode()
    assert all(f"{one.number}/" in page for one in [*fine, *over, *answered, *stale])

    assert {of(one) for one in fine} == {(people.sam.pk, people.inputs.pk, "", fine[0].version + 1)}
    assert {tuple(verbs(one)) for one in fine} == {("open_incident", "assign")}
    assert {one.pk: (of(one), verbs(one)) for one in [*over, *answered, *stale]} == others
    after = Notification.objects.filter(verb="assign", address=people.sam.email)
    assert "sam" not in before[0]
    told = Event.objects.filter(pk__in=after.values_list("record_id", flat=True)).values_list("incident", flat=True)
    assert sorted(told) == sorted(one.pk for one in fine)
    assert (Event.objects.count(), Notification.objects.count()) == (before[1] + 170, before[2] + 170)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "Choose an owner, an area or a category."),
        ({"owner": "ada@contoso.example"}, "not one of the available choices"),
        ({"area": "elsewhere"}, "not one of the available choices"),
        ({"category": "panic"}, "not one of the available choices"),
        ({"owner": "eva@relief.example", "number": []}, "Tick at least one incident first."),
    ],
)
def test_what_cannot_be_read_comes_back_with_its_ticks(people: People, sent: dict[str, Any], why: str) -> None:
    ticked = opened(people, 2)
    before = everything()
    response = signed_in(people.eva).post(ADDRESS, {**form(ticked), **sent})

    assert response.status_code == 422
    assert why in response.content.decode()
    assert everything() == before
    boxes = re.findall(r'name="number" value="(INC-\d+)"[^>]* checked', response.content.decode())
    assert boxes == [one.number for one in ticked if "number" not in sent]


def test_more_than_one_press_does_are_refused_as_a_whole(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    ticked = opened(people, 3)
    sent = form(ticked, owner=people.sam.email)
    sent["number"] += [f"INC-{n}" for n in range(2_000_000, 2_000_198)]
    before = everything()
    response = signed_in(people.eva).post(ADDRESS, sent)

    assert (response.status_code, everything()) == (422, before)
    assert "These are 201 incidents, and 200 can be assigned at once. None was changed." in response.content.decode()
    assert f'value="{people.sam.email}" selected' in response.content.decode()


@pytest.mark.parametrize("kind", [MULTIPART_CONTENT, "application/x-www-form-urlencoded"])
def test_far_too_many_are_refused_in_words(people: People, kind: str) -> None:
    sent = {"number": [f"INC-{n}" for n in range(2_000_000, 2_001_500)], "owner": people.sam.email}
    body: Any = sent if kind == MULTIPART_CONTENT else urlencode(sent, doseq=True)
    before = everything()
    response = signed_in(people.eva).post(ADDRESS, body, content_type=kind)

    assert (response.status_code, everything()) == (413, before)
    assert "more than can be sent at once" in response.content.decode()


def test_one_that_is_ticked_twice_is_one(people: People) -> None:
    (one,) = opened(people, 1)
    numbers = [one.number, one.number.lower(), one.number.removeprefix("INC-"), f" {one.number} "]
    response = signed_in(people.eva).post(ADDRESS, {"number": numbers, "area": "query"})

    assert (response.context["total"], verbs(one)) == (1, ["open_incident", "assign"])


def test_the_same_press_sent_twice_is_done_once_and_answered_alike(people: People) -> None:
    ticked, closed = opened(people, 3), bring_to("closed", people)
    sent = form([*ticked, closed], owner=people.sam.email, nonce="one-page")
    client = signed_in(people.eva)
    first = client.post(ADDRESS, sent)
    after = everything()
    second = client.post(ADDRESS, sent)

    assert everything() == after
    assert refusals(second) == refusals(first)
    assert second.context["done"] == first.context["done"]
    assert len(first.context["done"]) == 3


def test_the_same_page_with_another_owner_does_not_reach_what_is_done(people: People) -> None:
    ticked = opened(people, 2)
    client = signed_in(people.eva)
    client.post(ADDRESS, form(ticked[:1], owner=people.sam.email, nonce="one-page"))
    response = client.post(ADDRESS, form(ticked, owner=people.eli.email, nonce="one-page"))

    assert refusals(response) == {ticked[0].number: "This was sent before with other content."}
    assert [of(one)[0] for one in ticked] == [people.sam.pk, people.eli.pk]


def test_what_was_so_already_is_said_and_nothing_is_written(people: People) -> None:
    ticked = [bring_to("new", people), bring_to("work_in_progress", people)]
    before = everything()
    response = signed_in(people.eli).post(ADDRESS, form(ticked, owner=people.eva.email, area="query"))

    assert [row.number for row in response.context["already"]] == [one.number for one in ticked]
    assert everything() == before


def test_the_refused_can_be_tried_again_as_they_stand_now(people: People) -> None:
    (stale,), closed = opened(people, 1), bring_to("closed", people)
    sent = form([stale, closed], owner=people.sam.email, category="bug", nonce="one-page")
    actions.add_note(stale, by=people.eli, body="I looked at it.")
    client = signed_in(people.eva)
    page = client.post(ADDRESS, sent).content.decode()
    offered = {name: re.findall(rf'name="{name}" value="([^"]*)"', page) for name in ("number", "seen", "nonce")}
    chosen = re.findall(r'<option value="([^"]+)" selected>', page)

    assert offered["number"] == [stale.number]
    assert chosen == [people.sam.email, "bug"]
    assert offered["nonce"] != ["one-page"]
    again = client.post(ADDRESS, {**offered, "owner": chosen[0], "category": chosen[1]})
    assert [row.number for row in again.context["done"]] == [stale.number]
    assert of(stale)[:3] == (people.sam.pk, None, "bug")


# --- What it asks of the database -------------------------------------------------------------------------------------


def queries(people: People, count: int) -> int:
    sent = form(opened(people, count), owner=people.sam.email, area="inputs", nonce=f"page-{count}")
    client = signed_in(people.eva)
    with CaptureQueriesContext(
        connection,
    ) as found:
        client.post(ADDRESS, sent)
    return len(found)


def test_each_costs_the_same_however_many_there_are(people: People) -> None:
    few, some, many = queries(people, 2), queries(people, 4), queries(people, 24)

    assert (many - some) / 20 == (some - few) / 2


# --- Who, and how it is reached ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "status"), [("ada", 404), ("lead", 404), ("root", 404), ("mia", 200), ("sam", 200)])
def test_it_is_the_support_teams(people: People, name: str, status: int) -> None:
    (one,) = opened(people, 1)
    response = signed_in(people.by_name(name)).post(ADDRESS, form([one], area="query"))

    assert response.status_code == status
    assert (of(one)[1] is None) is (status == 404)


def test_who_is_signed_out_changes_nothing(client: Client, people: People) -> None:
    (one,) = opened(people, 1)
    before = everything()

    assert client.post(ADDRESS, form([one], area="query")).status_code == 401
    assert everything() == before


@pytest.mark.parametrize("path", ["/workspace/bulk/", ADDRESS])
def test_whoever_comes_by_a_link_is_led_to_the_list(people: People, path: str) -> None:
    assert signed_in(people.eva).get(path)["Location"] == "/workspace/incidents/"


@pytest.mark.parametrize("path", ["/workspace/", "/workspace/incidents/"])
def test_lists_let_open_incidents_be_ticked(make: Make, people: People, path: str) -> None:
    ours, closed = make("new"), make("closed")
    page = signed_in(people.eva).get(path).content.decode()

    assert f'name="number" value="{ours.number}" form="bulk"' in page
    assert f'name="seen" value="{ours.number}:{ours.version}" form="bulk"' in page
    assert f'value="{closed.number}"' not in page


def test_every_refusal_of_an_action_has_words_for_the_list(people: People) -> None:
    (one,) = opened(people, 1)

    assert bulk.why(one, Refusal("No.")) == "No."
