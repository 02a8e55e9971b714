"""What every page door does: who is admitted, in which order things are asked, and what is sent twice is done once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Submission, User
from incidents import actions
from incidents.models import Incident
from tests.aftermath import everything, verbs
from tests.people import People


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(incident: Incident, door: str, verb: str = "incident") -> str:
    return reverse(f"{door}:{verb}", args=[incident.number])


@pytest.mark.parametrize("verb", ["accept_solution", "reject_solution", "keep_open", "post_message", "withdraw"])
def test_a_form_that_is_sent_twice_is_done_once_though_it_is_no_longer_possible(
    proposed: Incident, people: People, verb: str
) -> None:
    client = signed_in(people.ada)
    sent = {
        "solution": proposed.solutions.get().pk,
        "reason": "It stalls again.",
        "body": "It stalls again.",
        "nonce": "one-page",
        "version": proposed.version,
    }
    first = client.post(url(proposed, "portal", verb), sent)
    after = everything()
    second = client.post(url(proposed, "portal", verb), sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert first["Location"].startswith(url(proposed, "portal"))
    assert verbs(proposed).count(verb) == 1
    assert everything() == after


def test_a_form_of_another_page_is_another_act(working: Incident, people: People) -> None:
    client = signed_in(people.ada)
    for nonce in ("one-page", "another-page"):
        client.post(url(working, "portal", "post_message"), {"body": "It stalls.", "nonce": nonce})

    assert verbs(working).count("post_message") == 2


@pytest.mark.parametrize("nonce", ["one\0page", "one page", "\u00e9", "\U0001f600", "n" * 65, "one-page\n", ""])
def test_a_nonce_that_no_page_made_is_none(working: Incident, people: People, nonce: str) -> None:
    """The form is sent all the same, and nothing of the nonce is kept."""
    response = signed_in(people.ada).post(
        url(working, "portal", "post_message"), {"body": "It stalls.", "nonce": nonce}
    )

    assert response.status_code == 302
    assert verbs(working).count("post_message") == 1
    assert not Submission.objects.exists()


def test_a_form_that_was_refused_may_be_mended_and_sent_again(working: Incident, people: People) -> None:
    client = signed_in(people.ada)
    before = everything()
    refused = client.post(url(working, "portal", "post_message"), {"body": " ", "nonce": "one-page"})
    assert (refused.status_code, everything()) == (422, before)

    mended = client.post(url(working, "portal", "post_message"), {"body": "It stalls.", "nonce": "one-page"})
    assert mended.status_code == 302


def test_the_same_page_with_other_words_is_a_conflict(working: Incident, people: People) -> None:
    client = signed_in(people.ada)
    client.post(url(working, "portal", "post_message"), {"body": "It stalls.", "nonce": "one-page"})
    before = everything()
    other = client.post(url(working, "portal", "post_message"), {"body": "It does not.", "nonce": "one-page"})

    assert (other.status_code, everything()) == (409, before)


@pytest.mark.parametrize(
    ("name", "changes", "status"),
    [
        ("bob", {}, 404),
        ("max", {}, 404),
        ("eva", {}, 404),
        ("ada", {"version": 1}, 409),
        ("ada", {"solution": 0}, 409),
        ("ada", {"reason": ""}, 422),
        ("ada", {}, 302),
    ],
)
def test_visible_comes_before_possible_and_possible_before_well_formed(
    proposed: Incident, people: People, name: str, changes: dict[str, Any], status: int
) -> None:
    sent = {"solution": proposed.solutions.get().pk, "reason": "It stalls.", "version": proposed.version, **changes}
    before = everything()
    response = signed_in(people.by_name(name)).post(url(proposed, "portal", "reject_solution"), sent)

    assert response.status_code == status
    assert (everything() == before) is (status != 302)


def test_what_was_typed_into_a_refused_form_is_not_lost(proposed: Incident, people: People) -> None:
    client = signed_in(people.ada)
    actions.withdraw_solution(proposed, by=people.eva, reason="It loses data.")
    words = "A long story that took half an hour to write."
    response = client.post(url(proposed, "portal", "reject_solution"), {"solution": 1, "reason": words})

    assert response.status_code == 409
    assert words in response.content.decode()


@pytest.mark.parametrize(
    ("name", "door", "verb", "status"),
    [
        ("ada", "portal", "withdraw", 302),
        ("eva", "portal", "withdraw", 404),
        ("ada", "workspace", "respond", 404),
        ("root", "workspace", "explain_clocks", 404),
        ("eva", "workspace", "explain_clocks", 405),
        ("nobody", "workspace", "explain_clocks", 302),
    ],
)
def test_who_is_asked_for_before_how(
    working: Incident, people: People, name: str, door: str, verb: str, status: int
) -> None:
    client = Client() if name == "nobody" else signed_in(people.by_name(name))
    before = everything()
    method = "POST" if verb == "explain_clocks" else "GET"

    assert client.generic(method, url(working, door, verb)).status_code == status
    assert everything() == before


@pytest.mark.parametrize("verb", ["incident", "explain_clocks", "add_note", "assign", "propose_solution"])
def test_what_can_be_read_can_be_asked_for_without_its_body(working: Incident, people: People, verb: str) -> None:
    client = signed_in(people.eva)
    read, asked = client.get(url(working, "workspace", verb)), client.head(url(working, "workspace", verb))

    assert asked.status_code == read.status_code in {200, 302}
    assert asked.content == b""


def test_what_can_only_be_sent_has_no_head(working: Incident, people: People) -> None:
    assert signed_in(people.ada).head(url(working, "portal", "withdraw")).status_code == 405


@pytest.mark.parametrize("number", ["INC-1", "INC-9999999", "x", "1000001x", "INC-%00"])
def test_what_is_no_number_is_nothing(working: Incident, people: People, number: str) -> None:
    for person, door in ((people.ada, "portal"), (people.eva, "workspace")):
        assert signed_in(person).get(reverse(f"{door}:incident", args=[number])).status_code == 404


def test_words_sent_after_the_session_ended_are_shown_and_not_sent(client: Client, working: Incident) -> None:
    before = everything()
    answer = client.post(url(working, "portal", "post_message"), {"body": "It stalls again."})

    assert answer.status_code == 401
    assert "It stalls again." in answer.content.decode()
    assert f'href="{url(working, "portal")}"' in answer.content.decode()
    assert everything() == before


def test_a_press_without_words_leads_by_the_sign_in_to_the_incident(client: Client, working: Incident) -> None:
    answer = client.post(url(working, "portal", "confirm_problem"), {"nonce": "x", "statement": "1"})

    assert answer["Location"] == f"/account/sign-in/?next={url(working, 'portal')}"


def test_a_verbs_address_that_is_opened_leads_to_the_incident(working: Incident, people: People) -> None:
    answer = signed_in(people.ada).get(url(working, "portal", "post_message"))

    assert answer["Location"] == url(working, "portal")
