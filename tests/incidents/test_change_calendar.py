"""Changed hours reach open incidents by a manager's hand: looked at first, recorded, and nothing forgotten (S6)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Calendar, CalendarVersion
from incidents import actions, preview
from incidents.models import Clock, Incident
from incidents.models.clock import ever_over
from incidents.preview import Move
from incidents.replaying import replay_timeline
from notifications.models import Notification
from notifications.moment import now
from tests.aftermath import everything, last_event, letters, verbs
from tests.conftest import MONDAY, Make
from tests.incidents.test_letters import written
from tests.people import WEEK, People

HOUR = timedelta(hours=1)
BODY: dict[str, Any] = {"kind": "workaround", "body": "Scale up."}
ZONE = "Europe/Amsterdam"
LONG = {day: [["07:00", "21:00"]] for day in WEEK}
SHORT = {day: [["09:00", "13:00"]] for day in WEEK}
Later = Callable[..., Any]


def version(weekly: Any = WEEK, holidays: Any = None, zone: str = ZONE) -> CalendarVersion:
    """The administrator's next version of the one calendar there is."""
    calendar = Calendar.objects.get()
    made = calendar.versions.create(
        number=calendar.current.number + 1, zone=zone, weekly=weekly, holidays=holidays or {}
    )
    made.clean_fields()  # not whether its plans fit it, which an earlier installation did not ask
    return made


def apply(people: People, **more: Any) -> Any:
    calendar = Calendar.objects.get()
    return actions.apply_calendar(calendar, by=people.mia, seen=calendar.current.number, **more)


def clock(incident: Incident, kind: str = "relief") -> Clock:
    return incident.clocks.get(kind=kind)


def due(incident: Incident, kind: str = "relief") -> str:
    """In Amsterdam's winter, as a wall calendar has it: "18 16:00"."""
    moment = clock(incident, kind).due_at
    return f"{moment + HOUR:%d %H:%M}" if moment else "stands"


def as_reckoned(incident: Incident) -> None:
    """What is stored is what the timeline, the plan's version and the calendar's version say (S12)."""
    incident = Incident.objects.get(pk=incident.pk)
    assert replay_timeline(Incident.objects.filter(pk=incident.pk)).differences == []
    for kept in incident.clocks.exclude(kind="next_update"):
        fresh = Clock(incident=incident, kind=kept.kind)
        fresh.reckon(incident.events.facts(), incident.promise)
        for name in ("state", "target", "elapsed", "run_since", "due_at", "warn_at"):
            assert getattr(kept, name) == getattr(fresh, name), name


def test_s06_changed_hours_move_open_promises_by_an_event_and_no_breach_is_deleted(
    monday: datetime, make: Make, people: People, later: Later
) -> None:
    """Monday ten o'clock, severity 3: eight hours for Response, 24 for Relief, 09:00 to 17:00 in Amsterdam."""
    late, fresh, done = make("new"), make("work_in_progress"), make("closed")
    with later(days=1, hours=6):  # the answer to the first was due on Tuesday at ten; nobody swept
        newest = version(LONG, {"2026-11-16": [], "2026-11-17": []})
        kept = everything()["Clock"][-2:]
        outcome = apply(people)

    assert (outcome.moved, outcome.missed, outcome.failed, outcome.left) == (2, 0, [], 0)
    # The breach that no sweep had found comes first, by the hours before; then the change, which annotates it.
    assert verbs(late)[-2:] == ["breach", "change_calendar"]
    assert clock(late, "response").breached_at == MONDAY + 24 * HOUR
    event = last_event(late)
    assert (event.by, event.public) == (people.mia, False)
    assert event.data == {
        "calendar_version": newest.pk,
        "calendar_version_was": newest.pk - 1,
        "clocks": [
            {"clock": "response", "due_at": "2026-11-18T14:00:00+00:00", "due_at_was": "2026-11-17T09:00:00+00:00"},
            {"clock": "relief", "due_at": "2026-11-19T16:00:00+00:00", "due_at_was": "2026-11-19T09:00:00+00:00"},
        ],
        "breaches_kept": ["response"],
    }
    # Answered at once, so Response stands; Relief: Wednesday 14 hours, ten more on Thursday.
    assert last_event(fresh).data["breaches_kept"] == []
    assert (due(fresh, "response"), due(fresh)) == ("stands", "19 17:00")
    # The closed one keeps what it was held to.
    done.refresh_from_db()
    assert done.calendar_version.number == 1
    assert everything()["Clock"][-2:] == kept
    for incident in (late, fresh):
        as_reckoned(incident)


