"""Drafts: kept on the server for their writer alone, there again on the next page, gone when they are sent (D22)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from incidents import actions
from incidents.actions.drafting import sweep_drafts
from incidents.actions.words import BODY
from incidents.models import Draft, Event, Incident
from notifications.moment import at, now
from tests.aftermath import everything
from tests.conftest import Make
from tests.people import People

WORDS = "Good morning Ada, I have looked at"
SCRIPT = {"Accept": "application/json"}


def signed_in(user: User, **more: Any) -> Client:
    client = Client(**more)
    client.force_login(user)
    return client


def keep(user: User, incident: Incident | None, form: str = "to_customer", **fields: str) -> HttpResponse:
    """As the page's script does."""
    door = "workspace" if user.is_support else "portal"
    where = f"incidents/{incident.number}/drafts/{form}/" if incident else f"drafts/{form.replace('_', '-')}/"
    return signed_in(user, headers=SCRIPT).post(f"/{door}/{where}", fields or {"body": WORDS})  # type: ignore[return-value]


def page_of(user: User, incident: Incident, more: str = "") -> str:
    door = "workspace" if user.is_support else "portal"
    return signed_in(user).get(f"/{door}/incidents/{incident.number}/{more}").content.decode()


def test_it_is_there_again_wherever_its_writer_signs_in(working: Incident, people: People) -> None:
    with at(now().replace(hour=9, minute=38)):
        answer: Any = keep(people.eva, working)

        assert answer.json() == {"words": "Draft saved 09:38"}
        assert WORDS in page_of(people.eva, working)
        assert "Draft saved" in page_of(people.eva, working)


def test_the_newest_words_stand_in_one_row(working: Incident, people: People) -> None:
    keep(people.eva, working)
    keep(people.eva, working, body="Good evening Ada.")
    keep(people.eva, working, "add_note", body="A lease.")

    assert [(one.form, one.fields["body"]) for one in Draft.objects.order_by("pk")] == [
        ("to_customer", "Good evening Ada."),
        ("add_note", "A lease."),
    ]


def test_nobody_else_sees_it(working: Incident, people: People) -> None:
    keep(people.eva, working)

    assert WORDS not in page_of(people.eli, working)
    assert WORDS not in page_of(people.mia, working)
    assert WORDS not in page_of(people.ada, working)
    keep(people.ada, working, "post_message", body="It began after")
    assert "It began after" in page_of(people.ada, working)
    assert "It began after" not in page_of(people.lead, working)
    assert "It began after" not in page_of(people.eva, working)


def test_an_act_it_is_not(working: Incident, people: People) -> None:
    before = Incident.objects.get(pk=working.pk).version, Event.objects.count()
    keep(people.eva, working)

    assert (Incident.objects.get(pk=working.pk).version, Event.objects.count()) == before


SENT = [
    ("eva", "to_customer", "send-update", "work_in_progress", {"body": WORDS}),
    ("eva", "to_customer", "respond", "new", {"body": WORDS}),
    ("eva", "add_note", "add-note", "work_in_progress", {"body": WORDS}),
    ("eva", "state_problem", "state-problem", "work_in_progress", {"body": WORDS}),
    ("eva", "propose_solution", "propose-solution", "work_in_progress", {"body": WORDS, "kind": "workaround"}),
    ("eva", "withdraw_solution", "withdraw-solution", "solution_proposed", {"reason": WORDS}),
    ("eva", "delegate_task", "tasks/delegate", "work_in_progress", {"title": WORDS, "assignee": "eli@relief.example"}),
    ("ada", "post_message", "post-message", "work_in_progress", {"body": WORDS}),
    ("ada", "reject_solution", "reject-solution", "solution_proposed", {"reason": WORDS}),
]


@pytest.mark.parametrize(("name", "form", "address", "state", "sent"), SENT, ids=[row[2] for row in SENT])
def test_what_is_sent_is_a_draft_no_more(
    make: Make, people: People, name: str, form: str, address: str, state: str, sent: dict[str, str]
) -> None:
    incident, person = make(state), people.by_name(name)
    kept = {field: text for field, text in sent.items() if field != "assignee"}
    keep(person, incident, form, **kept)
    assert Draft.objects.get().fields.items() >= kept.items()
    door = "workspace" if person.is_support else "portal"
    answers = {"solution": str(incident.solutions.get().pk)} if state == "solution_proposed" else {}
    response = signed_in(person).post(f"/{door}/incidents/{incident.number}/{address}/", {**sent, **answers})

    assert response.status_code == 302
    assert not Draft.objects.exists()


def test_a_correction_is_kept_until_it_is_sent(working: Incident, people: People) -> None:
    stated = actions.state_problem(working, by=people.eva, body="Nothing is written.")
    keep(people.ada, stated, "correct_problem", body="Only the last hour is missing")
    assert "Only the last hour is missing" in page_of(people.ada, stated)
    sent = {"body": "Only the last hour is missing.", "statement": stated.statement_id}
    signed_in(people.ada).post(f"/portal/incidents/{stated.number}/correct-problem/", sent)

    assert not Draft.objects.exists()


def test_a_refused_sending_leaves_the_draft(working: Incident, people: People) -> None:
    keep(people.eva, working)
    response = signed_in(people.eva).post(f"/workspace/incidents/{working.number}/send-update/", {"body": " "})

    assert response.status_code == 422
    assert Draft.objects.exists()


def test_the_last_autosave_of_a_sent_page_keeps_nothing(working: Incident, people: People) -> None:
    nonce = {"nonce": "one-page"}
    signed_in(people.eva).post(f"/workspace/incidents/{working.number}/send-update/", {"body": WORDS, **nonce})
    answer = keep(people.eva, working, body=WORDS, **nonce)

    assert answer.status_code == 409
    assert not Draft.objects.exists()


