"""Each verb from its page: what it does, whom it refuses, what comes back by its field, and that twice is once."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from incidents import actions
from incidents.models import Event, Incident
from notifications.models import Notification
from notifications.moment import at
from tests.conftest import Make
from tests.people import People

Sent = dict[str, str]


def path(incident: Incident, verb: str) -> str:
    return f"/workspace/incidents/{incident.number}/{verb.replace('_', '-')}/"


def counts() -> tuple[int, int]:
    return Event.objects.count(), Notification.objects.count()


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def is_internal(incident: Incident) -> bool:
    last = incident.messages.last()
    return last is not None and last.visibility == "internal"


# Verb, the state it is done in, by whom, what is sent, and what is so afterwards.
DONE: list[tuple[str, str, str, Sent, Callable[[Incident], bool]]] = [
    ("assign", "untriaged", "eli", {"owner": "eva@relief.example", "area": "query", "category": "bug", "severity": "2"},
     lambda one: (one.owner.name, one.area.slug, one.severity) == ("Eva Novak", "query", 2)),  # type: ignore[union-attr]
    ("respond", "new", "eva", {"body": "I have this."}, lambda one: one.state == "work_in_progress"),
    ("send_update", "work_in_progress", "eli", {"body": "Still on it."}, lambda one: one.action_needed),
    ("add_note", "work_in_progress", "sam", {"body": "Try 12."}, is_internal),
    ("state_problem", "work_in_progress", "eva", {"body": "Nothing is written."},
     lambda one: one.statement is not None),
    ("propose_solution", "work_in_progress", "eva", {"kind": "workaround", "body": "Scale to 12."},
     lambda one: one.state == "solution_proposed"),
    ("withdraw_solution", "solution_proposed", "eva", {"reason": "Wrong."},
     lambda one: one.state == "work_in_progress"),
    ("raise_flag", "work_in_progress", "eva", {"flag": "customer_action_needed", "reason": "Which?"},
     lambda one: one.customer_question == "Which?"),
    ("discard", "new", "eli", {"reason": "Spam.", "is_spam": "on"}, lambda one: one.closed_as == "discarded"),
    ("transfer_ownership", "work_in_progress", "mia", {"owner": "eli@relief.example", "reason": "Eva leaves."},
     lambda one: one.owner.name == "Eli Brandt"),  # type: ignore[union-attr]
    ("reopen", "closed", "mia", {"reason": "Closed in error."}, lambda one: one.state == "work_in_progress"),
]  # fmt: skip
IDS = [row[0] for row in DONE]


@pytest.mark.parametrize(("verb", "state", "name", "sent", "is_so"), DONE, ids=IDS)
def test_a_verb_acts_once_however_often_it_is_sent(
    client: Client, people: People, make: Make, verb: str, state: str, name: str, sent: Sent,
    is_so: Callable[[Incident], bool],
) -> None:  # fmt: skip
    client.force_login(people.by_name(name))
    incident = make(state)
    posted = {**sent, "nonce": "n-1", "version": str(incident.version)}
    before = Event.objects.count()
    first = client.post(path(incident, verb), posted)
    assert (first.status_code, first["Location"]) == (302, f"/workspace/incidents/{incident.number}/")
    assert Event.objects.count() == before + 1
    assert Event.objects.latest("pk").verb == verb
    assert Event.objects.latest("pk").way == "workspace"
    assert is_so(fresh(incident))
    told = counts()
    again = client.post(path(incident, verb), posted)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert counts() == told


# Verb, a state that allows it, and somebody of the team whom the policy does not.
REFUSED = [
    ("respond", "new", "eli"),
    ("state_problem", "work_in_progress", "eli"),
    ("propose_solution", "work_in_progress", "mia"),
    ("withdraw_solution", "solution_proposed", "sam"),
    ("transfer_ownership", "work_in_progress", "eva"),
    ("reopen", "closed", "eva"),
]


@pytest.mark.parametrize(("verb", "state", "name"), REFUSED)
def test_who_may_not_is_told_why_and_keeps_the_words(
    client: Client, people: People, make: Make, verb: str, state: str, name: str
) -> None:
    client.force_login(people.by_name(name))
    incident = make(state)
    before = counts()
    page = client.post(path(incident, verb), {"body": "Words of mine.", "reason": "A reason of mine."})
    assert page.status_code == 403
    assert "can do that." in page.content.decode()
    assert "Words of mine." in page.content.decode()
    assert counts() == before
    assert fresh(incident).version == incident.version
    if verb != "respond":
        assert client.get(path(incident, verb)).status_code == 403


@pytest.mark.parametrize("name", ["customer_action_needed", "assistance_required"])
def test_only_the_owner_raises_the_flags_that_ask(client: Client, people: People, working: Incident, name: str) -> None:
    client.force_login(people.eli)
    before = counts()
    page = client.post(path(working, "raise_flag"), {"flag": name, "reason": "Please."})
    assert page.status_code == 403
    assert counts() == before


IMPOSSIBLE = [
    ("respond", "work_in_progress", "eva"),
    ("take_and_respond", "work_in_progress", "eli"),
    ("send_update", "new", "eva"),
    ("state_problem", "new", "eva"),
    ("propose_solution", "new", "eva"),
    ("withdraw_solution", "work_in_progress", "eva"),
    ("discard", "work_in_progress", "eva"),
    ("reopen", "work_in_progress", "mia"),
    ("assign", "closed", "eva"),
    ("add_note", "closed", "eva"),
    ("raise_flag", "closed", "eva"),
    ("transfer_ownership", "closed", "mia"),
]


@pytest.mark.parametrize(("verb", "state", "name"), IMPOSSIBLE)
def test_what_the_state_forbids_is_a_conflict_and_changes_nothing(
    client: Client, people: People, make: Make, verb: str, state: str, name: str
) -> None:
    client.force_login(people.by_name(name))
    incident = make(state)
    before = counts()
    sent = {"body": "Words of mine.", "reason": "Words of mine.", "flag": "action_needed", "kind": "workaround",
            "owner": "eli@relief.example", "severity": "2"}  # fmt: skip
    page = client.post(path(incident, verb), sent)
    assert page.status_code == 409
    assert "Words of mine." in page.content.decode()
    assert counts() == before
    assert fresh(incident).version == incident.version


@pytest.mark.parametrize(("verb", "state", "name", "sent", "is_so"), DONE, ids=IDS)
def test_what_was_decided_on_an_older_page_is_asked_again(
    client: Client, people: People, make: Make, verb: str, state: str, name: str, sent: Sent,
    is_so: Callable[[Incident], bool],
) -> None:  # fmt: skip
    client.force_login(people.by_name(name))
    incident = make(state)
    before = counts()
    page = client.post(path(incident, verb), {**sent, "version": str(incident.version + 7)})
    assert page.status_code == 409
    assert "changed" in page.content.decode()
    assert counts() == before


@pytest.mark.parametrize("verb", ["raise_flag", "lower_flag"])
def test_whose_flag_it_is_is_asked_before_how_things_stand(
    client: Client, people: People, closed: Incident, verb: str
) -> None:
    """Not the owner's question to put or to take back: 403, though the incident is closed and the page old (R1)."""
    client.force_login(people.eli)
    before = counts()
    sent = {"flag": "customer_action_needed", "reason": "Which?", "version": str(closed.version + 7)}
    assert client.post(path(closed, verb), sent).status_code == 403
    assert counts() == before