# --- Worked by hand ---------------------------------------------------------------------------------------------------


def test_a_holiday_more_moves_what_is_due_by_a_day(monday: datetime, make: Make, people: People) -> None:
    """Relief: 7 hours on Monday, 8 on Tuesday, 8 on Wednesday, one on Thursday; without Wednesday, one on Friday."""
    incident = make("new")
    assert due(incident) == "19 10:00"
    version(holidays={"2026-11-18": []})
    apply(people)

    assert (due(incident, "response"), due(incident)) == ("17 10:00", "20 10:00")
    as_reckoned(incident)


def test_half_a_day_off_moves_it_by_half_a_day(monday: datetime, make: Make, people: People) -> None:
    incident = make("new")
    version(holidays={"2026-11-18": [["09:00", "13:00"]]})
    apply(people)

    assert due(incident) == "19 14:00"


def test_longer_hours_make_it_due_earlier(monday: datetime, make: Make, people: People) -> None:
    """From ten to 21:00 are 11 hours of the 24, the other 13 end on Tuesday at 20:00; Response ends the first day."""
    incident = make("new")
    version(LONG)
    apply(people)

    assert (due(incident, "response"), due(incident)) == ("16 18:00", "17 20:00")


def test_another_zone_moves_the_whole_week(monday: datetime, make: Make, people: People) -> None:
    """In Lisbon 09:00 to 17:00 is 10:00 to 18:00 in Amsterdam: eight hours a day from the very start."""
    incident = make("new")
    version(zone="Europe/Lisbon")
    apply(people)

    assert (due(incident, "response"), due(incident)) == ("16 18:00", "18 18:00")


def test_longer_hours_may_miss_it_at_once_and_owner_and_managers_are_told(
    monday: datetime, make: Make, people: People, later: Later
) -> None:
    incident = make("new")
    with later(hours=10):  # 20:00; by the hours before, one of Response's eight is left for the morning
        version(LONG)
        outcome = apply(people)
        again = apply(people)
    with later(hours=11):
        actions.sweep_clocks()

    assert (outcome.moved, outcome.missed, again.moved) == (1, 1, 0)
    assert verbs(incident)[-2:] == ["change_calendar", "breach"]
    event = last_event(incident)
    moment = (MONDAY + 10 * HOUR).isoformat()
    assert event.data == {"clock": "response", "due_at": moment, "by_calendar_change": True}
    assert clock(incident, "response").breached_at == MONDAY + 10 * HOUR
    assert letters("breach") == {"eva": "staff", "mia": "staff"}
    assert Notification.objects.filter(verb="breach").count() == 2
    letter = written(verb="breach")
    assert letter.subject == f"Response late at once: {incident.number}"
    words = "The working hours that count this were changed (Mon 16 Nov, 19:00 UTC), and by the new ones"
    assert words in " ".join(letter.text.split())
    assert words in " ".join(letter.html.split())
    incident.refresh_from_db()
    assert incident.event_count == event.seq


@pytest.fixture
def solved(monday: datetime, make: Make, people: People, later: Later) -> Incident:
    """Proposed on Wednesday at 17:00 after 7 + 8 + 8 of its 24 hours; by the long hours 11 + 14 + 10 are 35."""
    incident = make("work_in_progress")
    with later(days=2, hours=7):
        actions.propose_solution(incident, by=people.eva, **BODY)
        version(LONG)
        (move,) = [each for each in forecast(incident) if each.kind == "relief"]
        outcome = apply(people)

    assert (move.is_missed_at_once, move.is_shown) == (False, False)
    assert (outcome.moved, outcome.missed) == (1, 0)
    return incident


