"""Who comes too late reads who did what, and where that leaves the incident (D8)."""

from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from incidents import actions
from incidents.models import Incident
from tests.aftermath import everything
from tests.conftest import Make
from tests.people import People


def post(user: User, incident: Incident, address: str, **sent: Any) -> str:
    """The refusal's page."""
    client = Client()
    client.force_login(user)
    before = everything()
    response = client.post(reverse(address, args=[incident.number]), sent)

    assert response.status_code == 409
    assert everything() == before
    return response.content.decode()


def test_a_customer_reads_that_the_owner_took_it_back(proposed: Incident, people: People) -> None:
    solution = proposed.solutions.get().pk
    actions.withdraw_solution(proposed, by=people.eva, reason="It loses rows.")
    page = post(people.ada, proposed, "portal:accept_solution", solution=solution)

    assert "How it stands now" in page
    assert "<b>Eva Novak</b> took the solution back" in page
    assert "It loses rows." in page
    assert "Eva is working on it, checking that we have understood" in page


def test_a_customer_reads_what_a_colleague_did_and_nothing_of_the_teams(proposed: Incident, people: People) -> None:
    solution = proposed.solutions.get().pk
    actions.reject_solution(proposed, by=people.lead, reason="It stalls.", solution=solution)
    actions.add_note(proposed, by=people.eva, body="They did not restart it.")
    page = post(people.ada, proposed, "portal:reject_solution", solution=solution, reason="It stalls again.")

    assert "<b>Lea Dahl</b>" in page
    assert "They did not restart it." not in page


def test_the_owner_reads_that_the_customer_closed_it(proposed: Incident, people: People) -> None:
    actions.accept_solution(proposed, by=people.ada)
    page = post(people.eva, proposed, "workspace:withdraw_solution", reason="It loses rows.")

    assert "<b>Closed</b>" in page
    assert "<b>Ada Lindqvist</b> said that it works, and closed this" in page
    assert "It loses rows." in page


def test_where_nothing_was_done_yet_the_state_is_told(make: Make, people: People) -> None:
    page = post(people.ada, make("untriaged"), "portal:accept_solution", solution=1)

    assert "We have your problem and are reading it" in page
