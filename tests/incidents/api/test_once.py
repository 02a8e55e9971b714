"""Sent twice, done once: the Idempotency-Key (T31)."""

import threading
from typing import Any

import pytest
from django.db import connection

from accounts.models import Submission
from incidents import actions
from incidents.models import Event, Incident
from notifications.models import Notification
from tests.conftest import Make, bring_to
from tests.incidents.api.conftest import Tool, photograph, problem
from tests.people import People, settle_in

REPORT = {"title": "Stops", "description": "Now.", "severity": 2}


def test_a_repeat_gets_the_first_answer(people: People) -> None:
    tool = Tool(people.ada)
    first = tool.post("incidents/", REPORT, idempotency_key="one")
    before = photograph()
    second = tool.post("incidents/", REPORT, idempotency_key="one")
    assert photograph() == before
    assert (second.status_code, second.content, second["Location"]) == (201, first.content, first["Location"])
    assert second["ETag"] == first["ETag"]
    assert second["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first
    assert Incident.objects.count() == 1


def test_a_repeat_is_answered_though_the_state_has_moved_on(people: People, proposed: Incident) -> None:
    tool = Tool(people.ada)
    tag = tool.get(f"incidents/{proposed.number}/")["ETag"]
    first = tool.act(proposed, "accept-solution", {}, idempotency_key="yes", if_match=tag)
    second = tool.act(proposed, "accept-solution", {}, idempotency_key="yes", if_match=tag)
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json() == first.json()
    assert Event.objects.filter(verb="accept_solution").count() == 1
    assert Notification.objects.filter(verb="accept_solution", audience="customer").count() == 1


@pytest.mark.parametrize("part", ["messages/", "actions/state-problem/"])
def test_a_key_holds_for_one_content_at_one_address(people: People, working: Incident, part: str) -> None:
    tool, path = Tool(people.eva), f"incidents/{working.number}/"
    body = {"body": "Words.", "visibility": "public"}
    assert tool.post(path + part, body, idempotency_key="k").status_code in {200, 201}
    before = photograph()
    problem(tool.post(path + part, {**body, "body": "Others."}, idempotency_key="k"), 422)
    problem(tool.post(path + "actions/correct-problem/", body, idempotency_key="k"), 422)
    problem(tool.patch(path, body, idempotency_key="k"), 422)
    assert photograph() == before


def test_a_key_is_one_persons(people: People, make: Make) -> None:
    for name in ("ada", "max"):
        assert Tool(people.by_name(name)).post("incidents/", REPORT, idempotency_key="k").status_code == 201
    assert Incident.objects.count() == 2


def test_a_refused_call_keeps_no_key(people: People, new: Incident) -> None:
    tool = Tool(people.eva)
    before = photograph()
    problem(tool.act(new, "respond", {"body": ""}, idempotency_key="k"), 400)
    problem(tool.act(new, "reopen", {"reason": "x"}, idempotency_key="k"), 403)
    problem(tool.act(new, "respond", b"{", idempotency_key="k"), 400)
    problem(tool.act(new, "state-problem", {"body": "x"}, idempotency_key="k"), 409)
    problem(tool.act(new, "respond", {"body": "x"}, idempotency_key="k", if_match='"0"'), 412)
    assert photograph() == before
    assert tool.act(new, "respond", {"body": "Mine."}, idempotency_key="k").status_code == 200
    assert Submission.objects.get().key == "api:k"


@pytest.mark.parametrize("key", ["", " ", "x" * 252])
def test_a_key_has_a_length(people: People, key: str) -> None:
    document = problem(Tool(people.ada).post("incidents/", REPORT, idempotency_key=key), 400)
    assert set(document["errors"]) == {"Idempotency-Key"}
    assert not Incident.objects.exists()
    assert Tool(people.ada).post("incidents/", REPORT, idempotency_key="x" * 251).status_code == 201


def test_who_no_longer_sees_it_is_not_told_again(people: People, working: Incident) -> None:
    tool = Tool(people.lead)
    path = f"incidents/{working.number}/messages/"
    assert tool.post(path, {"body": "Hm."}, idempotency_key="k").status_code == 201
    people.lead.is_lead = False
    people.lead.save()
    problem(tool.post(path, {"body": "Hm."}, idempotency_key="k"), 404)


def test_patches_are_done_once_too(people: People, new: Incident) -> None:
    tool, path = Tool(people.eli), f"incidents/{new.number}/"
    tool.patch(path, {"severity": 1}, idempotency_key="k")
    actions.assign(new, by=people.eva, severity=3)
    again = tool.patch(path, {"severity": 1}, idempotency_key="k")
    assert (again["Idempotent-Replay"], again.json()["severity"]) == ("true", 1)
    assert Tool(people.eva).read(new)["severity"] == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("key", ["twin", None])
def test_concurrent_twins_have_one_effect(key: str | None) -> None:
    people = settle_in()
    proposed = bring_to("solution_proposed", people)
    tool, barrier = Tool(people.ada), threading.Barrier(2)
    answers: list[Any] = []

    def accept() -> None:
        twin = Tool(None)
        twin.headers = tool.headers
        barrier.wait(timeout=10)
        headers = {"idempotency_key": key} if key else {}
        answers.append(twin.act(proposed, "accept-solution", {}, **headers))
        connection.close()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == ([200, 200] if key else [200, 409])
    assert Event.objects.filter(verb="accept_solution").count() == 1
    assert Notification.objects.filter(verb="accept_solution", audience="customer").count() == 1
    if key:
        assert answers[0].json() == answers[1].json()
        assert sorted(answer.has_header("Idempotent-Replay") for answer in answers) == [False, True]
