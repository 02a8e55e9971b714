"""All customers of an outage's linked incidents are told together, each in a transaction of their own (R26)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.acting import NotPossible, NotValid
from accounts.models import User
from incidents import actions
from incidents.actions import outages
from incidents.actions.answering import send_update
from incidents.models import Incident, Outage
from tests.aftermath import everything, refused
from tests.conftest import Make
from tests.incidents.api.conftest import Tool, problem, tool
from tests.knowledge import down
from tests.people import People

__all__ = ["tool"]
WORDS = "We are on it, and write again within the hour."
NOTE = "The broker of the second zone lost its leases at noon, as it did in May."
Tools = Callable[[User | None], Tool]


class Died(BaseException):
    """The process ends here."""


@pytest.fixture
def outage(people: People) -> Outage:
    return down(people)


@pytest.fixture
def linked(outage: Outage, make: Make, people: People) -> list[Incident]:
    """Three that can be told."""
    found = [make("work_in_progress") for _time in range(3)]
    for incident in found:
        actions.link_outage(incident, by=people.eva, outage=outage)
    return found


def heard(incidents: list[Incident], words: str = WORDS) -> list[int]:
    """How often each customer was told."""
    return [incident.messages.filter(body=words, visibility="public").count() for incident in incidents]


def fails_for(unlucky: Incident, fault: BaseException) -> Callable[..., Incident]:
    def faulty(incident: Incident, **said: Any) -> Incident:
        if incident.pk == unlucky.pk:
            raise fault
        return send_update(incident, **said)

    return faulty


def tellings(outage: Outage) -> list[dict[str, Any]]:
    return list(outage.history.filter(verb="tell_outage").values_list("data", flat=True))


def test_one_that_fails_stops_no_other_and_is_named(
    outage: Outage, linked: list[Incident], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outages, "send_update", fails_for(linked[1], RuntimeError("A fault of ours.")))
    outages.tell_outage(outage, by=people.eva, body=WORDS)

    assert heard(linked) == [1, 0, 1]
    (telling,) = tellings(outage)
    assert telling["told"] == [linked[0].number, linked[2].number]
    assert telling["refused"] == [[linked[1].number, "That failed on our side. Tell them on its own page."]]


@pytest.mark.parametrize("door", ["page", "api"])
def test_cut_off_half_way_it_is_sent_again_and_nobody_hears_twice(
    *, outage: Outage, linked: list[Incident], people: People, tool: Tools, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(people.eva)
    page = {"body": WORDS, "nonce": "n1", "version": outage.version}

    def send() -> Any:
        if door == "page":
            return client.post(f"/workspace/outages/{outage.number}/tell-outage/", page)
        return tool(people.eva).post(f"outages/{outage.number}/actions/tell/", {"body": WORDS}, idempotency_key="k1")

    with monkeypatch.context() as faulty:
        faulty.setattr(outages, "send_update", fails_for(linked[2], Died()))
        with pytest.raises(Died):
            send()
    assert heard(linked) == [1, 1, 0]
    assert tellings(outage) == []
    for _time in range(2):
        assert send().status_code in {200, 302}

    assert heard(linked) == [1, 1, 1]
    (telling,) = tellings(outage)
    assert telling["told"] == [incident.number for incident in linked]


def test_words_of_a_note_want_a_second_look_before_anybody_is_told(
    outage: Outage, linked: list[Incident], people: People, client: Client
) -> None:
    actions.add_note(linked[2], by=people.eli, body=NOTE)
    with refused(NotValid, "confirm_note"):
        outages.tell_outage(outage, by=people.eva, body=NOTE)
    client.force_login(people.eva)
    address = f"/workspace/outages/{outage.number}/tell-outage/"
    assert "confirm_note" not in client.get(address).content.decode()
    answer = client.post(address, {"body": NOTE})
    assert answer.status_code == 422
    assert 'name="confirm_note"' in answer.content.decode()
    assert heard(linked, NOTE) == [0, 0, 0]

    assert client.post(address, {"body": NOTE, "confirm_note": "on"}).status_code == 302
    assert heard(linked, NOTE) == [1, 1, 1]


def test_with_nothing_linked_there_is_nobody_to_tell(outage: Outage, people: People) -> None:
    with refused(NotPossible):
        outages.tell_outage(outage, by=people.eva, body=WORDS)


# --- By the API -------------------------------------------------------------------------------------------------------


def test_the_answer_names_who_was_told_and_who_was_not(
    outage: Outage, linked: list[Incident], make: Make, people: People, tool: Tools
) -> None:
    unheard = make("new")
    actions.link_outage(unheard, by=people.eva, outage=outage)
    address = f"outages/{outage.number}/actions/tell/"
    first, second = (tool(people.eva).post(address, {"body": WORDS}, idempotency_key="k1") for _time in range(2))

    assert first.status_code == 200, first.content
    assert first.json()["told"] == [incident.number for incident in linked]
    (not_told,) = first.json()["refused"]
    assert (not_told["number"], bool(not_told["reason"])) == (unheard.number, True)
    assert first["ETag"] == tool(people.eva).get(f"outages/{outage.number}/")["ETag"]
    assert (second.json(), second["Idempotent-Replay"]) == (first.json(), "true")
    assert heard(linked) == [1, 1, 1]


def test_what_cannot_be_sent_is_refused_and_nobody_is_told(
    outage: Outage, linked: list[Incident], people: People, tool: Tools
) -> None:
    actions.add_note(linked[0], by=people.eli, body=NOTE)
    before, address = everything(), f"outages/{outage.number}/actions/tell/"
    assert set(problem(tool(people.eva).post(address, {}), 400)["errors"]) == {"body"}
    assert set(problem(tool(people.eva).post(address, {"body": NOTE}), 400)["errors"]) == {"confirm_note"}
    problem(tool(people.eva).post(address, {"body": WORDS}, if_match='"99"'), 412)
    problem(tool(people.ada).post(address, {"body": WORDS}), 403)
    problem(tool(people.root).post(address, {"body": WORDS}), 404)
    assert everything() == before
    empty = down(people)
    before = everything()
    problem(tool(people.eva).post(f"outages/{empty.number}/actions/tell/", {"body": WORDS}), 409)
    assert everything() == before


def test_what_nobody_answered_yet_is_left_out_and_says_so(outage: Outage, make: Make, people: People) -> None:
    """Its first answer is its owner's to give (R5)."""
    incident = actions.link_outage(make("new"), by=people.eva, outage=outage)
    answer = outages.tell_outage(outage, by=people.eli, body=WORDS)

    assert answer.content == {"told": [], "refused": [[incident.number, "The owner's first answer comes first."]]}
    assert heard([incident]) == [0]


def test_the_page_says_how_many_were_told(
    client: Client, outage: Outage, linked: list[Incident], make: Make, people: People
) -> None:
    actions.link_outage(make("new"), by=people.eva, outage=outage)
    client.force_login(people.eli)
    answer = client.post(f"/workspace/outages/{outage.number}/tell-outage/", {"body": WORDS}, follow=True)

    said = [str(message) for message in answer.context["messages"]]
    assert said == ["Told: 3.", "Not told: 1. The history below says which, and why."]
