"""open_incident: a problem is reported (R3, R19)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.acting import NotAllowed, NotValid
from accounts.models import User
from incidents import actions
from incidents.models import Incident
from notifications.models import Notification
from tests.aftermath import last_event, refused, verbs
from tests.people import People

REPORT: dict[str, Any] = {"title": "Output stops", "description": "Since 09:40 nothing arrives.", "severity": 3}


def report(by: User, **more: Any) -> Incident:
    return actions.open_incident(by=by, **{**REPORT, **more})


def test_a_report_is_new_and_starts_both_clocks(monday: datetime, people: People) -> None:
    incident = report(people.ada)

    assert (incident.state, incident.customer, incident.organization) == ("new", people.ada, people.ada.organization)
    assert (incident.owner, incident.area, incident.category) == (None, None, "")
    running = {clock.kind: (clock.state, clock.target, clock.elapsed) for clock in incident.clocks.all()}
    assert running == {
        "response": ("running", timedelta(hours=8), timedelta()),
        "relief": ("running", timedelta(hours=24), timedelta()),
    }


def test_no_thank_you_goes_out_by_itself(people: People) -> None:
    report(people.ada)

    assert not Notification.objects.exists()


def test_the_timeline_begins_with_the_report(monday: datetime, people: People) -> None:
    incident = report(people.ada)

    assert verbs(incident) == ["open_incident"]
    event = last_event(incident)
    assert (event.seq, event.by, event.at, event.public, event.state) == (1, people.ada, monday, True, "new")


def test_the_severity_asked_for_is_kept_beside_the_one_that_counts(people: People) -> None:
    incident = actions.assign(report(people.ada, severity=1), by=people.eli, severity=4)

    assert (incident.severity_asked, incident.severity) == (1, 4)


def test_staff_report_for_a_customer(people: People) -> None:
    incident = report(people.eli, customer=people.max)

    assert (incident.customer, incident.organization) == (people.max, people.max.organization)
    assert last_event(incident).by == people.eli


def test_the_words_are_kept_without_outer_white_space(people: People) -> None:
    incident = report(people.ada, title="  Output stops \n", description="\n Nothing. ")

    assert (incident.title, incident.description) == ("Output stops", "Nothing.")


def test_numbers_are_readable_and_sequential(people: People) -> None:
    first, second = report(people.ada), report(people.max)

    assert first.number.startswith("INC-1")
    assert int(second.number[4:]) == int(first.number[4:]) + 1


@pytest.mark.parametrize("name", ["root", "gone"])
def test_others_report_nothing(people: People, name: str) -> None:
    with refused(NotAllowed):
        report(people.by_name(name), customer=people.ada)


def test_a_customer_reports_for_nobody_else(people: People) -> None:
    with refused(NotValid, "customer"):
        report(people.ada, customer=people.lead)


def test_staff_say_whose_problem_it_is(people: People) -> None:
    with refused(NotValid, "customer"):
        report(people.eli)


@pytest.mark.parametrize("name", ["eva", "root", "gone"])
def test_staff_report_for_customers_only(people: People, name: str) -> None:
    with refused(NotValid, "customer"):
        report(people.eli, customer=people.by_name(name))


def test_staff_report_for_no_customer_who_left(people: People) -> None:
    people.ada.is_active = False
    people.ada.save()

    with refused(NotValid, "customer"):
        report(people.eli, customer=people.ada)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("title", "x" * 201),
        ("title", "a\x00b"),
        ("description", ""),
        ("description", "x" * 20_001),
        ("severity", 0),
        ("severity", 5),
    ],
)
def test_a_report_that_cannot_be_read_is_refused_by_field(people: People, field: str, value: Any) -> None:
    with refused(NotValid, field):
        report(people.ada, **{field: value})
