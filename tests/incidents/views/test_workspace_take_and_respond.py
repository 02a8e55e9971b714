"""Take it and answer: triage and the first words from one form, two acts in one transaction."""

from django.test import Client

from incidents.models import Event, Incident
from tests.conftest import Make
from tests.incidents.views.test_workspace_verbs import counts, fresh, path
from tests.people import People

TAKEN = {"area": "query", "category": "bug", "severity": "2", "body": "Good morning, I have this."}


def test_taking_and_answering_are_two_acts(client: Client, people: People, make: Make) -> None:
    client.force_login(people.eli)
    incident = make("untriaged")
    sent = {**TAKEN, "nonce": "n", "version": str(incident.version)}
    assert client.post(path(incident, "take_and_respond"), sent).status_code == 302
    taken = fresh(incident)
    assert (taken.state, taken.owner, taken.severity) == ("work_in_progress", people.eli, 2)
    assert [event.verb for event in taken.events.order_by("seq")] == ["open_incident", "assign", "respond"]
    client.post(path(incident, "take_and_respond"), sent)
    assert Event.objects.count() == 3


def test_taking_over_before_the_first_answer_is_triage(client: Client, people: People, new: Incident) -> None:
    client.force_login(people.eli)
    assert client.post(path(new, "take_and_respond"), TAKEN).status_code == 302
    assert fresh(new).owner == people.eli


def test_without_the_triage_neither_act_happens(client: Client, people: People, make: Make) -> None:
    client.force_login(people.eli)
    incident = make("untriaged")
    before = counts()
    page = client.post(path(incident, "take_and_respond"), {"body": "I have this.", "category": "bug"})
    assert page.status_code == 422
    assert page.context["form"].errors == {"area": ["Set the area before the first answer."]}
    assert "I have this." in page.content.decode()
    assert counts() == before
    assert fresh(incident).owner is None


def test_if_the_answer_fails_nothing_is_taken(client: Client, people: People, make: Make) -> None:
    client.force_login(people.eli)
    incident = make("untriaged")
    before = counts()
    page = client.post(path(incident, "take_and_respond"), {**TAKEN, "next_update_by": "2020-01-01T10:00"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["next_update_by"]
    assert counts() == before
    assert (fresh(incident).owner, fresh(incident).area, fresh(incident).severity) == (None, None, 3)
