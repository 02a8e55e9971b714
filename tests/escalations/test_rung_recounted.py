"""A new severity or new hours move the time at which a waiting rung goes on, and keep what was counted (R30, S11)."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import CalendarVersion
from escalations import actions
from escalations.actions.absences import record_absence
from escalations.models import EscalationEvent, Rung
from incidents.actions import apply_calendar, assign
from incidents.models import Incident
from notifications.moment import now
from tests.conftest import Make
from tests.escalations.conftest import ProductGroup
from tests.escalations.ladder import again, answered, ask, due
from tests.people import People

EVENING = timedelta(hours=7, minutes=30)  # half an hour before the end of Monday's hours


def to_severity(incident: Incident, level: int, people: People) -> None:
    assign(Incident.objects.get(pk=incident.pk), by=people.eva, severity=level)


def test_what_becomes_severity_1_has_no_evening(
    monday: datetime, later: Any, working: Incident, people: People
) -> None:
    with later(hours=6, minutes=30):
        asked = ask(working, people)
        assert due(asked) - now() > timedelta(hours=12)
    with later(hours=6, minutes=50):
        to_severity(working, 1, people)

        assert due(again(asked)) == now() + timedelta(minutes=40)
        assert Rung.objects.get().until == due(again(asked))
    with later(hours=7, minutes=31):
        assert actions.sweep_consultations() == 1
        assert again(asked).audience == "smes"


def test_what_is_severity_1_no_more_waits_for_the_morning(
    monday: datetime, later: Any, make: Make, people: People
) -> None:
    working = make("work_in_progress")
    to_severity(working, 1, people)
    with later(hours=6, minutes=30):
        asked = ask(working, people)
    with later(hours=6, minutes=50):
        to_severity(working, 3, people)
    with later(hours=7, minutes=31):
        assert actions.sweep_consultations() == 0
    with later(hours=23, minutes=31):
        assert actions.sweep_consultations() == 1
        assert again(asked).audience == "smes"


def test_there_and_back_leaves_what_was_left(monday: datetime, later: Any, working: Incident, people: People) -> None:
    asked = ask(working, people)
    before = due(asked)
    with later(minutes=20):
        to_severity(working, 1, people)
        to_severity(working, 3, people)

    assert due(again(asked)) == before


def test_between_severities_of_the_same_hours_nothing_moves(
    monday: datetime, later: Any, working: Incident, people: People
) -> None:
    asked = ask(working, people)
    with later(minutes=20):
        to_severity(working, 2, people)

    assert (due(again(asked)), again(asked).event_count) == (due(asked), asked.event_count)


def test_a_rung_that_had_its_time_already_gets_none_again(
    monday: datetime, later: Any, working: Incident, people: People
) -> None:
    asked = ask(working, people)
    with later(hours=2):
        to_severity(working, 1, people)

        assert due(again(asked)) == due(asked)
        assert actions.sweep_consultations() == 1


def test_what_is_answered_or_on_another_incident_is_left_alone(
    monday: datetime, later: Any, working: Incident, make: Make, people: People
) -> None:
    done, elsewhere = answered(working, people), ask(make("work_in_progress"), people)
    to_severity(working, 1, people)

    assert again(done).due_at is None
    assert due(again(elsewhere)) == due(elsewhere)


def test_the_reminder_of_the_last_rung_moves_as_well(
    monday: datetime, later: Any, working: Incident, people: People, pg: ProductGroup
) -> None:
    asked = ask(working, people, "pg")
    with later(hours=25):
        assert actions.sweep_consultations() == 1
    with later(hours=26):
        assert actions.sweep_consultations() == 0
        to_severity(working, 1, people)
        assert due(again(asked)) == now() + timedelta(hours=7)


def test_the_change_is_in_its_history_and_nobody_has_to_look_anew(
    monday: datetime, later: Any, working: Incident, people: People
) -> None:
    asked = ask(working, people)
    with later(hours=0, minutes=20):
        to_severity(working, 1, people)
    line = EscalationEvent.objects.filter(kind="consultation").last()

    assert line is not None
    assert (line.verb, line.by, again(asked).version) == ("recount", None, asked.version)


def test_new_hours_of_the_calendar_move_it_too(monday: datetime, later: Any, working: Incident, people: People) -> None:
    with later(hours=6, minutes=30):
        asked = ask(working, people)
        calendar = people.plan.current.calendar
        longer = {day: [["09:00", "20:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
        CalendarVersion.objects.create(calendar=calendar, number=2, zone="Europe/Amsterdam", weekly=longer, holidays={})
        apply_calendar(calendar, by=people.mia, seen=2)

        assert due(again(asked)) == now() + timedelta(hours=1)


def test_who_says_later_that_they_are_away_is_not_waited_for(
    monday: datetime, later: Any, working: Incident, people: People, pg: ProductGroup
) -> None:
    asked = ask(working, people, "smes")
    with later(minutes=5):
        record_absence(by=people.sam, since=now(), until=now() + timedelta(days=2))
        assert actions.sweep_consultations() == 1

    assert again(asked).audience == "pg"
