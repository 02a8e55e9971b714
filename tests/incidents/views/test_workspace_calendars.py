"""Changed hours in the workspace: what waits, what would move, and the one button (S6)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import Calendar
from incidents import actions
from incidents.actions import house
from incidents.actions.recomputing import AT_ONCE
from incidents.models import Incident
from incidents.views.workspace import calendars as module
from tests.aftermath import everything, verbs
from tests.conftest import Make
from tests.incidents.test_change_calendar import LONG, SHORT, apply, version
from tests.people import People

Later = Callable[..., Any]


@pytest.fixture
def mia(client: Client, people: People) -> Client:
    client.force_login(people.mia)
    return client


def address(verb: str = "") -> str:
    return f"/workspace/calendars/{Calendar.objects.get().pk}/{verb}"


def press(client: Client, seen: object) -> Any:
    return client.post(address("change-calendar/"), {"version": seen})


def test_nothing_waits_until_a_version_is_added(monday: datetime, mia: Client, new: Incident) -> None:
    for page in ("/workspace/calendars/", address()):
        assert "Nothing waits" in mia.get(page).content.decode()
    version(LONG)
    html = mia.get("/workspace/calendars/").content.decode()
    assert "1 open incident is held to older hours" in html
    assert f'href="{address()}"' in html


def test_the_queue_tells_a_manager_while_something_waits(monday: datetime, mia: Client, people: People) -> None:
    incident = actions.open_incident(by=people.ada, title="It stops", description="Since 09:40.", severity=3)
    words = "open incidents are still held to those before"
    assert words not in mia.get("/workspace/").content.decode()
    version(LONG)
    assert words in mia.get("/workspace/").content.decode()
    eva = Client()
    eva.force_login(people.eva)
    html = eva.get("/workspace/").content.decode()
    assert words not in html
    assert "Changed hours" not in html
    actions.withdraw(incident, by=people.ada, reason="No longer needed.")
    assert words not in mia.get("/workspace/").content.decode()


def test_the_preview_says_what_differs_and_what_would_move(
    monday: datetime, mia: Client, make: Make, later: Later, people: People
) -> None:
    people.mia.zone = "Europe/Lisbon"
    people.mia.save()
    urgent, answered, late = make("new", severity=1), make("work_in_progress"), make("new")
    with later(hours=10):
        actions.sweep_clocks()
        version(LONG, {"2026-12-24": []})
        before = everything()
        page = mia.get(address())
        html = page.content.decode()
        assert everything() == before

    for words in (
        "Monday to Friday: 09:00 to 17:00 before, 07:00 to 21:00 now.",
        "Holidays added: Thu 24 Dec 2026 (shut).",
        "For 3 incidents, held to version 1",
        "1 promise would be missed at once.",
        "5 promises run: 3 would be due earlier, 0 later, 2 as before.",
        "Times are in your zone, Europe/Lisbon.",
        "Apply to 3 incidents",
        "Tomorrow, 09:00",  # Response of the last, in Lisbon
        "17:00 today<",  # and by the long hours
    ):
        assert words in html
    rows = [(row.incident, row.move.kind, row.move.is_missed_at_once) for row in page.context["rows"]]
    assert rows == [
        (late, "response", True),
        (answered, "relief", False),
        (late, "relief", False),
        (urgent, "response", False),
        (urgent, "relief", False),
    ]
    assert html.count("missed before") == 2


def test_one_press_applies_it_and_says_what_it_did(
    monday: datetime, mia: Client, make: Make, later: Later, people: People
) -> None:
    incidents = [make("new") for _count in range(3)]
    with later(hours=10):
        version(LONG)
        html = press(mia, 2).content.decode()
        before = everything()
        again = press(mia, 2).content.decode()

    assert "3 incidents are held to version 2 now." in html
    assert "3 promises were missed at once." in html
    assert "Nothing waits" in html
    assert "0 incidents are held to version 2 now." in again
    assert everything() == before
    for incident in incidents:
        assert verbs(incident)[-2:] == ["change_calendar", "breach"]
        assert incident.events.get(verb="change_calendar").way == "workspace"


@pytest.mark.parametrize("seen", [1, 3, "", "x", "²"])
def test_another_version_than_the_one_looked_at_is_a_conflict(
    monday: datetime, mia: Client, new: Incident, seen: object
) -> None:
    version(LONG)
    before = everything()
    answer = press(mia, seen)

    assert answer.status_code == 409
    assert "This calendar has changed since you looked at it." in answer.content.decode()
    assert f'href="{address()}"' in answer.content.decode()
    assert everything() == before


@pytest.mark.parametrize(("name", "status"), [("ada", 404), ("lead", 404), ("eva", 403), ("sam", 403), ("root", 404)])
def test_everybody_else_is_refused_and_nothing_has_changed(
    monday: datetime, client: Client, new: Incident, people: People, name: str, status: int
) -> None:
    version(LONG)
    client.force_login(people.by_name(name))
    before = everything()
    answers = [client.get("/workspace/calendars/"), client.get(address()), press(client, 2)]

    assert [answer.status_code for answer in answers] == [status] * 3
    assert everything() == before
    if status == 403:
        assert "Only a manager can apply changed hours" in answers[2].content.decode()


def test_a_bad_one_is_named_and_waits_on(
    monday: datetime, mia: Client, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, _good = make("new"), make("new")
    version(LONG)
    reckon = house.reckon_clocks

    def stumbling(incident: Incident, history: Any) -> None:
        if incident.pk == bad.pk:
            raise ZeroDivisionError
        reckon(incident, history)

    monkeypatch.setattr(house, "reckon_clocks", stumbling)
    html = press(mia, 2).content.decode()

    assert "1 incident is held to version 2 now." in html
    assert f"1 could not be moved and is as it was: {bad.number}." in html
    assert "Apply to 1 incident" in html


def test_hours_that_hold_no_such_promise_are_said_and_stop_nothing(monday: datetime, mia: Client, make: Make) -> None:
    incident, urgent = make("new"), make("new", severity=1)
    version({"mon": [["09:00", "09:01"]]})
    assert f"{incident.number} cannot be moved: These hours are not open for" in mia.get(address()).content.decode()
    html = press(mia, 2).content.decode()

    assert "1 incident is held to version 2 now." in html
    assert verbs(urgent)[-1] == "change_calendar"
    assert verbs(incident)[-1] != "change_calendar"


def test_many_come_page_by_page_and_press_by_press(
    monday: datetime, mia: Client, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("ROWS", 4), ("RECKONED", 4), ("AT_ONCE", 2)):
        monkeypatch.setattr(module, name, value)
    for _count in range(5):
        make("new")
    version(LONG)
    html = mia.get(address()).content.decode()
    assert "5 incidents wait. This is what would become of the 4 oldest; a look reckons no more at once." in html
    assert "Each press applies to 2 of them, the oldest first." in html
    assert "Rows 1 to 4 of 8." in html
    assert "Rows 5 to 8 of 8." in mia.get(f"{address()}?page=2").content.decode()
    for page in ("0", "-1", "x", "3", "99999999", "²"):
        assert mia.get(f"{address()}?page={page}").status_code == 200

    assert "3 more wait: apply again." in press(mia, 2).content.decode()
    assert "1 more waits: apply again." in press(mia, 2).content.decode()
    assert "Nothing waits" in press(mia, 2).content.decode()


def test_of_many_that_cannot_be_moved_the_first_are_named_and_the_others_counted(
    monday: datetime, mia: Client, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "NAMED", 2)
    bad = [make("new").number for _count in range(5)]
    version({"mon": [["09:00", "09:01"]]})
    looked_at, applied = mia.get(address()).content.decode(), press(mia, 2).content.decode()

    assert f"{bad[1]} cannot be moved: These hours" in looked_at
    assert f"{bad[2]} cannot be moved" not in looked_at
    assert "And 3 more cannot be moved." in looked_at
    assert f"5 could not be moved and are as they were: {bad[0]}, {bad[1]} and 3 more." in applied


def test_a_look_reckons_no_more_than_a_press_moves() -> None:
    assert module.RECKONED == AT_ONCE == 200


def test_two_steps_behind_are_told_apart(monday: datetime, mia: Client, make: Make) -> None:
    make("new")
    version(LONG)
    make("new")
    version(SHORT)
    html = mia.get(address()).content.decode()

    assert "For 1 incident, held to version 1" in html
    assert "Monday to Friday: 09:00 to 17:00 before, 09:00 to 13:00 now." in html
    assert "For 1 incident, held to version 2" in html
    assert "Monday to Friday: 07:00 to 21:00 before, 09:00 to 13:00 now." in html


def test_its_address_leads_to_the_preview_and_an_unknown_calendar_to_nothing(
    monday: datetime, mia: Client, people: People
) -> None:
    answer = mia.get(address("change-calendar/"))
    assert (answer.status_code, answer["Location"]) == (302, address())
    assert mia.get("/workspace/calendars/4711/").status_code == 404
    assert mia.post("/workspace/calendars/4711/change-calendar/").status_code == 404


def test_the_timeline_and_the_clocks_page_tell_the_team(
    monday: datetime, mia: Client, make: Make, people: People, later: Later
) -> None:
    incident, urgent = make("new"), make("new", severity=1)
    with later(hours=10):
        actions.sweep_clocks()
        version(LONG, {"2026-11-16": []})
        apply(people)
        html = mia.get(f"/workspace/incidents/{incident.number}/").content.decode()
        assert "<b>You</b> applied changed working hours" in html
        assert "<b>Relief</b> is due" in html
        other = mia.get(f"/workspace/incidents/{urgent.number}/").content.decode()
        assert "applied changed working hours: no due time moves" in other
        assert "in its version 2 (" in mia.get(f"/workspace/incidents/{incident.number}/clocks/").content.decode()
    ada = Client()
    ada.force_login(people.ada)
    assert "working hours" not in ada.get(f"/portal/incidents/{incident.number}/").content.decode()
