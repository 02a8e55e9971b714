"""Who is unsure asks colleagues, the area's SMEs or the product group, one rung after the other (R30)."""

from datetime import datetime
from typing import Any

import pytest

from accounts.acting import NotAllowed, NotPossible, NotValid
from accounts.models import Expertise
from escalations import actions
from escalations.ladder import forsaken
from escalations.models import Consultation, EscalationEvent
from escalations.policy import CONSULTATION_RULES, asks
from incidents.models import Incident
from notifications.moment import now
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.escalations.conftest import ProductGroup
from tests.escalations.ladder import QUESTION, all_away, ask, away, become, due
from tests.people import People


def test_everybody_of_the_team_but_who_asks_is_asked_first(working: Incident, people: People) -> None:
    asked = ask(working, people)

    assert (asked.state, asked.audience) == ("asked", "colleagues")
    assert letters("ask") == {"eli": "staff", "sen": "staff", "sam": "staff", "mia": "staff"}


def test_it_stands_in_the_timeline_of_its_incident_and_changes_nothing_else(working: Incident, people: People) -> None:
    asked = ask(working, people)
    line = last_event(working)

    assert (line.verb, line.by, line.public) == ("ask", people.eva, False)
    assert (line.data["consultation"], line.message.body) == (asked.number, QUESTION)
    working.refresh_from_db()
    assert (working.state, working.action_needed) == ("work_in_progress", False)


def test_a_rung_is_kept_with_who_was_asked_and_until_when(monday: datetime, working: Incident, people: People) -> None:
    rung = ask(working, people).rungs.get()

    assert {person["name"] for person in rung.asked} == {"Eli Brandt", "Sena Wood", "Sam Okoye", "Mia Castell"}
    assert (rung.at, rung.by, rung.outcome) == (monday, people.eva, "")
    assert (rung.until - rung.at).total_seconds() == 60 * 60


def test_the_smes_of_the_area_are_asked_those_of_the_region_first(make: Make, people: People) -> None:
    americas = people.max.organization.region  # type: ignore[union-attr]
    Expertise.objects.create(user=become(people.eli, "sme"), area=None, region=americas)
    Expertise.objects.create(user=become(people.sen, "sme"), area=people.inputs)

    rung = ask(make("work_in_progress"), people, "smes").rungs.get()

    assert [person["name"] for person in rung.asked] == ["Sam Okoye", "Eli Brandt"]


def test_who_was_an_sme_once_is_asked_no_more_and_nobody_is_sent_to_them(
    make: Make, people: People, pg: ProductGroup
) -> None:
    Expertise.objects.create(user=people.eli, area=people.query)
    asked = ask(make("work_in_progress"), people, "smes")

    assert letters("ask") == {"sam": "staff"}
    assert list(Consultation.objects.filter(asks(people.eli))) == []
    assert "can answer: Sam Okoye." in CONSULTATION_RULES["answer"].why(asked)

    become(people.sam, "engineer")
    other = ask(make("work_in_progress"), people, "smes")
    assert other.audience == "pg", "none of them is left on the rung"
    assert forsaken(now()) == [asked]


def test_the_product_group_is_asked_by_those_who_cover_the_area(
    working: Incident, people: People, pg: ProductGroup
) -> None:
    pg.pia.areas.set([people.inputs])
    ask(working, people, "pg")

    assert set(letters("ask")) == {"pete", "leo", "ema", "pam"}
    assert set(letters("ask").values()) == {"pg"}


def test_a_skipped_rung_needs_a_reason(working: Incident, people: People, pg: ProductGroup) -> None:
    for audience in ("smes", "pg"):
        with refused(NotValid, "reason"):
            ask(working, people, audience, reason=" ")


def test_a_rung_that_was_asked_before_is_not_skipped(working: Incident, people: People) -> None:
    actions.answer(ask(working, people), by=people.eli, body="I do not know either.", icm_indicated=False)

    assert ask(working, people, "smes", reason="").audience == "smes"


def test_the_reason_is_kept_with_the_rung(working: Incident, people: People) -> None:
    asked = ask(working, people, "smes", reason="They know nothing of leases.")

    assert asked.rungs.get().reason == "They know nothing of leases."


def test_where_nobody_is_there_it_goes_on_at_once_and_says_so(
    working: Incident, people: People, pg: ProductGroup
) -> None:
    away(people.sam)
    asked = ask(working, people, "smes")

    assert asked.audience == "pg"
    assert [(rung.audience, rung.outcome) for rung in asked.rungs.all()] == [("smes", "nobody"), ("pg", "")]
    assert last_event(working).data["passed"] == ["smes"]
    assert set(letters("ask")) == {"pia", "pete", "leo", "ema", "pam"}


def test_where_nobody_is_there_at_all_the_owner_and_the_managers_are_told(
    working: Incident, people: People, pg: ProductGroup
) -> None:
    away(people.sam)
    all_away(pg)
    asked = ask(working, people, "smes")

    assert asked.audience == "pg"
    assert letters("ask") == {"eva": "staff", "mia": "staff"}


def test_who_is_away_is_not_asked(working: Incident, people: People) -> None:
    away(people.eli)
    ask(working, people)

    assert set(letters("ask")) == {"sen", "sam", "mia"}


def test_the_time_of_a_rung_is_working_time(monday: datetime, later: Any, make: Make, people: People) -> None:
    with later(hours=6, minutes=30):  # half past four in the afternoon, half an hour before the end
        incident = make("work_in_progress")
        asked = ask(incident, people)

    assert due(asked).isoformat() == "2026-11-17T08:30:00+00:00"


def test_at_severity_1_it_is_all_time(monday: datetime, later: Any, make: Make, people: People) -> None:
    with later(hours=6, minutes=30):
        asked = ask(make("work_in_progress", severity=1), people)

    assert due(asked).isoformat() == "2026-11-16T16:30:00+00:00"


def test_the_plan_says_how_long(monday: datetime, people: People, make: Make) -> None:
    people.plan.versions.update(consultation={"colleagues": 15, "smes": 120, "pg": 480})
    asked = ask(make("work_in_progress"), people)

    assert (due(asked) - monday).total_seconds() == 15 * 60


@pytest.mark.parametrize("name", ["ada", "lead", "root", "gone"])
def test_only_the_support_team_asks(working: Incident, people: People, name: str) -> None:
    with refused(NotAllowed):
        actions.ask(
            working, by=people.by_name(name), area=people.query, audience="colleagues", question="How do I go on?"
        )


def test_nobody_is_asked_about_what_is_closed(closed: Incident, people: People) -> None:
    with refused(NotPossible):
        ask(closed, people)


def test_what_is_missing_is_named(working: Incident, people: People) -> None:
    with refused(NotValid, "question"):
        ask(working, people, question=" ")
    with refused(NotValid, "audience"):
        ask(working, people, "customers")
    with refused(NotValid, "area"):
        actions.ask(working, by=people.eva, area=None, audience="colleagues", question="How?")


def test_its_history_begins_with_the_question(working: Incident, people: People) -> None:
    asked = ask(working, people)

    assert [(event.verb, event.by) for event in asked.history] == [("ask", people.eva)]
    assert EscalationEvent.objects.count() == 1