def test_words_of_no_page_do_not_mind_that_something_changed(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eva)
    actions.post_message(working, by=people.ada, body="One more thing.")
    assert client.post(path(working, "send_update"), {"body": "Noted."}).status_code == 302


WRONG = [
    ("assign", "new", "eva", {"area": "nowhere"}, "area"),
    ("respond", "new", "eva", {"body": "  "}, "body"),
    ("take_and_respond", "untriaged", "eva", {"area": "query", "category": "bug"}, "body"),
    ("send_update", "work_in_progress", "eva", {"body": "Soon.", "next_update_by": "2020-01-01T10:00"},
     "next_update_by"),
    ("add_note", "work_in_progress", "eva", {"body": ""}, "body"),
    ("state_problem", "work_in_progress", "eva", {"body": ""}, "body"),
    ("propose_solution", "work_in_progress", "eva", {"body": "Scale."}, "kind"),
    ("withdraw_solution", "solution_proposed", "eva", {"reason": ""}, "reason"),
    ("raise_flag", "work_in_progress", "eva", {"flag": "assistance_required", "reason": ""}, "reason"),
    ("discard", "new", "eva", {"reason": "Twice.", "duplicate_of": "INC-7"}, "duplicate_of"),
    ("transfer_ownership", "work_in_progress", "mia", {"owner": "eva@relief.example", "reason": "Hm."}, "owner"),
    ("transfer_ownership", "work_in_progress", "mia", {"owner": "ada@contoso.example", "reason": "Hm."}, "owner"),
    ("reopen", "closed", "mia", {"reason": ""}, "reason"),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "state", "name", "sent", "field"), WRONG)
