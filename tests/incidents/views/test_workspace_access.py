"""Who finds the workspace: the support team; for everybody else it does not exist (R1)."""

import pytest
from django.test import Client
from django.urls import reverse

from incidents.models import Event, Incident
from tests.people import People

PLAIN = ["queue", "all_incidents", "report_for_customer", "letters"]
OF_ONE = ["incident", "explain_clocks"]
VERBS = [
    *("assign", "take_and_respond", "respond", "send_update", "add_note", "state_problem", "propose_solution"),
    *("withdraw_solution", "raise_flag", "lower_flag", "discard", "transfer_ownership", "reopen"),
]


def addresses(incident: Incident) -> list[str]:
    plain = [reverse(f"workspace:{name}") for name in PLAIN]
    queue = [reverse("workspace:queue", args=["unassigned"])]
    return plain + queue + [reverse(f"workspace:{name}", args=[incident.number]) for name in [*OF_ONE, *VERBS]]


@pytest.mark.parametrize("name", ["ada", "lead", "max", "root"])
def test_customers_and_the_administrator_find_nothing(
    client: Client, people: People, working: Incident, name: str
) -> None:
    client.force_login(people.by_name(name))
    before = Event.objects.count()
    for url in addresses(working):
        assert client.get(url).status_code == 404, url
        assert client.post(url, {"body": "Hello.", "reason": "Because."}).status_code in {404, 405}, url
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", ["eva", "eli", "sam", "mia"])
def test_the_support_team_finds_every_page(client: Client, people: People, working: Incident, name: str) -> None:
    client.force_login(people.by_name(name))
    for page in [*PLAIN]:
        assert client.get(reverse(f"workspace:{page}")).status_code == 200
    for page in OF_ONE:
        assert client.get(reverse(f"workspace:{page}", args=[working.number])).status_code == 200


def test_who_is_not_signed_in_is_asked_to(client: Client, working: Incident) -> None:
    for url in addresses(working):
        assert client.get(url)["Location"].startswith("/account/sign-in/")


def test_looking_changes_nothing(client: Client, people: People, proposed: Incident) -> None:
    client.force_login(people.eva)
    before = Event.objects.count()
    for url in addresses(proposed):
        client.get(url)
    assert Event.objects.count() == before
    assert Incident.objects.get().version == proposed.version


def test_a_number_that_does_not_exist_is_not_found(client: Client, people: People) -> None:
    client.force_login(people.eva)
    for number in ("INC-1", "INC-999999999999", "nonsense", "INC-1000001"):
        assert client.get(reverse("workspace:incident", args=[number])).status_code == 404
