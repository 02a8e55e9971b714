"""What the administrator may not do by a slip."""

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Calendar, User
from incidents.models import Incident
from tests.aftermath import everything
from tests.people import People

PASSWORD = "a-long-and-odd-one"


@pytest.mark.parametrize(("role", "belongs"), [("customer", False), ("engineer", True)])
def test_a_customer_belongs_to_an_organisation_and_nobody_else_does(
    client: Client, people: People, role: str, belongs: bool
) -> None:
    client.force_login(people.root)
    organization = people.ada.organization_id if belongs else ""
    sent = {"email": "new@relief.example", "name": "New", "role": role, "organization": organization}
    answer = client.post("/admin/accounts/user/add/", {**sent, "password1": PASSWORD, "password2": PASSWORD})

    assert "A customer belongs to an organisation; nobody else does." in answer.content.decode()
    assert not User.objects.filter(email="new@relief.example").exists()


def test_the_first_administrator_is_made_by_command(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", email="first@relief.example", name="First")

    assert client.login(email="first@relief.example", password=PASSWORD)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("change", [{"is_active": ""}, {"role": "engineer"}])
def test_the_last_administrator_stays(client: Client, people: People, change: dict[str, str]) -> None:
    client.force_login(people.root)
    page = f"/admin/accounts/user/{people.root.pk}/change/"
    frame = {"expertise-TOTAL_FORMS": "0", "expertise-INITIAL_FORMS": "0"}
    whole = {"email": people.root.email, "name": people.root.name, "role": "administrator", "is_active": "on"}
    answer = client.post(page, {**whole, "zone": "UTC", "theme": "", **frame, **change})

    assert "the last administrator" in answer.content.decode()
    people.root.refresh_from_db()
    assert people.root.is_staff


def test_who_adds_a_version_of_a_calendar_is_told_when_it_reaches_open_incidents(
    client: Client, people: People, new: Incident
) -> None:
    """The administrator sees no incident: a manager looks at what would move, and applies it (S6)."""
    client.force_login(people.root)
    calendar = Calendar.objects.get()
    page = f"/admin/accounts/calendar/{calendar.pk}/change/"
    frame = {"versions-TOTAL_FORMS": "2", "versions-INITIAL_FORMS": "1", "name": calendar.name}
    kept = {"versions-0-id": str(calendar.current.pk), "versions-0-calendar": str(calendar.pk)}
    hours = {"number": "2", "zone": "Europe/Lisbon", "weekly": '{"mon": [["09:00", "17:00"]]}', "holidays": "{}"}
    added = {f"versions-1-{name}": value for name, value in hours.items()}
    before = everything()
    saved = client.post(page, {**frame, **kept, **added}, follow=True).content.decode()
    only_named = {**frame, **kept, "versions-TOTAL_FORMS": "1"}
    renamed = client.post(page, {**only_named, "name": "Hours"}, follow=True).content.decode()

    assert "Open ones keep what was promised until a manager" in saved
    assert "Open ones keep" not in renamed
    assert calendar.current.zone == "Europe/Lisbon"
    assert everything() == before
