"""Imported incidents read like any other for the support team, and are nobody else's."""

from pathlib import Path

import pytest
from django.test import Client

from incidents.models import Incident
from tests.incidents.imports.sample import STORIES, brought
from tests.people import People


@pytest.fixture
def imported(people: People, tmp_path: Path) -> list[Incident]:
    brought(tmp_path)
    return list(Incident.objects.all())


@pytest.mark.parametrize("name", ["eva", "sam", "mia"])
def test_the_support_team_sees_every_imported_incident(
    client: Client, people: People, imported: list[Incident], name: str
) -> None:
    client.force_login(people.by_name(name))
    assert len(imported) == len(STORIES)
    for incident in imported:
        for page in (
            f"/workspace/incidents/{incident.number}/?all=1",
            f"/workspace/incidents/{incident.number}/clocks/",
        ):
            assert client.get(page).status_code == 200
        for address in ("", "timeline/", "messages/"):
            assert client.get(f"/api/v1/incidents/{incident.number}/{address}").status_code == 200
    for page in ("/workspace/", "/workspace/incidents/?q=smooth", "/api/v1/incidents/"):
        assert client.get(page).status_code == 200


@pytest.mark.parametrize("name", ["ada", "lead", "max"])
def test_no_customer_sees_any(client: Client, people: People, imported: list[Incident], name: str) -> None:
    client.force_login(people.by_name(name))
    for incident in imported:
        assert client.get(f"/incidents/{incident.number}/").status_code == 404
        assert client.get(f"/api/v1/incidents/{incident.number}/").status_code == 404
    assert b"imported" not in client.get("/incidents/").content


def lines(client: Client, people: People, tmp_path: Path, story: str) -> str:
    client.force_login(people.eva)
    page = client.get(f"/workspace/incidents/{brought(tmp_path, story).number}/?all=1").content.decode()
    return " ".join(page.split())


def test_the_timeline_says_what_was_imported(client: Client, people: People, tmp_path: Path) -> None:
    page = lines(client, people, tmp_path, "smooth")
    assert "<b>Imported:</b> gave the first answer" in page
    assert "<b>Imported:</b> set owner Ann Doe" in page
    assert "<b>Imported:</b> Wip, customer action needed, Ann Doe, Network" in page
    assert "The clock" not in page


def test_the_timeline_says_which_step_the_log_left_out(client: Client, people: People, tmp_path: Path) -> None:
    page = lines(client, people, tmp_path, "leap")
    assert page.count("not in the log, which leaves this step out") == 2
    assert "<b>Imported:</b> gave this to <b>Ann Doe</b>" in page


def test_the_timeline_tells_what_the_log_said_after_the_closing(client: Client, people: People, tmp_path: Path) -> None:
    page = lines(client, people, tmp_path, "rejected")
    assert "<b>Imported:</b> accepted the solution, which closes this" in page
    assert "and afterwards: Tidied, Ben Poe, Desk" in page


def test_tools_read_the_way_and_the_logs_own_words(client: Client, people: People, tmp_path: Path) -> None:
    incident = brought(tmp_path, "dropped")
    client.force_login(people.eva)
    told = client.get(f"/api/v1/incidents/{incident.number}/timeline/").json()["results"]
    closing = next(line for line in told if line["verb"] == "withdraw")
    assert (closing["way"], closing["by"], closing["public"]) == ("import", None, False)
    assert closing["data"]["imported"]["lines"][0]["src"] == "Closed"
