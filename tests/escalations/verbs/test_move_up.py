"""A question goes to the next rung: by a person's word, or because its answer did not settle it (R30)."""

from datetime import datetime
from typing import Any

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid, Stale
from escalations import actions
from incidents import actions as incident_actions
from incidents.models import Incident
from tests.aftermath import last_event, letters, refused
from tests.escalations.conftest import ProductGroup
from tests.escalations.ladder import again, all_away, answered, ask, away, due
from tests.people import People


def test_from_colleagues_to_the_smes_to_the_product_group(
    monday: datetime, later: Any, working: Incident, people: People, pg: ProductGroup
) -> None:
    asked = ask(working, people)
    with later(minutes=10):
        asked = actions.move_up(asked, by=people.eva, reason="None of them knows it.")
    with later(minutes=30):
        asked = actions.move_up(asked, by=people.sam, reason="It is in the product's own code.")

    rungs = list(asked.rungs.values_list("audience", "outcome", "by__email", "reason"))
    assert rungs == [
        ("colleagues", "moved_up", "eva@relief.example", ""),
        ("smes", "moved_up", "eva@relief.example", "None of them knows it."),
        ("pg", "", "sam@relief.example", "It is in the product's own code."),
    ]
    assert due(asked).isoformat() == "2026-11-17T09:30:00+00:00"  # a working day later


def test_the_next_ones_are_asked_and_who_asked_hears_of_it(working: Incident, people: People, pg: ProductGroup) -> None:
    asked = ask(working, people)
    asked = actions.move_up(asked, by=people.eli, reason="None of us knows it.")

    assert letters("move_up") == {"sam": "staff", "eva": "staff"}
    assert last_event(working).data["to"] == "smes"
    actions.move_up(asked, by=people.eva, reason="No time.")
    assert {name for name, audience in letters("move_up").items() if audience == "pg"} == {
        *("pia", "pete", "leo", "ema", "pam")
    }


def test_an_answer_that_did_not_settle_it_goes_up_with_it(working: Incident, people: People) -> None:
    risen = actions.move_up(answered(working, people), by=people.eva, reason="That was tried already.")

    assert (risen.state, risen.audience) == ("asked", "smes")
    assert risen.answers.count() == 1
    assert [rung.outcome for rung in risen.rungs.all()] == ["answered", ""]


def test_an_empty_rung_is_passed_by(working: Incident, people: People, pg: ProductGroup) -> None:
    away(people.sam)
    risen = actions.move_up(ask(working, people), by=people.eva, reason="None of them knows it.")

    assert risen.audience == "pg"
    assert [(rung.audience, rung.outcome) for rung in risen.rungs.all()] == [
        ("colleagues", "moved_up"),
        ("smes", "nobody"),
        ("pg", ""),
    ]


def test_where_the_last_rung_is_empty_too_the_managers_are_told(
    working: Incident, people: People, pg: ProductGroup
) -> None:
    all_away(pg)
    actions.move_up(ask(working, people, "smes"), by=people.sam, reason="I cannot tell.")

    assert letters("move_up") == {"eva": "staff", "mia": "staff"}


def test_a_reason_is_needed(working: Incident, people: People) -> None:
    asked = ask(working, people)

    with refused(NotValid, "reason"):
        actions.move_up(asked, by=people.eva, reason=" ")


def test_there_is_nothing_above_the_product_group(working: Incident, people: People, pg: ProductGroup) -> None:
    asked = ask(working, people, "pg")

    with refused(NotPossible):
        actions.move_up(asked, by=people.eva, reason="Higher.")


@pytest.mark.parametrize("name", ["ada", "lead", "root", "gone"])
def test_only_the_support_team_moves_it(working: Incident, people: People, name: str) -> None:
    asked = ask(working, people)

    with refused(NotAllowed):
        actions.move_up(asked, by=people.by_name(name), reason="Higher.")


def test_what_ended_goes_nowhere(working: Incident, people: People) -> None:
    ended = actions.end(ask(working, people), by=people.eva)

    with refused(NotPossible):
        actions.move_up(ended, by=people.eva, reason="Higher.")


def test_two_who_press_on_one_page_move_it_once(working: Incident, people: People) -> None:
    asked = ask(working, people)
    asked.seen = asked.version
    actions.move_up(again(asked), by=people.eli, reason="None of us knows it.")

    with refused(Stale):
        actions.move_up(asked, by=people.eva, reason="None of them knows it.")
    assert again(asked).audience == "smes"


def test_nothing_moves_about_a_closed_incident(proposed: Incident, people: People) -> None:
    asked = ask(proposed, people)
    incident_actions.accept_solution(proposed, by=people.ada)

    with refused(NotPossible):
        actions.move_up(asked, by=people.eva, reason="Higher.")
