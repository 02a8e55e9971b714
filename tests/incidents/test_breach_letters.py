"""The letter that a promise was missed is true when it is read: it tells of the moment that was missed, not of now."""

from datetime import timedelta

import pytest

from incidents import actions
from notifications.moment import at
from tests.conftest import MONDAY, Make
from tests.incidents.test_letters import readable, written
from tests.people import People

HOUR = timedelta(hours=1)


def in_both_parts(words: str) -> bool:
    letter = written(verb="breach")
    return all(words in " ".join(part.split()) for part in (letter.text, readable(letter.html)))


def test_what_answering_itself_finds_missed_is_not_said_to_be_unanswered(make: Make, people: People) -> None:
    with at(MONDAY):
        incident = make("new", severity=3)
    with at(MONDAY + 25 * HOUR):
        actions.respond(incident, by=people.eva, body="I have this.")

    assert in_both_parts(
        "The first answer to Ada Lindqvist was due Tue 17 Nov, 09:00 UTC, and had not been given by then."
    )


def test_what_proposing_itself_finds_missed_is_not_said_to_lack_a_solution(make: Make, people: People) -> None:
    with at(MONDAY):
        incident = make("work_in_progress", severity=1)
    with at(MONDAY + 5 * HOUR):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale up.")

    assert in_both_parts("A solution for Ada Lindqvist was due Mon 16 Nov, 13:00 UTC, and there was none by then.")


def test_what_an_update_itself_finds_missed_is_not_said_to_be_unwritten(make: Make, people: People) -> None:
    with at(MONDAY):
        incident = make("work_in_progress")
        actions.send_update(incident, by=people.eva, body="Soon.", next_update_by=MONDAY + HOUR)
    with at(MONDAY + 2 * HOUR):
        actions.send_update(incident, by=people.eva, body="It takes longer.")

    assert in_both_parts("was promised an update by Mon 16 Nov, 10:00 UTC and had heard nothing by then.")
    assert in_both_parts("If it is not written yet, write it now")


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("work_in_progress", "Ada Lindqvist had no solution by then."),
        (
            "solution_proposed",
            "A solution was proposed to Ada Lindqvist before that, and took longer than is promised now.",
        ),
    ],
)
def test_a_new_severity_says_whether_a_solution_was_there(make: Make, people: People, state: str, says: str) -> None:
    with at(MONDAY):
        incident = make("work_in_progress", severity=3)
    with at(MONDAY + 6 * HOUR):
        if state == "solution_proposed":
            actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale up.")
        actions.assign(incident, by=people.eli, severity=1)

    assert in_both_parts(f"at the new one the time was over already. {says}")
