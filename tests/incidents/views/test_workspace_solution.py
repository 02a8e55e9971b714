"""Proposing a solution: headings offered, a look before it goes, and the sending itself (R7)."""

from django.test import Client

from incidents import actions
from incidents.models import Event, Incident, Solution
from incidents.views.workspace.solution import offered, without_empty_headings
from notifications.models import Notification
from tests.people import People

BODY = "### What happened\n\nTwo partitions are idle.\n\n### What to do\n\n1. Scale to **12**.\n\n### How to undo it\n"


def path(incident: Incident) -> str:
    return f"/workspace/incidents/{incident.number}/propose-solution/"


def test_headings_are_offered(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eva)
    page = client.get(path(working)).content.decode()
    assert "### What happened" in page
    assert "checked" not in page  # nothing that decides is chosen beforehand
    assert "Since 09:40 nothing arrives." in page


def test_a_preview_shows_it_as_the_customer_will_and_sends_nothing(
    client: Client, people: People, working: Incident
) -> None:
    client.force_login(people.eva)
    told, events = Notification.objects.count(), Event.objects.count()
    page = client.post(path(working), {"kind": "workaround", "body": BODY, "preview": "1", "nonce": "n"})
    html = page.content.decode()
    assert page.status_code == 200
    assert "As Ada Lindqvist will see it" in html
    assert "<strong>12</strong>" in html
    assert "How to undo it</h3>" not in html
    assert (Solution.objects.count(), Notification.objects.count(), Event.objects.count()) == (0, told, events)
    assert client.post(path(working), {"kind": "workaround", "body": BODY, "nonce": "n"}).status_code == 302


def test_a_preview_names_what_is_missing(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eva)
    page = client.post(path(working), {"body": BODY, "preview": "1"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["kind"]
    assert "Scale to **12**." in page.content.decode()


def test_a_preview_is_the_owners_too(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eli)
    assert client.post(path(working), {"kind": "workaround", "body": BODY, "preview": "1"}).status_code == 403


def test_what_is_sent_has_no_empty_headings(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eva)
    client.post(path(working), {"kind": "workaround", "body": BODY})
    assert Solution.objects.get().body.splitlines()[-1] == "1. Scale to **12**."


def test_headings_alone_are_no_solution(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eva)
    page = client.post(path(working), {"kind": "workaround", "body": offered()})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["body"]
    assert not Solution.objects.exists()


def test_only_the_offered_headings_are_left_out() -> None:
    assert without_empty_headings("### Mine\n\n### What happened\n\n### What to do\nStop.\n") == (
        "### Mine\n\n### What to do\nStop."
    )
    assert without_empty_headings("No headings.\n\n\nTwo lines.") == "No headings.\n\n\nTwo lines."


def test_a_newer_one_says_what_it_replaces(client: Client, people: People, proposed: Incident) -> None:
    client.force_login(people.eva)
    assert "It replaces the workaround of" in client.get(path(proposed)).content.decode()
    client.post(path(proposed), {"kind": "conclusive_fix", "body": "Update to 11.4.2."})
    assert list(Solution.objects.values_list("outcome", flat=True)) == ["replaced", "proposed"]


def test_who_tries_again_reads_what_did_not_do(client: Client, people: People, proposed: Incident) -> None:
    actions.reject_solution(proposed, by=people.ada, reason="Still zero in three <stores>.")
    client.force_login(people.eva)
    page = client.get(f"/workspace/incidents/{proposed.number}/propose-solution/").content.decode()

    assert "Still zero in three &lt;stores&gt;." in page
    assert "Workaround, rejected" in page
