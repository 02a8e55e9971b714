"""The letter that keeps the fifth R: once a customer, of closed incidents too, and nothing of ours in it (R23)."""

import re

import pytest

from accounts.actions import deactivate
from incidents import actions, removal_letters
from incidents.actions import problems
from incidents.actions.spreading import sweep_knowledge
from incidents.models import Incident, Problem, RemovalNotice
from notifications.letters import Letter
from notifications.models import Notification
from tests.conftest import Make, bring_to
from tests.knowledge import known
from tests.people import People

FORBIDDEN = ["ICM", "SME", "CSAT", "SLA", "breach", "Sev", "escalation", "lease", "Problem", "known error"]


def hit(incident: Incident, people: People, problem: Problem) -> Incident:
    return actions.match_problem(incident, by=people.eva, problem=problem)


def removed(problem: Problem, people: People) -> None:
    problems.remove_problem(problem, by=people.sam)
    sweep_knowledge()


def queued() -> list[str]:
    return sorted(Notification.objects.filter(kind="removal").values_list("address", flat=True))


def letter() -> Letter:
    written = removal_letters.letter(Notification.objects.filter(kind="removal").earliest("pk"))
    assert written is not None
    return written


@pytest.fixture
def problem(people: People) -> Problem:
    return known(people, title="ICM-51207: SME says CSAT breach")


def test_everybody_it_ever_hit_is_told_once(make: Make, people: People, problem: Problem) -> None:
    """Of a closed incident, of an open one, of two of theirs: one letter each."""
    closing = hit(make("solution_proposed"), people, problem)
    actions.accept_solution(closing, by=people.ada)
    hit(make("work_in_progress"), people, problem)
    hit(bring_to("work_in_progress", people, customer=people.max), people, problem)
    bring_to("work_in_progress", people, customer=people.bob)
    removed(problem, people)
    sweep_knowledge()

    assert queued() == ["ada@contoso.example", "max@fabrikam.example"]


def test_removed_once_more_tells_only_who_was_not_told(make: Make, people: People, problem: Problem) -> None:
    hit(make("work_in_progress"), people, problem)
    removed(problem, people)
    problems.reinvestigate_problem(problem, by=people.sam, reason="It came back.")
    hit(bring_to("work_in_progress", people, customer=people.max), people, problem)
    removed(problem, people)

    assert queued() == ["ada@contoso.example", "max@fabrikam.example"]
    assert RemovalNotice.objects.count() == 2


def test_what_was_no_incident_hears_nothing(make: Make, people: People, problem: Problem) -> None:
    incident = hit(make("new"), people, problem)
    actions.discard(incident, by=people.eli, reason="Casino.", is_spam=True)
    removed(problem, people)

    assert queued() == []


def test_who_comes_after_the_removal_is_not_told_that_it_is_gone(make: Make, people: People, problem: Problem) -> None:
    removed(problem, people)
    hit(make("work_in_progress"), people, problem)
    sweep_knowledge()

    assert queued() == []


def test_it_says_what_where_and_since_when(monday: object, make: Make, people: People, problem: Problem) -> None:
    first, second = (hit(make("solution_proposed"), people, problem) for _time in range(2))
    problems.release_fix(problem, by=people.sam, release="release 11.4.2")
    removed(problem, people)
    written = letter()

    assert written.subject == f"Fixed for good: Output stops after scaling ({second.number})"
    for part in (written.text, written.html):
        assert "16 November 2026" in part
        assert "release 11.4.2" in part
        assert f"The same cause was behind {first.number}." in part
        assert "you can undo what we proposed" in part
        assert f"http://127.0.0.1:8000/portal/incidents/{second.number}/" in part
    assert written.from_name == "Eva Novak"
    assert written.thread == f"incident-{second.pk}"


def test_it_says_truly_why_the_reader_gets_it(make: Make, people: People, problem: Problem) -> None:
    incident = hit(make("work_in_progress"), people, problem)
    removed(problem, people)

    for part in (letter().text, letter().html):
        assert f"You get this because you reported {incident.number}." in " ".join(part.split())


def test_where_nothing_was_worked_around_there_is_nothing_to_undo(make: Make, people: People, problem: Problem) -> None:
    hit(make("work_in_progress"), people, problem)
    removed(problem, people)

    assert "There is nothing left for you to do." in letter().text
    assert "same cause" not in letter().text


def test_no_word_of_ours_is_in_it(make: Make, people: People, problem: Problem) -> None:
    hit(make("work_in_progress"), people, problem)
    removed(problem, people)
    written = letter()
    everything = f"{written.subject} {written.text} {written.html}"

    assert [word for word in FORBIDDEN if re.search(rf"\b{word}\b", everything)] == []
    assert "@relief.example" not in everything
    assert "/workspace/" not in everything


def test_it_is_not_sent_where_the_cause_came_back_or_the_reader_left(
    make: Make, people: People, problem: Problem
) -> None:
    hit(make("work_in_progress"), people, problem)
    removed(problem, people)
    notification = Notification.objects.get(kind="removal")
    problems.reinvestigate_problem(problem, by=people.sam, reason="It came back.")
    assert removal_letters.letter(notification) is None
    removed(problem, people)
    assert removal_letters.letter(notification) is not None
    deactivate(people.ada)
    assert removal_letters.letter(notification) is None


def test_a_letter_that_was_held_back_told_nobody(make: Make, people: People, problem: Problem) -> None:
    """Looked for once more before it went, then removed after all: that is the first they hear of it."""
    hit(make("work_in_progress"), people, problem)
    gone = problems.remove_problem(problem, by=people.sam)
    sweep_knowledge()
    held_back = Notification.objects.filter(kind="removal")
    again = problems.reinvestigate_problem(gone, by=people.sam, reason="It came back.")
    assert removal_letters.letter(held_back.get()) is None
    held_back.update(state=Notification.State.SUPPRESSED)
    removed(again, people)

    assert sorted(Notification.objects.filter(kind="removal").values_list("state", flat=True)) == [
        "pending",
        "suppressed",
    ]
    assert problem.notices.count() == 1
