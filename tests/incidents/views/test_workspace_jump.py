"""Search and jump: incidents by number or words, what is known, pages, areas and people, as somebody types (D32)."""

import re

import pytest
from django.test import Client

from incidents.models import Incident
from tests.aftermath import everything
from tests.conftest import Make
from tests.incidents.search.test_finding import HOSTILE
from tests.incidents.views.test_workspace_known import eva, text
from tests.knowledge import asked, down, known, planned
from tests.people import People

__all__ = ["eva"]


def found(client: Client, words: str) -> list[str]:
    """Where each result leads."""
    before = everything()
    response = client.get("/workspace/jump/", {"q": words})
    assert response.status_code == 200
    assert everything() == before
    return re.findall(r'role="option"[^>]* href="([^"]*)"', text(response))


def page(incident: Incident) -> str:
    return f"/workspace/incidents/{incident.number}/"


def test_without_words_there_are_the_pages(eva: Client) -> None:
    places = found(eva, "")

    assert places[0] == "/workspace/queue/mine/"
    assert {"/workspace/incidents/", "/workspace/tasks/", "/workspace/known-errors/"} <= set(places)
    for place in places:
        assert eva.get(place).status_code == 200, place


def test_an_incident_is_found_by_its_number_however_it_is_typed(eva: Client, make: Make) -> None:
    for _time in range(3):
        make("new")
    incident = make("new", title="Zirconium leaks")
    digits = incident.number.removeprefix("INC-")
    slip = f"{digits[:-2]}9{digits[-2:]}"  # one digit too many

    for typed in (incident.number, incident.number.lower(), digits, f"inc {digits}", f"INC{digits}", f"INC-{slip}"):
        assert found(eva, typed)[0] == page(incident), typed
    assert found(eva, "zirc") == found(eva, "zirconuim") == [page(incident)]


def test_a_kind_of_record_is_found_by_how_its_numbers_begin(eva: Client) -> None:
    for typed in ("OUT", "out-", "outage"):
        assert found(eva, typed) == ["/workspace/outages/"], typed
    assert found(eva, "KE-") == ["/workspace/known-errors/"]


def test_everything_that_is_known_is_found_by_kind(eva: Client, people: People) -> None:
    problem, outage, change, rca = known(people), down(people), planned(people), asked(people)

    assert found(eva, problem.number) == [f"/workspace/known-errors/{problem.number}/"]
    assert found(eva, "inputs refuse") == [f"/workspace/outages/{outage.number}/"]
    assert found(eva, "new broker") == [f"/workspace/changes/{change.number}/"]
    assert found(eva, "why the lease") == [f"/workspace/rcas/{rca.number}/"]


def test_pages_areas_and_people_are_found_by_name(eva: Client, people: People) -> None:
    assert found(eva, "known err") == ["/workspace/known-errors/"]
    assert found(eva, "QUER") == ["/workspace/incidents/?area=query"]
    assert found(eva, "brandt") == [f"/workspace/incidents/?owner={people.eli.pk}"]
    assert found(eva, "lindqvist") == [], "customers own nothing"


def test_at_most_five_of_a_kind_are_shown(eva: Client, make: Make) -> None:
    for _time in range(7):
        make("new", title="Zirconium leaks")

    assert len(found(eva, "zirconium")) == 5
    assert "5 results" in text(eva.get("/workspace/jump/", {"q": "zirconium"}))


def test_nothing_says_so(eva: Client) -> None:
    assert "Nothing has these words" in text(eva.get("/workspace/jump/", {"q": "zebra"}))


@pytest.mark.parametrize(
    "words", [*(words for words in HOSTILE if words.isprintable() or words.isascii()), "<script>x</script>"]
)
def test_nothing_that_is_typed_harms(eva: Client, make: Make, words: str) -> None:
    make("new", title="Output <script>x</script>")
    found(eva, words)

    assert "<script>x" not in text(eva.get("/workspace/jump/", {"q": words}))


def test_matches_are_marked(eva: Client, make: Make) -> None:
    make("new", title="Zirconium <b>leaks</b>")

    assert "<mark>Zirconium</mark> &lt;b&gt;" in text(eva.get("/workspace/jump/", {"q": "zirc"}))


def test_every_page_of_the_workspace_has_it(eva: Client, new: Incident) -> None:
    for place in ("/workspace/", "/workspace/search/", page(new), "/workspace/outages/"):
        assert '<dialog class="jumper"' in text(eva.get(place)), place
