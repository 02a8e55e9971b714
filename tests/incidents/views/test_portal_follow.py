"""A known problem that is theirs too: reported and linked by the customer's word, or only followed (R24)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.acting import NotAllowed, NotPossible, NotValid
from accounts.actions import deactivate
from incidents import actions, following_letters
from incidents.actions import following, problems
from incidents.actions.spreading import sweep_knowledge
from incidents.models import Follower, Incident, Problem
from incidents.replaying import replay_timeline
from notifications.models import Notification
from tests.aftermath import letters, refused, verbs
from tests.incidents.views.test_portal_known import FORBIDDEN, INNER
from tests.knowledge import known, published
from tests.people import People

SENT = {"title": "It stops here too", "severity": "3", "description": "Since noon.", "area": ""}
Send = Callable[..., Any]


@pytest.fixture
def problem(people: People) -> Problem:
    return published(people)


@pytest.fixture
def send(client: Client, people: People) -> Send:
    def sent(path: str, name: str = "ada", **fields: str) -> Any:
        client.force_login(people.by_name(name))
        return client.post(path, fields)

    return sent


# --- Reported too -----------------------------------------------------------------------------------------------------


def test_the_form_comes_filled_in_and_says_which_it_is(client: Client, people: People, problem: Problem) -> None:
    client.force_login(people.ada)
    html = client.get(f"/portal/report/?known={problem.number}").content.decode()

    assert f'name="problem" value="{problem.number}" checked' in html
    assert problem.title in html
    assert 'name="problem"' not in client.get("/portal/report/").content.decode()


def test_it_is_linked_by_the_customers_word(send: Send, people: People, problem: Problem) -> None:
    assert send("/portal/report/", **SENT, problem=problem.number).status_code == 302
    incident = Incident.objects.get()

    match = incident.matches.get()
    assert (match.problem, match.by) == (problem, people.ada)
    assert verbs(incident) == ["open_incident", "match_problem"]
    assert not incident.events.get(verb="match_problem").public
    assert letters("match_problem") == {}
    assert replay_timeline(Incident.objects.all()).differences == []


def test_of_its_removal_they_hear_as_everybody_whom_it_hit(send: Send, people: People, problem: Problem) -> None:
    send("/portal/report/", **SENT, problem=problem.number)
    problems.remove_problem(problem, by=people.sam)
    sweep_knowledge()

    assert list(Notification.objects.filter(kind="removal").values_list("address", flat=True)) == [people.ada.email]


def test_one_that_came_back_wants_somebody(send: Send, people: People, problem: Problem) -> None:
    problems.remove_problem(problem, by=people.sam)
    send("/portal/report/", **SENT, problem=problem.number)

    assert Incident.objects.get().action_needed
    assert replay_timeline(Incident.objects.all()).differences == []


@pytest.mark.parametrize("number", ["KE-99999", "x", "KE-101 or so", "\x00", "-1", "9" * 50])
def test_what_is_not_published_is_not_there(send: Send, people: People, number: str) -> None:
    hidden = known(people)
    answers = [send("/portal/report/", **SENT, problem=one) for one in (hidden.number, number)]

    assert [answer.status_code for answer in answers] == [422, 422]
    html = answers[0].content.decode()
    assert f"There is nothing with the number {hidden.number}." in html
    assert "It stops here too" in html
    assert 'name="problem"' not in html, "sent again, it goes without"
    assert hidden.title not in html
    assert not Incident.objects.exists()


def test_the_action_asks_too(people: People) -> None:
    hidden, report = known(people), {"title": "It stops", "description": "Since noon.", "severity": 3}
    with refused(NotValid, "problem"):
        actions.open_incident(by=people.ada, problem=hidden, **report)  # type: ignore[arg-type]


# --- Followed ---------------------------------------------------------------------------------------------------------


def at(problem: Problem, what: str = "") -> str:
    return f"/portal/known-problems/{problem.number}/{what}"


def queued() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind="follower").order_by("pk")
    return [(row.address.partition("@")[0], row.verb.partition(":")[0]) for row in rows]


def test_following_and_stopping_to(send: Send, client: Client, people: People, problem: Problem) -> None:
    for _time in range(2):
        assert send(at(problem, "follow/")).status_code == 302
    assert Follower.objects.get().customer == people.ada
    assert "Stop following it" in client.get(at(problem)).content.decode()
    for _time in range(2):
        assert send(at(problem, "unfollow/")).status_code == 302
    assert not Follower.objects.exists()
    assert "Follow it" in client.get(at(problem)).content.decode()


def test_followers_hear_of_each_step_once(people: People, problem: Problem) -> None:
    following.follow_problem(problem, by=people.ada)
    following.follow_problem(problem, by=people.max)
    problem = problems.release_fix(problem, by=people.sam, release="11.4.2")
    sweep_knowledge(), sweep_knowledge()
    assert queued() == [("ada", "fix_released"), ("max", "fix_released")]
    following.unfollow_problem(problem, by=people.max)
    problems.remove_problem(problem, by=people.sam)
    sweep_knowledge(), sweep_knowledge()

    assert queued() == [("ada", "fix_released"), ("max", "fix_released"), ("ada", "removed")]


def test_followers_hear_of_a_second_fix_and_a_second_removal(people: People, problem: Problem) -> None:
    report = {"title": "It stops", "description": "Since noon.", "severity": 3}
    actions.open_incident(by=people.max, problem=problem, **report)  # type: ignore[arg-type]
    for customer in (people.ada, people.max):
        following.follow_problem(problem, by=customer)
    for release in ("11.4.2", "11.4.3"):
        problems.release_fix(problem, by=people.sam, release=release)
        sweep_knowledge()
        problems.remove_problem(problem, by=people.sam)
        sweep_knowledge(), sweep_knowledge()
        problems.reinvestigate_problem(problem, by=people.sam, reason="It came back.")
        sweep_knowledge()

    fixed = [("ada", "fix_released"), ("max", "fix_released")]
    assert queued() == [*fixed, ("ada", "removed"), *fixed, ("ada", "removed"), ("max", "removed")]
    assert Notification.objects.filter(kind="removal").count() == 1


def test_a_letter_of_the_first_fix_is_not_sent_as_one_of_the_second(people: People, problem: Problem) -> None:
    following.follow_problem(problem, by=people.ada)
    problem = problems.release_fix(problem, by=people.sam, release="11.4.2")
    sweep_knowledge()
    problem = problems.reinvestigate_problem(problem, by=people.sam, reason="It came back.")
    problems.release_fix(problem, by=people.sam, release="11.4.3")
    sweep_knowledge()
    first, second = Notification.objects.filter(kind="follower").order_by("pk")

    assert following_letters.letter(first) is None
    assert "11.4.3" in following_letters.letter(second).text  # type: ignore[union-attr]


def test_who_reported_it_gets_one_letter_of_the_removal(people: People, problem: Problem) -> None:
    report = {"title": "It stops", "description": "Since noon.", "severity": 3}
    actions.open_incident(by=people.ada, problem=problem, **report)  # type: ignore[arg-type]
    following.follow_problem(problem, by=people.ada)
    problems.remove_problem(problem, by=people.sam)
    sweep_knowledge()

    assert queued() == []
    assert Notification.objects.filter(kind="removal").count() == 1


def test_the_letter_holds_what_is_published_and_nothing_else(people: People) -> None:
    problem = published(people, title="Output stops")
    problems.edit_problem(problem, by=people.sam, cause=INNER)
    following.follow_problem(problem, by=people.ada)
    problems.release_fix(problem, by=people.sam, release="11.4.2")
    sweep_knowledge()
    letter = following_letters.letter(Notification.objects.get(kind="follower"))

    assert letter is not None
    assert letter.subject == f"A fix is released: Output stops ({problem.number})"
    for part in (letter.text, letter.html):
        assert "11.4.2" in part
        assert f"You get this because you follow {problem.number}." in " ".join(part.split())
        assert f"/portal/known-problems/{problem.number}/" in part
        assert not [word for word in FORBIDDEN if word in part]
    problems.remove_problem(problem, by=people.sam)
    sweep_knowledge()
    letter = following_letters.letter(Notification.objects.get(kind="follower", verb__startswith="removed"))
    assert letter is not None
    assert letter.subject.startswith("Fixed for good: Output stops")


@pytest.mark.parametrize("what", ["unfollowed", "hidden", "gone", "otherwise"])
def test_a_letter_that_is_true_no_more_is_not_sent(people: People, problem: Problem, what: str) -> None:
    following.follow_problem(problem, by=people.ada)
    problem = problems.release_fix(problem, by=people.sam, release="11.4.2")
    sweep_knowledge()
    notification = Notification.objects.get(kind="follower")
    assert following_letters.letter(notification) is not None
    match what:
        case "unfollowed":
            following.unfollow_problem(problem, by=people.ada)
        case "hidden":
            problems.hide_problem(problem, by=people.sam)
        case "gone":
            deactivate(people.ada)
        case _:
            problems.reinvestigate_problem(problem, by=people.sam, reason="It came back.")

    assert following_letters.letter(notification) is None


def test_who_may_not_follow_is_refused(people: People, problem: Problem) -> None:
    hidden = known(people)
    for act in (following.follow_problem, following.unfollow_problem):
        for who, which in ((people.eva, problem), (people.root, problem), (people.ada, hidden)):
            with refused(NotAllowed):
                act(which, by=who)


def test_there_is_nothing_to_follow_of_what_is_gone(
    send: Send, client: Client, people: People, problem: Problem
) -> None:
    problem = problems.remove_problem(problem, by=people.sam)
    with refused(NotPossible):
        following.follow_problem(problem, by=people.ada)

    assert send(at(problem, "follow/")).status_code == 409
    assert "Follow it" not in client.get(at(problem)).content.decode()


def test_what_is_hidden_is_not_there_to_follow(send: Send, people: People) -> None:
    hidden = known(people)

    assert [send(at(hidden, what)).status_code for what in ("follow/", "unfollow/")] == [404, 404]
    assert not Follower.objects.exists()


def test_who_begins_to_follow_while_it_is_released_hears_of_the_release(people: People, problem: Problem) -> None:
    as_the_page_read_it = Problem.objects.get(pk=problem.pk)
    problems.release_fix(problem, by=people.sam, release="11.4.2")
    sweep_knowledge()
    follower = following.follow_problem(as_the_page_read_it, by=people.ada)

    assert follower.told_status == following_letters.step_of(Problem.objects.get(pk=problem.pk))


def test_a_long_title_gives_way_to_the_number_of_the_problem(people: People) -> None:
    problem = published(people, title="A very long title of a known problem that somebody wrote in one go")
    following.follow_problem(problem, by=people.ada)
    problems.release_fix(problem, by=people.sam, release="11.4.2")
    sweep_knowledge()
    letter = following_letters.letter(Notification.objects.get(kind="follower"))

    assert letter is not None
    assert len(letter.subject) < 70
    assert problem.number in letter.subject
