"""What must not reach a customer by a slip: a team note's words, and what a template left open (R17)."""

from typing import Any

import pytest
from django.test import Client

from accounts.acting import NotValid
from accounts.models import User
from incidents import actions
from incidents.actions.repeating import STRETCH, plain, repeats_note, stretches
from incidents.models import Incident, Message
from tests.aftermath import everything, last_event, refused
from tests.conftest import Make
from tests.incidents.api.conftest import Tool
from tests.people import People

NOTE = "Lukas thinks that partition 7 never got its lease back after the cluster moved over on Monday night."
QUESTION = "This came from a team note. Send it?"


@pytest.fixture
def noted(working: Incident, people: People) -> Incident:
    return actions.add_note(working, by=people.sam, body=NOTE)


def to_customer(incident: Incident, people: People, text: str, verb: str, **more: Any) -> Incident:
    words = {"reason": text, "flag": "customer_action_needed"} if verb == "raise_flag" else {"body": text}
    kind = {"kind": "workaround"} if verb == "propose_solution" else {}
    done: Incident = getattr(actions, verb)(incident, by=people.eva, **words, **kind, **more)
    return done


VERBS = ["send_update", "state_problem", "propose_solution", "raise_flag"]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    "text",
    [
        NOTE,
        f"Good morning Ada,\n\n{NOTE[20:75]}\n\nEva",
        NOTE.upper().replace(" ", "\n> "),
        f"**{NOTE}**",
    ],
    ids=["whole", "a part", "quoted", "in bold"],
)
def test_a_notes_words_are_asked_about(noted: Incident, people: People, verb: str, text: str) -> None:
    with refused(NotValid, "confirm_note") as caught:
        to_customer(noted, people, text, verb)
    assert caught.value.errors == {"confirm_note": [QUESTION]}


@pytest.mark.parametrize("verb", VERBS)
def test_a_second_yes_sends_them(noted: Incident, people: People, verb: str) -> None:
    incident = to_customer(noted, people, NOTE, verb, confirm_note=True)

    assert last_event(incident).verb == verb
    assert last_event(incident).public


def test_the_first_answer_is_asked_about_too(new: Incident, people: People) -> None:
    incident = actions.add_note(new, by=people.sam, body=NOTE)
    with refused(NotValid, "confirm_note"):
        actions.respond(incident, by=people.eva, body=NOTE)
    assert actions.respond(incident, by=people.eva, body=NOTE, confirm_note=True).responded_at


@pytest.mark.parametrize(
    "text", ["We look into it.", "Partition 7 never got its lease.", "The cluster was moved; Lukas looks at leases."]
)
def test_other_words_and_short_ones_are_not(noted: Incident, people: People, text: str) -> None:
    assert actions.send_update(noted, by=people.eva, body=text).messages.filter(body=text).exists()


def test_what_the_customer_reads_already_may_be_said_again(noted: Incident, people: People) -> None:
    said = "Since we scaled the job out to twelve units on Monday nothing is written to the table any more."
    actions.post_message(noted, by=people.ada, body=said)
    actions.add_note(noted, by=people.sam, body=f"She says: {said}")

    assert actions.send_update(noted, by=people.eva, body=f"You wrote: {said}")


def test_notes_of_other_incidents_are_none_of_it(noted: Incident, people: People, make: Any) -> None:
    other = make("work_in_progress")

    assert actions.send_update(other, by=people.eva, body=NOTE)


def test_a_note_may_repeat_what_it_likes(noted: Incident, people: People) -> None:
    assert actions.add_note(noted, by=people.eva, body=NOTE)


def test_a_result_of_a_task_is_a_team_note(working: Incident, people: People) -> None:
    incident = actions.delegate_task(working, by=people.eva, title="Read the leases", assignee=people.sam)
    incident = actions.finish_task(incident, by=people.sam, task=incident.tasks.get().pk, result=NOTE)
    with refused(NotValid, "confirm_note"):
        actions.send_update(incident, by=people.eva, body=NOTE)


@pytest.mark.parametrize(
    ("verb", "state", "who"),
    [("withdraw_solution", "solution_proposed", "eva"), ("reopen", "closed", "mia"), ("discard", "new", "eli")],
)
def test_a_reason_that_the_customer_reads_is_asked_about_too(
    people: People, make: Make, verb: str, state: str, who: str
) -> None:
    """At the action, on the page and by tools; with a second yes it is done."""
    incident, by = make("solution_proposed" if state == "closed" else state), people.by_name(who)
    incident = actions.add_note(incident, by=people.sam, body=NOTE)
    if state == "closed":
        incident = actions.accept_solution(incident, by=people.ada)
    with refused(NotValid, "confirm_note"):
        getattr(actions, verb)(incident, by=by, reason=NOTE)
    with refused(NotValid, "reason"):
        getattr(actions, verb)(incident, by=by, reason="This is {known_error}.")
    before, tool = everything(), Tool(by)
    page = send(incident, by, verb.replace("_", "-"), reason=NOTE)
    assert (page.status_code, QUESTION in page.content.decode()) == (422, True)
    assert 'name="confirm_note"' in page.content.decode()
    answer = tool.act(incident, verb.replace("_", "-"), {"reason": NOTE})
    assert (answer.status_code, answer.json()["errors"]) == (400, {"confirm_note": [QUESTION]})
    assert everything() == before
    assert send(incident, by, verb.replace("_", "-"), reason=NOTE, confirm_note="on").status_code == 302
    assert last_event(incident).verb == verb


