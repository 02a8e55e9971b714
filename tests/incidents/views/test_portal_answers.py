"""What a customer does to their problem, by the portal's forms: done once, refused without a trace, never lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from incidents import actions
from incidents.models import Incident, Message
from notifications.moment import at
from tests.aftermath import everything, last_event
from tests.conftest import Make
from tests.people import People

Post = Callable[..., Any]


@dataclass(frozen=True)
class Verb:
    """A verb's address, what a good form of it holds, and the state it leads to."""

    path: str
    good: dict[str, str] = field(default_factory=dict)
    leads_to: str = "solution_proposed"
    needs: str = ""  # a field that may not be empty
    says: str = ""  # and what is said if it is


VERBS = {
    "post_message": Verb("post-message", {"body": "Any news?"}, needs="body", says="Write your message first."),
    "confirm_problem": Verb("confirm-problem"),
    "correct_problem": Verb(
        "correct-problem", {"body": "It writes twice."}, needs="body", says="Say what is different."
    ),
    "accept_solution": Verb("accept-solution", {"applied_on": "2026-11-16"}, "closed"),
    "keep_open": Verb("keep-open", {"wish": "conclusive_fix"}),
    "reject_solution": Verb(
        "reject-solution",
        {"reason": "It stalls."},
        "work_in_progress",
        "reason",
        "Say what happened when you tried it.",
    ),
    "report_applied": Verb(
        "report-applied", {"applied_on": "2026-11-15"}, needs="applied_on", says="Give the day since which"
    ),
    "withdraw": Verb(
        "withdraw", {"reason": "We moved away."}, "closed", needs="reason", says="Say why, in a few words."
    ),
}
WRITTEN = ["post_message", "correct_problem", "reject_solution", "withdraw"]


def url(incident: Incident, verb: str) -> str:
    return f"/portal/incidents/{incident.number}/{VERBS[verb].path}/"


@pytest.fixture
def asked(monday: datetime, proposed: Incident, people: People) -> Incident:
    """A statement and a solution wait for the customer, so that every verb is possible."""
    return actions.state_problem(proposed, by=people.eva, body="It reads but writes nothing.")


@pytest.fixture
def post(client: Client, people: People, asked: Incident) -> Post:
    """Somebody sends a verb's form as its page was at first, with some fields changed."""
    seen = {"solution": str(asked.solutions.get().pk), "statement": str(asked.statement_id)}

    def sent(verb: str, who: str = "ada", **changed: str) -> Any:
        client.force_login(people.by_name(who))
        return client.post(url(asked, verb), {**seen, **VERBS[verb].good, **changed})

    return sent


@pytest.mark.parametrize("who", ["ada", "lead"])
@pytest.mark.parametrize("verb", VERBS)
def test_the_reporter_and_the_lead_do_it_and_see_the_page_again(
    post: Post, asked: Incident, people: People, verb: str, who: str
) -> None:
    response = post(verb, who)
    assert response.status_code == 302
    done = Incident.objects.get()
    assert response["Location"] == f"/portal/incidents/{asked.number}/"
    assert done.state == VERBS[verb].leads_to
    event = last_event(done)
    assert (event.verb, event.by, event.way, event.public) == (verb, people.by_name(who), "portal", True)


def test_what_was_done_is_said_on_the_page_that_follows(post: Post, client: Client) -> None:
    seen = client.get(post("post_message")["Location"]).content.decode()
    assert "Your message is sent." in seen
    assert "Any news?" in seen


@pytest.mark.parametrize("who", ["bob", "max", "eva", "mia", "root"])
@pytest.mark.parametrize("verb", VERBS)
def test_for_everybody_else_there_is_nothing_to_do_it_to(post: Post, asked: Incident, verb: str, who: str) -> None:
    before = everything()
    assert post(verb, who).status_code == 404
    assert everything() == before


