"""A customer finds their own by public words; nothing else shows in what they find, nor in its order (T13)."""

from typing import Any

import pytest

from accounts.models import User
from incidents import actions, search
from incidents.models import Incident
from tests.conftest import Make
from tests.incidents.search.conftest import Report, titles
from tests.people import People


def test_each_finds_what_they_may_see(people: People, report: Report) -> None:
    report("Ada's turbine")
    report("Max's turbine", by=people.max)

    assert set(titles(people.eva, "turbine")) == {"Ada's turbine", "Max's turbine"}
    assert titles(people.ada, "turbine") == titles(people.lead, "turbine") == ["Ada's turbine"]
    assert titles(people.max, "turbine") == ["Max's turbine"]
    for nobody in (people.bob, people.root, people.gone, None):
        assert titles(nobody, "turbine") == []


@pytest.mark.parametrize("words", ["zirconium", "zirco", "irconiu", "zirconuim", "t:zirconium", "i:zirconium"])
def test_internal_words_are_found_by_the_team_alone(people: People, working: Incident, words: str) -> None:
    actions.add_note(working, by=people.eva, body="The zirconium lease again.")

    assert asked(people.ada, words) == asked(people.lead, words) == [[], [], [], []]
    if ":" not in words:
        assert titles(people.eva, words) == [working.title]


def asked(user: User, words: str) -> list[Any]:
    """By every verb."""
    return [
        titles(user, words),
        search.complete(user, words),
        search.similar(user, words),
        list(Incident.objects.filter(pk__in=search.matching(user, words, kind="incident"))),
    ]


def everything_found(user: User) -> list[Any]:
    """What a customer gets of search, in full: records, order, scores and reasons."""
    words = ["turbine", "turbine stops", "turbien", "urbin", "turbine sensor reading", "st"]
    found = [[*search.search(user, word), *search.complete(user, word)] for word in words]
    found.append(search.similar(user, "The turbine sensor stops. A reading is lost.", title="Turbine"))
    return [[(hit.record.pk, hit.score, list(hit.why)) for hit in hits] for hits in found]


def test_what_is_hidden_moves_nothing(people: People, report: Report, make: Make) -> None:
    own = [
        report("Turbine stops", "The sensor gives no reading."),
        report("Sensor fails", "Turbine 4 stops; readings are lost, and the turbine is loud."),
        report("Reading is odd", "The turbine sensor reads in feet."),
    ]
    before = everything_found(people.ada)
    assert any(before)

    for incident in own:
        actions.add_note(incident, by=people.eva, body="turbine turbine turbine sensor reading stops turbien")
    for place in range(30):
        report(f"Turbine sensor {place} stops", "turbien sensor reading lost stops urbine", by=people.max)

    assert everything_found(people.ada) == before


def test_an_internal_word_that_becomes_public_is_found(people: People, working: Incident) -> None:
    actions.add_note(working, by=people.eva, body="zirconium")
    actions.send_update(working, by=people.eva, body="It is the zirconium lease.")

    assert titles(people.ada, "zirconium") == [working.title]