def test_what_is_not_well_formed_comes_back_by_its_field(
    client: Client, people: People, make: Make, verb: str, state: str, name: str, sent: Sent, field: str
) -> None:
    client.force_login(people.by_name(name))
    incident = make(state)
    before = counts()
    page = client.post(path(incident, verb), {**sent, "version": str(incident.version), "nonce": "n"})
    assert page.status_code == 422
    html = page.content.decode()
    assert "<title>Error: " in html
    assert "data-focus" in html.split('class="errsum"')[1][:60]
    form = page.context["form"]
    assert list(form.errors) == [field]
    assert f'href="#{form[field].auto_id}' in html
    assert f'id="{form[field].auto_id}_error"' in html
    for words in sent.values():
        assert not words.strip() or words in html or field in {"area", "owner"}
    assert counts() == before
    assert fresh(incident).version == incident.version


def test_a_promise_is_read_in_the_writers_own_zone(
    monday: datetime, client: Client, people: People, working: Incident
) -> None:
    people.eva.zone = "Europe/Amsterdam"
    people.eva.save()
    client.force_login(people.eva)
    with at(datetime(2030, 6, 3, 8, 0, tzinfo=UTC)):
        client.post(path(working, "send_update"), {"body": "Soon.", "next_update_by": "2030-06-03T16:00"})
    assert fresh(working).next_update_by == datetime.fromisoformat("2030-06-03T14:00+00:00")


def test_lowering_a_flag(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.mia)
    actions.raise_flag(working, by=people.eva, flag="assistance_required", reason="Watermarks.")
    sent = {"flag": "assistance_required", "reason": "Sam helps.", "version": str(fresh(working).version)}
    assert client.post(path(working, "lower_flag"), sent).status_code == 302
    assert not fresh(working).assistance_required
    assert client.post(path(working, "lower_flag"), {"flag": "assistance_required"}).status_code == 409


def test_after_the_first_answer_the_triage_no_longer_offers_an_owner(
    client: Client, people: People, make: Make
) -> None:
    client.force_login(people.eva)
    assert "owner" in client.get(path(make("new"), "assign")).context["form"].fields
    working = make("work_in_progress")
    assert "owner" not in client.get(path(working, "assign")).context["form"].fields
    assert client.post(path(working, "assign"), {"owner": "eli@relief.example"}).status_code == 409
    assert fresh(working).owner == people.eva


def test_the_triage_shows_what_stands(client: Client, people: People, new: Incident) -> None:
    client.force_login(people.eva)
    html = client.get(path(new, "assign")).content.decode()
    for chosen in ('value="eva@relief.example" selected', 'value="query" selected', 'value="bug" selected',
                   'value="3" selected'):  # fmt: skip
        assert chosen in html


@pytest.mark.parametrize("verb", ["respond", "take_and_respond", "send_update", "add_note", "raise_flag", "lower_flag"])
def test_a_reload_leads_back_to_the_incident(client: Client, people: People, working: Incident, verb: str) -> None:
    client.force_login(people.eva)
    assert client.get(path(working, verb))["Location"] == f"/workspace/incidents/{working.number}/"


def test_a_letter_names_nobody_but_whom_the_page_named(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eva)
    Notification.objects.all().delete()
    client.post(path(working, "send_update"), {"body": "Still on it."})
    assert list(Notification.objects.values_list("address", flat=True)) == ["ada@contoso.example"]
    client.post(path(working, "add_note"), {"body": "A note."})
    assert Notification.objects.count() == 1


def test_what_was_sent_is_said_once(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eva)
    page = client.post(path(working, "send_update"), {"body": "Still on it."}, follow=True)
    assert "Sent to the customer." in page.content.decode()
    assert "Sent to the customer." not in client.get(page.request["PATH_INFO"]).content.decode()


def test_a_nonce_is_one_persons_own(client: Client, people: People, working: Incident) -> None:
    for person in (people.eva, people.eli):
        client.force_login(person)
        client.post(path(working, "add_note"), {"body": "Same words.", "nonce": "n"})
    assert working.messages.filter(body="Same words.").count() == 2
