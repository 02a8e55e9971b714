"""Letters that did not arrive: read by the team, and sent again one by one (R43)."""

from typing import Any

import pytest
from django.test import Client

from incidents import actions
from incidents.models import Incident
from incidents.views.workspace import letters as letters_module
from notifications.models import Notification
from tests.conftest import Make
from tests.people import People


def kill(**which: Any) -> list[Notification]:
    rows = Notification.objects.filter(**which)
    rows.update(state="dead", last_error="550 no such mailbox", attempts=9)
    return list(rows.order_by("pk"))


def test_the_dead_ones_are_read_with_what_they_were_about(client: Client, people: People, working: Incident) -> None:
    kill(verb="respond")
    client.force_login(people.eli)
    page = client.get("/workspace/letters/")
    html = page.content.decode()
    assert [row.letter.verb for row in page.context["rows"]] == ["respond"]
    for words in (working.number, "ada@contoso.example", "550 no such mailbox", "not delivered", "respond"):
        assert words in html


def test_what_may_have_arrived_is_not_called_undelivered(client: Client, people: People, working: Incident) -> None:
    kill(verb="respond")
    Notification.objects.filter(verb="respond").update(ambiguous=True)
    client.force_login(people.eli)
    assert "may have been delivered" in client.get("/workspace/letters/").content.decode()


def test_a_letter_about_an_account_names_no_incident(client: Client, people: People, working: Incident) -> None:
    letter = kill(verb="respond")[0]
    Notification.objects.filter(pk=letter.pk).update(kind="account")
    client.force_login(people.eli)
    html = client.get("/workspace/letters/").content.decode()
    assert "an account" in html
    assert working.number not in html


def test_sending_again_gives_all_tries_once_more(client: Client, people: People, working: Incident) -> None:
    letter = kill(verb="respond")[0]
    client.force_login(people.eli)
    page = client.post(f"/workspace/letters/{letter.pk}/retry/", {"nonce": "n"}, follow=True)
    assert "The letter to ada@contoso.example is on its way again." in page.content.decode()
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == ("pending", 0)
    page = client.post(f"/workspace/letters/{letter.pk}/retry/", follow=True)
    assert "is on its way already." in page.content.decode()


def test_sending_again_is_the_teams(client: Client, people: People, working: Incident) -> None:
    letter = kill(verb="respond")[0]
    for person in (people.ada, people.root):
        client.force_login(person)
        assert client.post(f"/workspace/letters/{letter.pk}/retry/").status_code == 404
    client.force_login(people.eva)
    assert client.get(f"/workspace/letters/{letter.pk}/retry/").status_code == 405
    assert client.post("/workspace/letters/4711/retry/").status_code == 404
    letter.refresh_from_db()
    assert letter.state == "dead"


def test_without_any_the_page_says_so(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eva)
    assert "Every letter has arrived" in client.get("/workspace/letters/").content.decode()


def test_letters_come_newest_first_and_page_by_page(
    client: Client, people: People, working: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters_module, "PAGE", 2)
    for number in range(4):
        actions.send_update(working, by=people.eva, body=f"Update {number}.")
    dead = [letter.pk for letter in kill(verb="send_update", audience="customer")]
    client.force_login(people.eva)
    first = client.get("/workspace/letters/")
    assert [row.letter.pk for row in first.context["rows"]] == [dead[3], dead[2]]
    second = client.get(f"/workspace/letters/{first.context['older']}")
    assert [row.letter.pk for row in second.context["rows"]] == [dead[1], dead[0]]
    assert second.context["older"] == ""


def test_thirty_letters_cost_as_many_queries_as_one(
    client: Client, people: People, make: Make, django_assert_max_num_queries: Any
) -> None:
    client.force_login(people.eva)
    make("work_in_progress")
    kill(verb="respond")
    with django_assert_max_num_queries(12) as one:
        client.get("/workspace/letters/")
    for number in range(29):
        make("work_in_progress", title=f"number {number}")
    kill(verb="respond")
    with django_assert_max_num_queries(12) as many:
        page = client.get("/workspace/letters/")
    assert len(many) == len(one)
    assert len(page.context["rows"]) == 30


SAID = "Mail to Ada Lindqvist does not arrive: 550 no such mailbox."


def incident_page(client: Client, incident: Incident) -> str:
    return client.get(f"/workspace/incidents/{incident.number}/").content.decode()


@pytest.mark.parametrize("name", ["eva", "eli", "mia"])
def test_the_incident_says_that_mail_to_its_customer_does_not_arrive(
    client: Client, people: People, working: Incident, name: str
) -> None:
    client.force_login(people.by_name(name))
    assert "does not arrive" not in incident_page(client, working)
    kill(verb="respond", address=people.ada.email)

    told = incident_page(client, working)
    assert SAID in told
    assert "Call them, or correct the address." in told
    assert told.index(SAID) < told.index('id="history"')


def test_an_address_refused_elsewhere_is_told_until_a_letter_arrives(
    client: Client, people: People, make: Make
) -> None:
    elsewhere, here = make("work_in_progress"), make("new")
    about = elsewhere.events.values("pk")
    [letter] = kill(verb="respond", address=people.ada.email, record_id__in=about)
    client.force_login(people.eva)
    assert "does not arrive" not in incident_page(client, here), "one dead letter is not yet a refused address"
    letter.tries.create(claim=1, phase="rcpt", code=550)
    assert SAID in incident_page(client, here)

    actions.respond(here, by=people.eva, body="Good morning Ada, I have this now and compare until ten.")
    assert SAID in incident_page(client, here), "on its way is not there"
    Notification.objects.exclude(pk=letter.pk).filter(address=people.ada.email).update(state="sent")
    assert "does not arrive" not in incident_page(client, here)


@pytest.mark.parametrize("change", [{"ambiguous": True}, {"address": "ada.old@contoso.example"}])
def test_what_may_have_arrived_or_went_to_an_old_address_warns_of_nothing(
    client: Client, people: People, working: Incident, change: dict[str, Any]
) -> None:
    kill(verb="respond")
    Notification.objects.filter(verb="respond").update(**change)
    client.force_login(people.eva)
    assert "does not arrive" not in incident_page(client, working)