def forecast(incident: Incident) -> list[Move]:
    found = Incident.objects.filter(pk=incident.pk)
    (each,) = preview.forecasts(found, Calendar.objects.get().current, now())
    return each.moves


def test_a_solution_that_was_given_in_time_stays_in_time(solved: Incident, people: People, later: Later) -> None:
    relief = clock(solved)
    assert (relief.state, relief.elapsed, relief.breached_at) == ("paused", 35 * HOUR, None)
    assert not relief.is_over(solved, MONDAY + timedelta(days=3))
    as_reckoned(solved)
    with later(days=3):
        actions.sweep_clocks()
        actions.accept_solution(solved, by=people.ada)

    assert "breach" not in verbs(solved)
    as_reckoned(solved)


def test_where_it_does_not_hold_the_clock_resumes_with_nothing_left(
    solved: Incident, people: People, later: Later
) -> None:
    with later(days=3):
        actions.reject_solution(solved, by=people.ada, reason="It stops again.")
    with later(days=3, hours=1):
        actions.sweep_clocks()

    assert clock(solved).breached_at == MONDAY + timedelta(days=3)
    assert "by_calendar_change" not in last_event(solved).data
    as_reckoned(solved)


def test_another_severity_is_another_promise_and_judges_it(solved: Incident, people: People, later: Later) -> None:
    with later(days=3):
        actions.assign(solved, by=people.eva, severity=2)

    assert clock(solved).breached_at == MONDAY + timedelta(days=3)
    assert last_event(solved).data["by_severity_change"] is True
    as_reckoned(solved)


def test_what_has_ended_is_reckoned_anew_and_stays_kept(
    monday: datetime, make: Make, people: People, later: Later
) -> None:
    """Answered at 18:00 after seven hours; by the long hours it were eight and more, but the answer was in time."""
    incident = make("new")
    with later(hours=10):
        actions.respond(incident, by=people.eva, body="I have this.")
        version(LONG)
        apply(people)

    response = clock(incident, "response")
    assert (response.elapsed, response.breached_at) == (10 * HOUR, None)
    as_reckoned(incident)


def test_severity_one_and_a_promised_update_stay_where_they_are(
    monday: datetime, make: Make, people: People, later: Later
) -> None:
    incident = make("work_in_progress", severity=1)
    actions.send_update(incident, by=people.eva, body="Soon.", next_update_by=MONDAY + 2 * HOUR)
    before = list(incident.clocks.order_by("pk").values())
    with later(hours=1):
        version(SHORT, {"2026-11-16": []})
        apply(people)

    assert list(incident.clocks.order_by("pk").values()) == before
    (moved,) = last_event(incident).data["clocks"]
    assert moved == {"clock": "relief", "due_at": moved["due_at_was"], "due_at_was": "2026-11-16T13:00:00+00:00"}
    incident.refresh_from_db()
    assert incident.calendar_version.number == 2


def test_a_breach_at_an_earlier_severity_is_no_breach_kept_where_it_would_be_one_by_the_new_hours_too(
    monday: datetime, make: Make, people: People, later: Later
) -> None:
    """Five hours at severity 1, four were promised; lowered since, it is far from any target, and was missed."""
    incident = make("work_in_progress", severity=1)
    with later(hours=5):
        actions.assign(incident, by=people.eva, severity=4)
        version(holidays={"2026-11-18": []})
        apply(people)

    assert last_event(incident).data["breaches_kept"] == []
    assert clock(incident).breached_at == MONDAY + 4 * HOUR


def test_the_question_whether_it_was_ever_over_looks_at_each_time_by_its_own_target(
    monday: datetime, make: Make, people: People, later: Later
) -> None:
    incident = make("work_in_progress", severity=3)
    with later(hours=5):
        actions.propose_solution(incident, by=people.eva, **BODY)
    facts, promise = incident.events.facts(), incident.promise
    assert not ever_over("relief", facts, promise, MONDAY + 900 * HOUR)
    with later(hours=6):
        actions.assign(incident, by=people.eva, severity=1)  # four hours, and five are used
    with later(hours=7):
        actions.assign(incident, by=people.eva, severity=3)
    assert ever_over("relief", incident.events.facts(), promise, MONDAY + 8 * HOUR)
