"""Consultations by tools: reading, asking, and what is done with one (R30)."""

from typing import Any

import pytest

from escalations import actions
from escalations.models import Consultation
from incidents.models import Incident
from tests.conftest import Make
from tests.escalations.conftest import ProductGroup
from tests.escalations.ladder import again, answered, ask
from tests.incidents.api.conftest import Tool, photograph
from tests.people import People

PATH = "consultations/"


def body(incident: Incident, **more: Any) -> dict[str, Any]:
    sent = {"incident": incident.number, "area": "query", "audience": "colleagues", "question": "How do I go on?"}
    return {**sent, **more}


def act(consultation: Consultation, name: str) -> str:
    return f"{PATH}{consultation.pk}/actions/{name}/"


def test_a_question_reads_as_it_was_asked(monday: Any, people: People, working: Incident) -> None:
    response = Tool(people.eva).post(PATH, body(working))

    assert response.status_code == 201
    read = response.json()
    assert {name: read[name] for name in ("incident", "area", "audience", "question")} == body(working)
    assert (read["state"], read["answers"], read["icm_indicated"]) == ("asked", [], None)
    assert (read["asked_by"], read["asked_at"]) == ("eva@relief.example", "2026-11-16T09:00:00Z")
    assert read["due_at"] == "2026-11-16T10:00:00Z"
    assert read["available_actions"] == ["move-up", "end"]
    (rung,) = read["rungs"]
    assert (rung["audience"], rung["outcome"], "Eli Brandt" in rung["asked"]) == ("colleagues", None, True)
    assert Tool(people.sen).get(f"{PATH}{read['id']}/").json()["number"] == read["number"]
    assert response["Location"].endswith(f"/{read['number']}/")
    assert Tool(people.sen).get(response["Location"]).json()["id"] == read["id"]


def test_an_answer_reads_with_who_gave_it(people: People, working: Incident) -> None:
    asked = ask(working, people)
    response = Tool(people.eli).post(act(asked, "answer"), {"body": "Read the lease log.", "icm_indicated": True})

    assert response.status_code == 200
    read = response.json()
    (said,) = read["answers"]
    assert (read["state"], read["icm_indicated"]) == ("answered", True)
    assert (said["by"], said["body"], said["icm_indicated"]) == ("eli@relief.example", "Read the lease log.", True)
    assert Tool(people.eva).read(working)["flags"]["action_needed"]


def test_the_product_groups_answer_reads_as_theirs(people: People, pg: ProductGroup, working: Incident) -> None:
    from_link = ask(working, people, "pg")
    answer_by(from_link, pg)

    (said,) = Tool(people.eva).get(f"{PATH}{from_link.number}/").json()["answers"]
    assert (said["by"], said["by_product_group"]) == ("pia@product.example", True)


def answer_by(consultation: Consultation, pg: ProductGroup) -> None:
    actions.answer(consultation, by=pg.pia, body="Open one.", icm_indicated=True)


def test_it_moves_up_and_is_taken_back(people: People, working: Incident) -> None:
    asked = ask(working, people)
    moved = Tool(people.eva).post(act(asked, "move-up"), {"reason": "None of them knows."}).json()
    ended = Tool(people.eva).post(act(asked, "end"), {}).json()

    assert (moved["audience"], [rung["outcome"] for rung in moved["rungs"]]) == ("smes", ["moved_up", None])
    assert ended["state"] == "ended"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"question": " "}, "question"),
        ({"audience": "customers"}, "audience"),
        ({"audience": "smes"}, "reason"),
        ({"audience": "pg"}, "reason"),
        ({"area": "nowhere"}, "area"),
        ({"incident": "INC-9999999"}, "incident"),
        ({"question": None}, "question"),
    ],
)
def test_what_is_wrong_is_named(people: People, working: Incident, sent: dict[str, Any], field: str) -> None:
    before = photograph()
    response = Tool(people.eva).post(PATH, {**body(working), **sent})

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
    assert photograph() == before


def test_a_skipped_rung_has_its_reason(people: People, working: Incident) -> None:
    response = Tool(people.eva).post(PATH, body(working, audience="smes", reason="They are all new."))

    assert (response.status_code, response.json()["rungs"][0]["reason"]) == (201, "They are all new.")