def test_words_to_the_customer_stay_whichever_form_sends_them_by_then(new: Incident, people: People) -> None:
    keep(people.eva, new)
    actions.respond(new, by=people.eva, body="I have this now.")

    assert WORDS in page_of(people.eva, new)


def test_triage_of_yesterday_is_no_draft(make: Make, people: People) -> None:
    incident = make("untriaged")
    keep(people.eva, incident, body=WORDS, severity="4", area="inputs")

    assert set(Draft.objects.get().fields) == {"body", "next_update_by"}


@pytest.mark.parametrize(("person", "form", "page"), [
    ("ada", "report", "/portal/report/"), ("eva", "report_for_customer", "/workspace/incidents/new/"),
])  # fmt: skip
def test_a_report_that_is_none_yet_is_kept(people: People, person: str, form: str, page: str) -> None:
    user = people.by_name(person)
    told = {"title": "Output stops", "severity": "2", "area": "", "description": "Since 09:40."}
    whose = {"customer": "ada@contoso.example"} if person == "eva" else {}
    keep(user, None, form, **told)
    assert "Since 09:40." in signed_in(user).get(page).content.decode()
    assert "Since 09:40." not in signed_in(people.bob if person == "ada" else people.eli).get(page).content.decode()
    response = signed_in(user).post(page, {**told, **whose, "nonce": "one-page"})

    assert response.status_code == 302
    assert not Draft.objects.exists()
    assert keep(user, None, form, **told, nonce="one-page").status_code == 409


def test_without_a_script_a_button_keeps_and_another_throws_away(working: Incident, people: People) -> None:
    client = signed_in(people.eva)
    address = f"/workspace/incidents/{working.number}/drafts/to_customer/"
    kept = client.post(address, {"body": WORDS}, follow=True).content.decode()
    assert WORDS in kept
    assert "Draft saved" in kept
    gone = client.post(address, {"body": WORDS, "discard": "1"}, follow=True).content.decode()

    assert WORDS not in gone
    assert "The draft is discarded." in gone


def test_emptied_words_leave_no_draft(working: Incident, people: People) -> None:
    keep(people.eva, working)
    keep(people.eva, working, body=" ")

    assert not Draft.objects.exists()


@pytest.mark.parametrize("body", ["x" * (BODY + 1), "A \x00 in it"])
def test_what_could_not_be_sent_is_not_kept_either(working: Incident, people: People, body: str) -> None:
    keep(people.eva, working)
    before = everything()
    answer: Any = keep(people.eva, working, body=body)

    assert (answer.status_code, everything()) == (422, before)
    assert "Not kept" in answer.json()["words"]


@pytest.mark.parametrize(("person", "form"), [
    ("eva", "post_message"), ("eva", "nonsense"), ("ada", "add_note"), ("ada", "to_customer"), ("ada", "report"),
    ("bob", "post_message"), ("max", "post_message"),
])  # fmt: skip
def test_there_are_no_drafts_elsewhere(working: Incident, people: People, person: str, form: str) -> None:
    before = everything()

    assert keep(people.by_name(person), working, form).status_code == 404
    assert everything() == before


# --- Closed ----------------------------------------------------------------------------------------------------------


def test_what_was_being_written_when_it_closed_can_be_read_and_thrown_away(proposed: Incident, people: People) -> None:
    keep(people.eva, proposed)
    keep(people.ada, proposed, "post_message", body="It began after")
    closed = actions.accept_solution(proposed, by=people.ada)

    assert WORDS in page_of(people.eva, closed)
    assert "It began after" in page_of(people.ada, closed)
    assert "It began after" not in page_of(people.eva, closed)
    for user, form in ((people.eva, "to_customer"), (people.ada, "post_message")):
        assert keep(user, closed, form, discard="1").status_code == 200
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("person", "form"), [("eva", "to_customer"), ("eva", "add_note"), ("ada", "post_message")])
def test_a_closed_incident_takes_no_new_words(closed: Incident, people: People, person: str, form: str) -> None:
    before = everything()
    answer: Any = keep(people.by_name(person), closed, form)

    assert (answer.status_code, everything()) == (409, before)
    assert "closed" in answer.json()["words"]


def test_the_database_takes_none_either(proposed: Incident, people: People) -> None:
    keep(people.eva, proposed)
    draft = Draft.objects.get()
    closed = actions.accept_solution(proposed, by=people.ada)
    before = everything()
    for write in (
        lambda: Draft.objects.create(person=people.eli, incident=closed, form="add_note", saved_at=now()),
        lambda: Draft.objects.filter(pk=draft.pk).update(fields={"body": "More."}),
    ):
        with pytest.raises(DatabaseError, match="closed is read-only"), transaction.atomic():
            write()
    assert everything() == before


def test_an_old_draft_is_swept_and_a_newer_one_is_not(closed: Incident, make: Make, people: People) -> None:
    first, second = make("work_in_progress"), make("work_in_progress")
    keep(people.eva, first)
    with at(now() + timedelta(days=20)):
        keep(people.eva, second)
    with at(now() + Draft.KEPT + timedelta(hours=1)):
        assert sweep_drafts() == 1

    assert Draft.objects.get().incident == second


def test_one_draft_a_report_by_the_database(people: People) -> None:
    Draft.objects.create(person=people.ada, form="report", saved_at=now())
    with pytest.raises(DatabaseError), transaction.atomic():
        Draft.objects.create(person=people.ada, form="report", saved_at=now())
    assert connection.is_usable()