@pytest.mark.parametrize("verb", VERBS)
def test_who_is_not_signed_in_does_nothing(client: Client, asked: Incident, verb: str) -> None:
    before = everything()
    answer = client.post(url(asked, verb), VERBS[verb].good)
    assert answer.status_code == 401 or answer["Location"].startswith("/account/sign-in/")
    assert everything() == before


@pytest.mark.parametrize("verb", VERBS)
def test_looking_at_its_address_does_nothing(client: Client, people: People, asked: Incident, verb: str) -> None:
    before = everything()
    client.force_login(people.ada)
    assert client.get(url(asked, verb))["Location"] == f"/portal/incidents/{asked.number}/"
    assert everything() == before


@pytest.mark.parametrize(
    ("verb", "nothing"),
    [*((name, "") for name, verb in VERBS.items() if verb.needs), *((name, "  \n ") for name in WRITTEN)],
)
def test_what_is_missing_is_said_beside_its_field(post: Post, verb: str, nothing: str) -> None:
    before, name = everything(), VERBS[verb].needs
    response = post(verb, **{name: nothing})
    seen = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in seen
    assert 'class="errsum"' in seen
    assert f'href="#{verb}_{name}"' in seen
    assert f'id="{verb}_{name}_error"><p>{VERBS[verb].says}' in seen
    assert seen.count(VERBS[verb].says) == 2, "in the list above, and beside the field"
    assert everything() == before


@pytest.mark.parametrize("verb", WRITTEN)
def test_what_is_too_long_is_kept_and_said(post: Post, verb: str) -> None:
    before, name = everything(), VERBS[verb].needs
    words = "Long. " * 5_000
    response = post(verb, **{name: words})
    seen = response.content.decode()
    assert response.status_code == 422
    assert f'id="{verb}_{name}_error"><p>This has room for' in seen
    assert words.strip() in seen
    assert everything() == before


@pytest.mark.parametrize(
    "verb", ["accept_solution", "reject_solution", "correct_problem", "report_applied", "withdraw"]
)
def test_a_form_that_comes_back_stands_open(post: Post, verb: str) -> None:
    seen = post(verb, applied_on="soon", reason="", body="").content.decode()
    opened = seen.index(" open>")
    assert seen.index(f"{VERBS[verb].path}/") > opened
    assert seen.count(" open>") == 1


def test_a_correction_that_comes_back_is_shown_where_a_solution_waits(post: Post) -> None:
    seen = post("correct_problem", body="").content.decode()
    assert "correct_problem_body_error" in seen


@pytest.mark.parametrize("verb", ["accept_solution", "report_applied"])
def test_a_day_to_come_is_no_day_on_which_it_was_applied(post: Post, verb: str) -> None:
    before = everything()
    response = post(verb, applied_on="2026-11-17")
    assert response.status_code == 422
    assert "Give a day that has begun already." in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize(("zone", "status"), [("Pacific/Auckland", 302), ("UTC", 422)])
def test_a_day_has_begun_when_it_has_where_the_customer_is(
    client: Client, people: People, working: Incident, zone: str, status: int
) -> None:
    people.ada.zone = zone
    people.ada.save()
    client.force_login(people.ada)
    with at(datetime(2030, 6, 3, 20, 0, tzinfo=UTC)):
        response = client.post(url(working, "report_applied"), {"applied_on": "2030-06-04"})
    assert response.status_code == status
    assert Incident.objects.get().applied_on == (date(2030, 6, 4) if status == 302 else None)


@pytest.mark.parametrize("verb", ["accept_solution", "keep_open", "reject_solution"])
def test_an_answer_to_a_solution_that_was_replaced_is_refused_and_its_words_are_shown(
    post: Post, people: People, asked: Incident, verb: str
) -> None:
    actions.propose_solution(asked, by=people.eva, kind="conclusive_fix", body="Update.")
    before = everything()
    response = post(verb)
    seen = response.content.decode()
    assert response.status_code == 409
    assert "A newer solution has been proposed since." in seen
    assert f'href="/portal/incidents/{asked.number}/"' in seen
    for typed in VERBS[verb].good.values():
        assert typed in seen
    assert everything() == before


