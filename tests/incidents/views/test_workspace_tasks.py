"""Delegated tasks and deputies on pages (R11a, R16)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from incidents import actions
from incidents.models import Incident, Task
from tests.aftermath import everything
from tests.conftest import MONDAY, Make
from tests.people import People

HOUR = timedelta(hours=1)
Later = Callable[..., Any]


def page(incident: Incident, rest: str = "") -> str:
    return f"/workspace/incidents/{incident.number}/{rest}"


def settling(task: Task, answer: str) -> str:
    return page(task.incident, f"tasks/{task.pk}/{answer}/")


@pytest.fixture
def as_eva(client: Client, people: People) -> Client:
    client.force_login(people.eva)
    return client


@pytest.fixture
def as_sam(people: People) -> Client:
    client = Client()
    client.force_login(people.sam)
    return client


def handed(incident: Incident, people: People, title: str = "Read the leases", **more: Any) -> Task:
    actions.delegate_task(incident, by=people.eva, title=title, assignee=people.sam, **more)
    return Task.objects.latest("pk")


# --- Tasks ------------------------------------------------------------------------------------------------------------


def test_the_owner_hands_one_out(as_eva: Client, monday: datetime, working: Incident, people: People) -> None:
    assert "Hand it over" in as_eva.get(page(working, "tasks/delegate/")).content.decode()
    sent = {
        "title": "Read the leases",
        "assignee": people.sam.email,
        "due": "2026-11-16T12:00",
        "detail": "Since nine.",
    }
    response = as_eva.post(page(working, "tasks/delegate/"), {**sent, "nonce": "n-1"})
    again = as_eva.post(page(working, "tasks/delegate/"), {**sent, "nonce": "n-1"})

    assert response["Location"] == again["Location"] == page(working)
    task = Task.objects.get()
    assert (task.title, task.assignee, task.due) == ("Read the leases", people.sam, monday + 3 * HOUR)
    shown = as_eva.get(page(working)).content.decode()
    assert "Read the leases" in shown
    assert 'data-key="t"' in shown


def test_what_was_typed_is_kept(as_eva: Client, monday: datetime, working: Incident) -> None:
    before = everything()
    sent = {"title": "Read the leases", "assignee": "ada@contoso.example", "due": "2020-01-01T12:00"}
    response = as_eva.post(page(working, "tasks/delegate/"), sent)

    assert response.status_code == 422
    assert 'value="Read the leases"' in response.content.decode()
    assert everything() == before


def test_tasks_for_me_come_by_due_with_how_many_there_are(
    as_sam: Client, monday: datetime, make: Make, people: People, later: Later
) -> None:
    for title, due in (("Last", None), ("Second", monday + 2 * HOUR), ("First", monday + HOUR)):
        handed(make("work_in_progress"), people, title=title, due=due)
    with later(hours=1, minutes=30):
        shown = as_sam.get("/workspace/tasks/").content.decode()

    places = [shown.index(f"<h2>{title}</h2>") for title in ("First", "Second", "Last")]
    assert places == sorted(places)
    assert " ".join(shown.split()).count("</svg> late</span>") == 1
    assert 'Tasks for me<span class="n">3</span>' in shown


def test_what_is_settled_or_over_waits_for_nobody(as_sam: Client, monday: datetime, make: Make, people: People) -> None:
    task = handed(make("work_in_progress"), people)
    actions.finish_task(task.incident, by=people.sam, task=task.pk, result="Two.")
    closed = make("solution_proposed")
    handed(closed, people)
    actions.accept_solution(closed, by=people.ada)

    assert "No one is waiting for you" in as_sam.get("/workspace/tasks/").content.decode()


@pytest.mark.parametrize(
    ("answer", "field", "state"), [("finish", "result", "done"), ("decline", "reason", "declined")]
)
def test_the_assignee_answers_and_comes_back_to_the_list(
    as_sam: Client, working: Incident, people: People, answer: str, field: str, state: str
) -> None:
    task = handed(working, people, detail="Since *nine*.")
    assert "<em>nine</em>" in as_sam.get(settling(task, answer)).content.decode()
    before = everything()
    refused = as_sam.post(settling(task, answer), {field: " ", "back": "tasks"})
    assert refused.status_code == 422
    assert 'name="back" value="tasks"' in refused.content.decode()
    assert everything() == before

    response = as_sam.post(settling(task, answer), {field: "Two leases.", "back": "tasks"})

    task.refresh_from_db()
    assert (response["Location"], task.state, task.answer) == ("/workspace/tasks/", state, "Two leases.")
    assert as_sam.get(settling(task, answer)).status_code == 409
    assert as_sam.post(settling(task, answer), {field: "Again."}).status_code == 409


@pytest.mark.parametrize(("answer", "field"), [("finish", "result"), ("decline", "reason")])
@pytest.mark.parametrize("words", ["Again.", " "])
def test_that_it_is_settled_is_said_before_that_words_are_missing(
    as_sam: Client, working: Incident, people: People, answer: str, field: str, words: str
) -> None:
    task = handed(working, people)
    actions.finish_task(working, by=people.sam, task=task.pk, result="Two leases.")
    before = everything()

    assert as_sam.post(settling(task, answer), {field: words}).status_code == 409
    assert everything() == before


def test_nobody_else_answers_it(as_eva: Client, working: Incident, make: Make, people: People) -> None:
    task = handed(working, people)
    other = make("work_in_progress")
    before = everything()

    assert as_eva.post(settling(task, "finish"), {"result": "x"}).status_code == 403
    assert as_eva.get(settling(task, "finish")).status_code == 403
    assert as_eva.get(page(other, f"tasks/{task.pk}/finish/")).status_code == 404
    assert as_eva.get(page(other, f"tasks/{'9' * 30}/finish/")).status_code == 404
    assert everything() == before


def test_open_tasks_stand_before_a_solution_and_before_a_discarding(as_eva: Client, make: Make, people: People) -> None:
    for state, verb in (("work_in_progress", "propose-solution"), ("new", "discard")):
        incident = make(state)
        assert "still open" not in as_eva.get(page(incident, f"{verb}/")).content.decode()
        handed(incident, people, title="Read the leases")
        shown = as_eva.get(page(incident, f"{verb}/")).content.decode()
        assert "1 task is still open" in shown
        assert "Read the leases" in shown


def test_a_closed_incident_shows_that_its_tasks_are_over(as_eva: Client, proposed: Incident, people: People) -> None:
    handed(proposed, people)
    actions.accept_solution(proposed, by=people.ada)
    shown = as_eva.get(page(proposed)).content.decode()

    assert '<span class="badge line">over</span>' in shown
    assert 'data-key="t"' not in shown


def test_a_customer_sees_nothing_of_tasks_and_deputies(
    client: Client, monday: datetime, working: Incident, people: People
) -> None:
    handed(working, people, title="A secret task")
    actions.name_deputy(working, by=people.eva, deputy=people.sen, until=monday + HOUR, reason="A secret illness.")
    client.force_login(people.ada)
    shown = client.get(f"/portal/incidents/{working.number}/").content.decode()

    assert "secret" not in shown
    assert "Sena Wood" not in shown


# --- Deputies ---------------------------------------------------------------------------------------------------------


def test_the_owner_names_a_deputy_and_ends_the_cover(
    as_eva: Client, monday: datetime, working: Incident, people: People
) -> None:
    sent = {"deputy": people.eli.email, "until": "2026-11-17T09:00", "reason": "A course."}
    assert as_eva.post(page(working, "name-deputy/"), sent)["Location"] == page(working)
    shown = as_eva.get(page(working)).content.decode()
    assert "Eli Brandt<br>" in shown
    assert "stands in until" in shown
    assert "Eva Novak (you)" in shown

    as_eva.post(page(working, "name-deputy/"), {"deputy": "", "reason": "I am back."})
    assert Incident.objects.get().deputy is None


def test_the_form_keeps_what_was_typed(as_eva: Client, monday: datetime, working: Incident, people: People) -> None:
    before = everything()
    response = as_eva.post(
        page(working, "name-deputy/"), {"deputy": people.eli.email, "until": "2020-01-01T09:00", "reason": "A course."}
    )

    assert response.status_code == 422
    assert "A course.</textarea>" in response.content.decode()
    assert everything() == before


def test_the_deputys_first_answer_takes_nothing_from_the_owner(monday: datetime, make: Make, people: People) -> None:
    incident = actions.assign(make("untriaged"), by=people.mia, owner=people.eva)
    actions.name_deputy(incident, by=people.mia, deputy=people.eli, until=MONDAY + HOUR, reason="A course.")
    client = Client()
    client.force_login(people.eli)
    sent = {"area": "query", "category": "bug", "severity": "3", "body": "I look after this for Eva."}
    response = client.post(page(incident, "take-and-respond/"), sent)

    assert response.status_code == 302, response.content.decode()
    after = Incident.objects.get()
    assert (after.owner, after.deputy, after.state) == (people.eva, people.eli, "work_in_progress")
    assert after.events.get(verb="respond").data["for_owner"]["name"] == "Eva Novak"


def test_what_they_cover_stands_in_the_deputys_queue(
    monday: datetime, working: Incident, people: People, later: Later
) -> None:
    actions.name_deputy(working, by=people.eva, deputy=people.eli, until=MONDAY + HOUR, reason="A course.")
    client = Client()
    client.force_login(people.eli)

    assert working.title in client.get("/workspace/").content.decode()
    with later(hours=2):
        assert working.title not in client.get("/workspace/").content.decode()