def test_tools_say_yes_to_a_reason_as_well(people: People, make: Make) -> None:
    incident = actions.add_note(make("solution_proposed"), by=people.sam, body=NOTE)
    answer = Tool(people.eva).act(incident, "withdraw-solution", {"reason": NOTE, "confirm_note": True})

    assert answer.status_code == 200
    assert last_event(incident).verb == "withdraw_solution"


def test_of_spam_nobody_is_told_and_nothing_is_asked(new: Incident, people: People) -> None:
    incident = actions.add_note(new, by=people.sam, body=NOTE)

    assert actions.discard(incident, by=people.eli, reason=NOTE, is_spam=True).is_closed


def test_a_stretch_is_just_so_long() -> None:
    assert list(stretches("a" * STRETCH)) == ["a" * STRETCH]
    assert list(stretches("a" * (STRETCH - 1))) == []
    assert plain("  Lease_of «7»:\n\tGONE ") == "lease of 7 gone"


def test_the_longest_of_texts_is_compared_all_the_same(working: Incident, people: People) -> None:
    actions.add_note(working, by=people.sam, body="0 1 " * 5_000)

    assert repeats_note(working, "0 1 " * 5_000)
    assert not repeats_note(working, "2 3 " * 5_000)


# --- At the doors -----------------------------------------------------------------------------------------------------


def send(incident: Incident, by: User, verb: str, **words: Any) -> Any:
    client = Client()
    client.force_login(by)
    return client.post(f"/workspace/incidents/{incident.number}/{verb}/", words)


def test_the_page_asks_and_keeps_what_was_typed(noted: Incident, people: People) -> None:
    before = everything()
    answer = send(noted, people.eva, "send-update", body=NOTE)
    seen = answer.content.decode()

    assert answer.status_code == 422
    assert QUESTION in seen
    assert seen.count(NOTE) == 2, "in the history, and in the composer"
    assert 'name="confirm_note"' in seen
    assert everything() == before
    assert send(noted, people.eva, "send-update", body=NOTE, confirm_note="on").status_code == 302
    assert Message.objects.filter(body=NOTE, visibility="public").exists()


def test_the_page_does_not_ask_without_need(noted: Incident, people: People) -> None:
    client = Client()
    client.force_login(people.eva)
    for place in ("", "propose-solution/", "state-problem/"):
        page = client.get(f"/workspace/incidents/{noted.number}/{place}").content.decode()
        assert "confirm_note" not in page


@pytest.mark.parametrize("verb", ["state-problem", "propose-solution", "raise-flag"])
def test_other_pages_ask_too(noted: Incident, people: People, verb: str) -> None:
    words = {"body": NOTE, "reason": NOTE, "kind": "workaround", "flag": "customer_action_needed"}
    answer = send(noted, people.eva, verb, **words)

    assert answer.status_code == 422
    assert QUESTION in answer.content.decode()
    assert 'name="confirm_note"' in answer.content.decode()
    assert send(noted, people.eva, verb, **words, confirm_note="on").status_code == 302


def test_tools_are_refused_by_field_and_say_it_again(noted: Incident, people: People) -> None:
    tool, before = Tool(people.eva), everything()
    path, words = f"incidents/{noted.number}/messages/", {"body": NOTE, "visibility": "public"}
    answer = tool.post(path, words)

    assert (answer.status_code, answer.json()["errors"]) == (400, {"confirm_note": [QUESTION]})
    assert everything() == before
    assert tool.post(path, {**words, "confirm_note": True}).status_code == 201
    assert tool.act(noted, "state-problem", {"body": NOTE}).status_code == 200, "public by now"


# --- What a template left open ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
def test_an_open_name_never_reaches_a_customer(working: Incident, people: People, verb: str) -> None:
    field = "reason" if verb == "raise_flag" else "body"
    with refused(NotValid, field) as caught:
        to_customer(working, people, "Hello {first_name}, this is {known_error}.", verb)
    assert caught.value.errors == {field: ["Put words in place of {first_name}, {known_error} first."]}


@pytest.mark.parametrize("text", ["Set the path to {date}/{time}.", "Use `{title}` as it stands.", "{ } {customer"])
def test_braces_of_the_products_own_do(working: Incident, people: People, text: str) -> None:
    assert actions.send_update(working, by=people.eva, body=text)


def test_a_note_may_leave_names_open(working: Incident, people: People) -> None:
    assert actions.add_note(working, by=people.eva, body="Tell {customer}.")