@pytest.mark.parametrize("verb", ["confirm_problem", "correct_problem"])
def test_an_answer_to_a_statement_that_was_replaced_is_refused_and_its_words_are_shown(
    post: Post, people: People, asked: Incident, verb: str
) -> None:
    actions.state_problem(asked, by=people.eva, body="It is another thing.")
    before = everything()
    response = post(verb)
    seen = response.content.decode()
    assert response.status_code == 409
    assert "The problem has been written down anew since." in seen
    for typed in VERBS[verb].good.values():
        assert typed in seen
    assert everything() == before


def test_a_message_that_came_meanwhile_does_not_stand_in_the_way(post: Post, people: People, asked: Incident) -> None:
    actions.add_note(asked, by=people.eli, body="Between us.")
    actions.send_update(asked, by=people.eva, body="By the way.")
    assert post("confirm_problem").status_code == 302


@pytest.mark.parametrize("verb", VERBS)
def test_a_closed_problem_takes_nothing(post: Post, people: People, asked: Incident, verb: str) -> None:
    actions.withdraw(asked, by=people.ada, reason="No longer needed.")
    before = everything()
    response = post(verb)
    assert response.status_code == 409
    for typed in VERBS[verb].good.values():
        assert typed in response.content.decode()
    assert everything() == before


def test_a_message_sent_twice_is_one(post: Post) -> None:
    first, second = post("post_message", nonce="one"), post("post_message", nonce="one")
    assert first["Location"] == second["Location"]
    assert Message.objects.filter(body="Any news?").count() == 1


def test_other_words_under_a_used_nonce_are_shown_and_not_sent(post: Post) -> None:
    post("post_message", nonce="one")
    before = everything()
    response = post("post_message", nonce="one", body="Something else")
    assert response.status_code == 409
    assert "Something else" in response.content.decode()
    assert everything() == before


def test_a_form_without_its_token_is_refused(people: People, asked: Incident) -> None:
    before = everything()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.ada)
    assert strict.post(url(asked, "post_message"), {"body": "Any news?"}).status_code == 403
    assert everything() == before


@pytest.mark.parametrize(
    ("wish", "kept"), [("conclusive_fix", "conclusive_fix"), ("nothing", ""), ("", ""), (None, "")]
)
def test_a_wish_may_be_said_or_not(post: Post, wish: str | None, kept: str) -> None:
    post("keep_open", **({} if wish == "conclusive_fix" else {"wish": wish or ""}))
    solution = Incident.objects.get().standing_solution()
    assert solution is not None
    assert (solution.wish, solution.kept_open_at is not None) == (kept, True)


@pytest.mark.parametrize("verb", ["accept_solution", "keep_open", "reject_solution"])
def test_an_answer_that_names_no_solution_is_not_taken(post: Post, verb: str) -> None:
    before = everything()
    assert post(verb, solution="").status_code == 422
    assert everything() == before


def test_the_answer_to_a_question_is_a_message(client: Client, people: People, working: Incident) -> None:
    actions.raise_flag(working, by=people.eva, flag="customer_action_needed", reason="Which version?")
    client.force_login(people.ada)
    empty = client.post(url(working, "post_message"), {"body": ""})
    assert empty.status_code == 422
    assert "post_message_body_error" in empty.content.decode()
    client.post(url(working, "post_message"), {"body": "11.4"})
    answered = Incident.objects.get()
    assert (answered.customer_action_needed, answered.action_needed) == (False, True)


def test_a_new_problem_can_be_withdrawn(client: Client, people: People, make: Make) -> None:
    incident = make("untriaged")
    client.force_login(people.ada)
    client.post(url(incident, "withdraw"), {"reason": "It went away."})
    assert Incident.objects.get().closed_as == "withdrawn"
