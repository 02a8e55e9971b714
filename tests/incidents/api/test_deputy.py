"""Cover without hand-over, by tools: the contract's own field names, and both names on what the deputy says (R11a)."""

from typing import Any

from incidents.models import Incident
from tests.incidents.api.conftest import Tool, photograph, problem
from tests.people import People

COVER = {"deputy": "eli@relief.example", "from": "2026-11-16T10:00:00+01:00", "until": "2026-11-17T09:00:00Z"}


def test_who_stands_in_from_until_reads_as_it_was_sent(people: People, monday: Any, working: Incident) -> None:
    read = Tool(people.mia).act(working, "name-deputy", {**COVER, "reason": "Eva is away."}).json()

    assert (read["owner"], read["deputy"]) == ("eva@relief.example", "eli@relief.example")
    assert (read["deputy_from"], read["deputy_until"]) == ("2026-11-16T09:00:00Z", "2026-11-17T09:00:00Z")
    assert "propose-solution" in Tool(people.eli).read(working)["available_actions"]
    assert "name-deputy" not in Tool(people.eli).read(working)["available_actions"]


def test_a_customer_reads_of_no_deputy_but_who_writes_for_whom(people: People, monday: Any, working: Incident) -> None:
    Tool(people.eva).act(working, "name-deputy", {**COVER, "reason": "A secret illness."})
    Tool(people.eli).post(f"incidents/{working.number}/messages/", {"body": "Soon.", "visibility": "public"})
    ada = Tool(people.ada)

    assert not {"deputy", "deputy_from", "deputy_until"} & set(ada.read(working))
    assert ada.read(working)["owner"] == "Eva Novak"
    said = ada.read(working, "messages/")["results"][-1]
    assert (said["by"], said["for_owner"]) == ("Eli Brandt", "Eva Novak")
    timeline = ada.read(working, "timeline/")["results"]
    assert "name_deputy" not in [line["verb"] for line in timeline]
    assert timeline[-1]["for_owner"] == "Eva Novak"
    assert "secret" not in str(timeline)


def test_the_team_reads_addresses_in_the_timeline(people: People, monday: Any, working: Incident) -> None:
    Tool(people.eva).act(working, "name-deputy", {**COVER, "reason": "A course."})
    line = Tool(people.sam).read(working, "timeline/")["results"][-1]

    assert (line["data"]["covers"], line["data"]["deputy"]) == ("eva@relief.example", "eli@relief.example")
    assert (line["data"]["deputy_was"], line["for_owner"]) == (None, None)


def test_without_a_deputy_the_cover_ends(people: People, monday: Any, working: Incident) -> None:
    eva = Tool(people.eva)
    eva.act(working, "name-deputy", {**COVER, "reason": "A course."})
    read = eva.act(working, "name-deputy", {"deputy": None, "reason": "I am back."}).json()

    assert (read["deputy"], read["deputy_from"], read["deputy_until"]) == (None, None, None)
    before = photograph()
    document = problem(eva.act(working, "name-deputy", {"reason": "Once more."}), 400)
    assert set(document["errors"]) == {"deputy"}
    assert photograph() == before


def test_a_beginning_that_does_not_read_is_blamed_by_its_name(people: People, monday: Any, working: Incident) -> None:
    before = photograph()
    beginnings: list[Any] = ["soon", 7, [], "0001-01-01T00:00:00+14:00x"]
    for begins in beginnings:
        body = {**COVER, "from": begins, "reason": "A course."}
        assert set(problem(Tool(people.eva).act(working, "name-deputy", body), 400)["errors"]) == {"from"}
    assert photograph() == before


def test_an_end_at_the_end_of_time_is_refused(people: People, monday: Any, working: Incident) -> None:
    before = photograph()
    for until in ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "9000-01-01T00:00:00Z"):
        body = {**COVER, "until": until, "reason": "A course."}
        assert set(problem(Tool(people.eva).act(working, "name-deputy", body), 400)["errors"]) == {"until"}
    assert photograph() == before
    body = {**COVER, "from": "0001-01-01T00:00:00+14:00", "reason": "A course."}
    assert Tool(people.eva).act(working, "name-deputy", body).status_code in {200, 400}
