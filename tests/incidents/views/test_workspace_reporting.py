"""Writing down a problem for a customer who called."""

from typing import Any

from django.test import Client

from accounts.models import Organization, User
from incidents.models import Incident
from notifications.models import Notification
from tests.people import People

PATH = "/workspace/incidents/new/"
SENT = {
    "customer": "max@fabrikam.example",
    "title": "Output stops",
    "severity": "2",
    "area": "",
    "description": "He called at nine.",
}


def test_a_report_for_a_customer_is_theirs(client: Client, people: People) -> None:
    client.force_login(people.eva)
    response = client.post(PATH, {**SENT, "nonce": "n"})
    incident = Incident.objects.get()
    assert response["Location"] == f"/workspace/incidents/{incident.number}/"
    assert (incident.customer, incident.organization.name, incident.owner) == (people.max, "Fabrikam", None)
    assert incident.events.get().by == people.eva
    assert not Notification.objects.exists()  # the first mail is a person's (R3)
    client.post(PATH, {**SENT, "nonce": "n"})
    assert Incident.objects.count() == 1


def test_a_report_names_an_active_customer(client: Client, people: People) -> None:
    client.force_login(people.eva)
    User.objects.filter(pk=people.max.pk).update(is_active=False)
    for customer in ("max@fabrikam.example", "eli@relief.example", "nobody@nowhere.example", ""):
        page = client.post(PATH, {**SENT, "customer": customer})
        assert page.status_code == 422
        assert list(page.context["form"].errors) == ["customer"]
        assert "He called at nine." in page.content.decode()
    assert not Incident.objects.exists()


def test_customers_are_told_apart_by_their_organisation(client: Client, people: People) -> None:
    client.force_login(people.eva)
    page = client.get(PATH).content.decode()
    assert "Max Ortega, Fabrikam" in page
    assert "checked" not in page


def test_thirty_customers_cost_as_many_queries_as_one(
    client: Client, people: People, django_assert_max_num_queries: Any
) -> None:
    client.force_login(people.eva)
    with django_assert_max_num_queries(12) as few:
        client.get(PATH)
    plan, region = people.plan, people.max.organization.region  # type: ignore[union-attr]
    for number in range(30):
        house = Organization.objects.create(name=f"House {number}", region=region, plan=plan)
        User.objects.create(email=f"p{number}@x.example", name=f"P {number}", role="customer", organization=house)
    with django_assert_max_num_queries(12) as many:
        client.get(PATH)
    assert len(many) == len(few)