@pytest.mark.parametrize(
    "sent", [{"body": "So."}, {"body": "So.", "icm_indicated": "perhaps"}, {"icm_indicated": True}]
)
def test_an_answer_says_both(people: People, working: Incident, sent: dict[str, Any]) -> None:
    response = Tool(people.eli).post(act(ask(working, people), "answer"), sent)

    assert response.status_code == 400
    assert set(response.json()["errors"]) <= {"body", "icm_indicated"}


def test_who_is_not_asked_is_told_who_is(people: People, working: Incident) -> None:
    asked = ask(working, people, "smes")
    response = Tool(people.eli).post(act(asked, "answer"), {"body": "So.", "icm_indicated": False})

    assert response.status_code == 403
    assert "Sam Okoye" in response.json()["detail"]


@pytest.mark.parametrize("name", ["ada", "lead", "max", "root"])
def test_for_whoever_is_not_of_the_team_there_is_nothing(people: People, working: Incident, name: str) -> None:
    asked, tool = ask(working, people), Tool(people.by_name(name))
    before = photograph()

    assert tool.get(PATH).status_code == 404
    assert tool.get(f"{PATH}{asked.pk}/").status_code == 404
    assert tool.post(PATH, body(working)).status_code == 404
    for action in ("answer", "move-up", "end"):
        assert tool.post(act(asked, action), {"body": "So.", "reason": "So."}).status_code == 404
    assert photograph() == before


def test_nobody_is_asked_about_what_is_closed(people: People, closed: Incident) -> None:
    before = photograph()

    assert Tool(people.eva).post(PATH, body(closed)).status_code == 409
    assert Tool(people.eva).post(PATH, {"incident": closed.number}).status_code == 409
    assert photograph() == before


def test_an_answered_one_is_not_taken_back(people: People, working: Incident) -> None:
    response = Tool(people.eva).post(act(answered(working, people), "end"), {})

    assert response.status_code == 409
    assert response.json()["current_state"] == "answered"
    assert "move-up" in response.json()["available_actions"]


def test_one_key_asks_once(people: People, working: Incident) -> None:
    tool = Tool(people.eva)
    first = tool.post(PATH, body(working), idempotency_key="one")
    second = tool.post(PATH, body(working), idempotency_key="one")

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second["Idempotent-Replay"] == "true"
    assert Consultation.objects.count() == 1


def test_a_version_that_is_gone_is_refused(people: People, working: Incident) -> None:
    asked, tool = ask(working, people), Tool(people.eli)
    seen = tool.get(f"{PATH}{asked.pk}/")["ETag"]
    tool.post(act(asked, "answer"), {"body": "So.", "icm_indicated": False}, if_match=seen)
    late = tool.post(act(asked, "answer"), {"body": "Or so.", "icm_indicated": True}, if_match=seen)

    assert late.status_code == 412
    assert again(asked).answers.count() == 1


def test_filters_narrow_the_list(people: People, make: Make, pg: ProductGroup) -> None:
    one, two, three = (make("work_in_progress") for _each in range(3))
    first, second, third = ask(one, people), answered(two, people), ask(three, people, "pg")

    def found(name: str = "eva", **query: str) -> list[int]:
        return [each["id"] for each in Tool(people.by_name(name)).get(PATH, query).json()["results"]]

    assert found() == [third.pk, second.pk, first.pk]
    assert found(ordering="number") == [first.pk, second.pk, third.pk]
    assert found(state="answered") == [second.pk]
    assert found(audience="pg") == [third.pk]
    assert found(incident=one.number) == [first.pk]
    assert found(area="inputs") == []
    assert found("eli", waits_for_me="true") == [first.pk]
    assert found(waits_for_me="true") == []
    assert found(search="starts and stops", asked_by="eva@relief.example") == [third.pk, second.pk, first.pk]
    assert Tool(people.eva).get(PATH, {"colour": "red"}).status_code == 400


def test_what_there_is_not_is_not_found(people: People) -> None:
    for number in ("CON-999", "999", "x", "0", "-1"):
        assert Tool(people.eva).get(f"{PATH}{number}/").status_code == 404
