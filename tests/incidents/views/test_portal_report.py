"""Reporting a problem: the form with what each choice promises, what it refuses, and the page that confirms."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import PlanVersion
from incidents.models import Incident
from notifications.models import Notification
from tests.conftest import Make
from tests.people import People

URL = "/portal/report/"
GOOD = {"title": "Output stops", "severity": "2", "description": "Since 09:40 nothing arrives.", "area": ""}
Send = Callable[..., HttpResponse]


@pytest.fixture
def send(client: Client, people: People, monday: datetime) -> Send:
    """Ada sends the form, with some fields changed."""

    def sent(**changed: str) -> Any:
        client.force_login(people.ada)
        return client.post(URL, {**GOOD, **changed})

    return sent


def test_each_severity_says_what_the_plan_promises(client: Client, people: People) -> None:
    client.force_login(people.ada)
    seen = client.get(URL).content.decode()
    assert "A person answers within 15 minutes, day or night; a way to keep working within 4 hours." in seen
    assert "A person answers within 2 working hours; a fix, or a way to keep working, within 1 working day." in seen
    assert "A person answers within 1 working day; a fix, or a way to keep working, within 3 working days." in seen
    assert "A person answers within 2 working days, and you have what you need within 6 working days." in seen
    assert "checked" not in seen


def test_a_plan_round_the_clock_promises_hours(client: Client, people: People) -> None:
    calendar = people.plan.current.calendar
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    calendar.versions.create(number=2, zone="UTC", weekly={day: [["00:00", "24:00"]] for day in days})
    client.force_login(people.ada)
    seen = client.get(URL).content.decode()
    assert "A person answers within 8 hours, day or night; a way to keep working within 24 hours." in seen


def test_days_that_differ_are_promised_in_hours(client: Client, people: People) -> None:
    calendar = people.plan.current.calendar
    calendar.versions.create(
        number=2, zone="UTC", weekly={"mon": [["09:00", "17:00"]], "tue": [["09:00", "13:00"]]}, holidays={}
    )
    PlanVersion.objects.create(
        plan=people.plan,
        number=2,
        calendar=calendar,
        response={"1": 60, "2": 90, "3": 480, "4": 480},
        relief={"1": 60, "2": 480, "3": 480, "4": 480},
    )
    client.force_login(people.ada)
    seen = client.get(URL).content.decode()
    assert "A person answers within 1 hour, day or night; a way to keep working within 1 hour." in seen
    assert "within 90 working minutes; a fix, or a way to keep working, within 8 working hours." in seen


def test_what_happens_next_is_shown_as_the_five_rs(client: Client, people: People) -> None:
    client.force_login(people.ada)
    assert [station.label for station in client.get(URL).context["stations"]] == [
        *("Heard", "Understood", "Relief", "Resolved", "Prevented")
    ]


def test_sending_it_opens_an_incident_and_leads_to_its_confirmation(send: Send, people: People, client: Client) -> None:
    response = send(area=str(people.query.pk))
    incident = Incident.objects.get()
    assert response["Location"] == f"/portal/incidents/{incident.number}/reported/"
    assert (incident.title, incident.severity, incident.area) == ("Output stops", 2, people.query)
    assert (incident.customer, incident.organization) == (people.ada, people.ada.organization)
    assert incident.events.get().way == "portal"
    assert not Notification.objects.exists(), "no automatic thank-you (R3)"


def test_the_confirmation_says_the_number_who_hears_it_and_when(send: Send, client: Client) -> None:
    response = client.get(send()["Location"])
    seen = response.content.decode()
    assert Incident.objects.get().number in seen
    assert "The engineers of the support team." in seen
    assert "A named engineer answers by" in seen
    assert "No robot writes to you" in seen


def test_sent_twice_it_is_one_incident(send: Send) -> None:
    first, second = send(nonce="one"), send(nonce="one")
    assert first["Location"] == second["Location"]
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "Say in one sentence what is going wrong."),
        ("title", "   ", "Say in one sentence what is going wrong."),
        ("title", "x" * 201, "This has room for 200 characters, and holds 201."),
        ("description", "", "Say what you saw, and what you expected."),
        ("description", "x" * 20_001, "This has room for 20000 characters, and holds 20001."),
        ("severity", "", "Choose what it stops you doing."),
        ("severity", "5", "Select a valid choice."),
        ("area", "999", "Select a valid choice."),
        ("title", "nul\x00", "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(
    send: Send, field: str, value: str, says: str
) -> None:
    response = send(**{field: value})
    seen = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in seen
    assert f'id="id_{field}_error"><p>{says}' in seen
    assert 'class="errsum"' in seen
    assert "data-focus" in seen
    for name in {"title", "description"} - {field}:
        assert GOOD[name] in seen
    assert not Incident.objects.exists()


def test_a_closed_problem_is_reported_again_in_its_own_words(client: Client, people: People, closed: Incident) -> None:
    client.force_login(people.ada)
    seen = client.get(f"{URL}?again={closed.number}").content.decode()
    assert f'value="{closed.title}"' in seen
    assert f"This is {closed.number} again.\n\n{closed.description}" in seen
    assert "checked" not in seen, "how bad it is today is asked anew"


@pytest.mark.parametrize("who", ["bob", "max"])
def test_anothers_closed_problem_fills_in_nothing(client: Client, people: People, closed: Incident, who: str) -> None:
    client.force_login(people.by_name(who))
    seen = client.get(f"{URL}?again={closed.number}").content.decode()
    assert closed.title not in seen
    assert closed.description not in seen


def test_an_open_problem_is_not_reported_again(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.ada)
    assert working.title not in client.get(f"{URL}?again={working.number}").content.decode()


@pytest.mark.parametrize("who", ["bob", "max", "eva", "root"])
def test_the_confirmation_is_the_reporters_and_the_leads(client: Client, people: People, make: Make, who: str) -> None:
    url = f"/portal/incidents/{make('new').number}/reported/"
    client.force_login(people.by_name(who))
    assert client.get(url).status_code == 404
    client.force_login(people.lead)
    assert client.get(url).status_code == 200


def test_the_form_stays_within_twelve_queries(client: Client, people: People) -> None:
    client.force_login(people.ada)
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    assert len(queries) <= 12
