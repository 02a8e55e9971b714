"""What the administrator may not do by a slip."""

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
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
