"""Applying changed hours: by a manager, on what they looked at, each incident for itself, and every one once (S6)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.acting import NotAllowed, Stale
from accounts.models import Calendar
from incidents import actions, preview
from incidents.actions import house, recomputing
from incidents.models import Event, Incident
from notifications.moment import at
from tests.aftermath import everything, last_event, refused, verbs
from tests.conftest import MONDAY, Make
from tests.incidents.test_change_calendar import LONG, SHORT, ZONE, apply, as_reckoned, due, version
from tests.kinds import all_but
from tests.people import WEEK, People

HOUR = timedelta(hours=1)

# --- Twice, half-way, one of them bad ---------------------------------------------------------------------------------


def test_applied_twice_it_changes_nothing(monday: datetime, make: Make, people: People) -> None:
    make("new")
    version(LONG)
    apply(people)
    before = everything()

    assert apply(people).moved == 0
    assert everything() == before


def test_stopped_half_way_it_goes_on_with_the_rest(
    monday: datetime, make: Make, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    incidents = [make("new") for _count in range(4)]
    newest = version(LONG)
    write, done = house.write_event, []

    def killed(act: Any) -> Event:
        done.append(act)
        if len(done) == 3:
            raise KeyboardInterrupt
        return write(act)

    with monkeypatch.context() as patched:
        patched.setattr(house, "write_event", killed)
        with pytest.raises(KeyboardInterrupt):
            apply(people)
    held = Incident.objects.filter(calendar_version=newest)
    assert [incident.pk for incident in held.order_by("pk")] == [incident.pk for incident in incidents[:2]]
    assert verbs(incidents[2])[-1] != "change_calendar"

    assert apply(people).moved == 2
    assert held.count() == 4
    assert Event.objects.filter(verb="change_calendar").count() == 4


def test_one_bad_row_stops_no_other_and_is_named(
    monday: datetime, make: Make, people: People, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = make("new"), make("new")
    version(LONG)
    failing(monkeypatch, bad)
    outcome = apply(people)

    assert (outcome.moved, outcome.failed, outcome.left) == (1, [bad.number], 0)
    assert (due(bad), due(good)) == ("19 10:00", "17 20:00")
    assert f"{bad.number} could not be held" in caplog.text


def test_a_press_does_so_many_and_says_how_many_are_left(monday: datetime, make: Make, people: People) -> None:
    for _count in range(5):
        make("new")
    version(LONG)

    assert [(each.moved, each.left) for each in (apply(people, limit=2) for _press in range(4))] == [
        (2, 3),
        (2, 1),
        (1, 0),
        (0, 0),
    ]


def failing(monkeypatch: pytest.MonkeyPatch, *bad: Incident) -> None:
    reckon = house.reckon_clocks

    def stumbling(incident: Incident, history: Any) -> None:
        if incident in bad:
            raise ZeroDivisionError
        reckon(incident, history)

    monkeypatch.setattr(house, "reckon_clocks", stumbling)


def test_the_oldest_ones_that_fail_hold_up_no_younger_one(
    monday: datetime, make: Make, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    incidents = [make("new") for _count in range(6)]
    bad = [incident.number for incident in incidents[:3]]
    version(LONG)
    failing(monkeypatch, *incidents[:3])

    presses = [apply(people, limit=2) for _press in range(3)]
    assert [(each.moved, each.failed, each.left) for each in presses] == [(2, bad, 1), (1, bad, 0), (0, bad, 0)]


def test_however_many_fail_a_press_ends(
    monday: datetime, make: Make, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    incidents = [make("new") for _count in range(4)]
    version(LONG)
    monkeypatch.setattr(recomputing, "TRIES", 3)
    failing(monkeypatch, *incidents)
    outcome = apply(people, limit=1)

    assert (outcome.moved, len(outcome.failed), outcome.left) == (0, 3, 1)


def test_what_failed_and_was_closed_meanwhile_is_not_less_than_nothing_left(
    monday: datetime, make: Make, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, _good = make("new"), make("new")
    version(LONG)
    change = recomputing.change_calendar

    def closing(incident: Incident, *args: Any, **more: Any) -> Any:
        if incident == bad:
            actions.withdraw(bad, by=people.ada, reason="No longer needed.")
            raise ZeroDivisionError
        return change(incident, *args, **more)

    monkeypatch.setattr(recomputing, "change_calendar", closing)
    outcome = apply(people)

    assert (outcome.moved, outcome.failed, outcome.left) == (1, [bad.number], 0)


def test_a_reopened_incident_waits_with_the_version_it_was_closed_by(
    monday: datetime, make: Make, people: People
) -> None:
    incident = make("closed")
    version(LONG)
    assert apply(people).moved == 0
    actions.reopen(incident, by=people.mia, reason="Closed in error.")

    assert [row.count for row in preview.waiting()] == [1]
    assert apply(people).moved == 1
    as_reckoned(incident)


def test_what_is_held_to_a_newer_version_is_never_moved_back(monday: datetime, make: Make, people: People) -> None:
    incident = make("new")
    older = version(LONG)
    version(SHORT)
    apply(people)
    before = everything()

    assert actions.change_calendar(incident, older, by=people.mia) is None
    assert everything() == before


def test_what_was_closed_since_it_was_listed_keeps_its_version(
    monday: datetime, make: Make, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make("new"), make("new")
    newest = version(LONG)
    change = recomputing.change_calendar

    def closing(incident: Incident, *args: Any, **more: Any) -> Any:
        moved = change(incident, *args, **more)
        if incident.pk == first.pk:
            actions.withdraw(second, by=people.ada, reason="No longer needed.")
        return moved

    monkeypatch.setattr(recomputing, "change_calendar", closing)

    outcome = apply(people)
    assert (outcome.moved, outcome.failed, outcome.left) == (1, [], 0)
    assert Incident.objects.get(calendar_version=newest) == first
    assert verbs(second)[-1] == "withdraw"


def test_nothing_that_people_decide_on_has_changed(monday: datetime, proposed: Incident, people: People) -> None:
    """A customer who looks at the page meanwhile is not sent back to look again."""
    copy = Incident.objects.get(pk=proposed.pk)
    copy.seen = copy.version
    version(LONG)
    apply(people)

    assert actions.accept_solution(copy, by=people.ada).is_closed


# --- Who, and what they looked at -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", all_but("mia"))
def test_only_a_manager_applies(monday: datetime, new: Incident, people: People, name: str) -> None:
    newest = version(LONG)
    with refused(NotAllowed):
        actions.apply_calendar(newest.calendar, by=people.by_name(name), seen=newest.number)
    with refused(NotAllowed):
        actions.change_calendar(new, newest, by=people.by_name(name))


def test_an_edit_that_came_in_between_is_looked_at_first(monday: datetime, new: Incident, people: People) -> None:
    seen = version(LONG)
    version(SHORT)
    with refused(Stale):
        actions.apply_calendar(seen.calendar, by=people.mia, seen=seen.number)


def test_another_calendar_is_another_matter(monday: datetime, new: Incident, people: People) -> None:
    other = Calendar.objects.create(name="Night shift")
    other.versions.create(number=1, zone=ZONE, weekly=WEEK)
    newest = other.versions.create(number=2, zone=ZONE, weekly=LONG)
    before = everything()

    assert actions.apply_calendar(other, by=people.mia, seen=2).moved == 0
    assert actions.change_calendar(new, newest, by=people.mia) is None
    assert everything() == before


def test_times_do_not_run_backwards_in_the_timeline(monday: datetime, new: Incident, people: People) -> None:
    version(LONG)
    with at(MONDAY - HOUR):
        apply(people)

    event = last_event(new)
    assert (event.at, event.clamped) == (MONDAY, True)


# --- By command -------------------------------------------------------------------------------------------------------


def test_the_command_shows_what_would_move_and_changes_nothing(
    monday: datetime, make: Make, people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    incident = make("new")
    version(LONG)
    before = everything()
    call_command("change_calendar", "Office hours")

    assert everything() == before
    assert capsys.readouterr().out.splitlines() == [
        "Office hours, version 2: 1 open incident is held to older hours",
        "since version 1: Monday to Friday: 09:00 to 17:00 before, 07:00 to 21:00 now.",
        "incident      promise   due now (UTC)     due then (UTC)",
        f"{incident.number}   response  2026-11-17 09:00  2026-11-16 17:00",
        f"{incident.number}   relief    2026-11-19 09:00  2026-11-17 19:00",
    ]


def test_the_command_applies_for_a_manager(
    monday: datetime, make: Make, people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    incident = make("new")
    version(LONG)
    with at(MONDAY + 10 * HOUR):
        call_command("change_calendar", "Office hours", "--apply", "--by", "MIA@relief.example")

    out = capsys.readouterr().out
    assert "missed at once" in out
    assert "1 moved, 1 promises missed at once" in out
    assert incident.events.get(verb="change_calendar").by == people.mia


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["Night shift"], "There are: “Office hours”."),
        (["Office hours", "--apply"], "the email of a manager"),
        (["Office hours", "--apply", "--by", "nobody@relief.example"], "the email of a manager"),
        (["Office hours", "--apply", "--by", "eva@relief.example"], "Only a manager"),
        (["Office hours", "--apply", "--by", "root@relief.example"], "Only a manager"),
    ],
)
def test_the_command_refuses_in_words(
    monday: datetime, new: Incident, people: People, words: list[str], why: str
) -> None:
    version(LONG)
    before = everything()
    with pytest.raises(CommandError, match=why):
        call_command("change_calendar", *words)
    assert everything() == before


def test_the_command_names_what_it_could_not_move(
    monday: datetime, new: Incident, people: People, capsys: pytest.CaptureFixture[str]
) -> None:
    version({"mon": [["09:00", "09:01"]]})
    with pytest.raises(CommandError, match=f"1 could not be moved: {new.number}"):
        call_command("change_calendar", "Office hours", "--apply", "--by", people.mia.email)
    assert f"{new.number}   cannot be moved: These hours are not open for" in capsys.readouterr().out
