"""The title of an ICM names no customer: neither the organisation nor its people on this incident (R37)."""

import pytest

from accounts.models import Organization, User
from incidents import actions as incidents
from incidents.models import Incident
from tests.escalations.gate.conftest import Open
from tests.escalations.gate.test_facts import TurnedAway
from tests.people import People

NAMING = [
    ("Contoso: output stops", "Contoso"),
    ("Output of contoso's job stops", "contoso"),
    ("Output (CONTOSO) stops", "CONTOSO"),
    ("Output of Con\u200btoso stops", "Contoso"),
    ("Output stops for Ada", "Ada"),
    ("Output stops for ada  lindqvist", "ada lindqvist"),
    ("LINDQVIST sees no rows", "LINDQVIST"),
]


@pytest.mark.parametrize(("title", "found"), NAMING)
def test_a_title_that_names_them_says_what_was_found(turned_away: TurnedAway, title: str, found: str) -> None:
    said = turned_away("title", title=title).errors["title"][0]

    assert f"“{' '.join(title.split())}”" not in said
    assert found.casefold() in " ".join(said.split()).casefold()
    assert "another word" in said


def test_a_name_that_is_an_ordinary_word_is_one_where_it_is_written_as_a_name(
    opened: Open, turned_away: TurnedAway, people: People
) -> None:
    User.objects.filter(pk=people.ada.pk).update(name="Will Page")

    turned_away("title", title="Output stops for Will")
    turned_away("title", title="The job will not start for Will")
    assert opened(title="The job will not start from this page").title == "The job will not start from this page"


@pytest.mark.parametrize("title", ["Contosoes stop", "Adapter fails after scaling", "Rows of Fabrikam", "Bob is slow"])
def test_other_words_and_other_customers_names_are_no_hindrance(opened: Open, title: str) -> None:
    """Half a word, an organisation that this incident is not of, a colleague who is not on it."""
    assert opened(title=title).title == title


def test_a_colleague_who_follows_it_is_named_no_more_than_who_reported_it(
    turned_away: TurnedAway, incident: Incident, people: People
) -> None:
    incidents.add_colleague(incident, by=people.ada, colleague=people.bob)

    turned_away("title", title="Bob is slow")


@pytest.mark.parametrize(
    ("organization", "title", "is_named"),
    [
        ("Blue Yonder, Inc.", "Jobs of Blue Yonder stop", True),
        ("Fourth Coffee GmbH & Co. KG", "Rows of Fourth Coffee are late", True),
        ("Margie AG", "Rows of margie are late", True),
        ("Water", "Water mark stands still", True),
        ("Water", "The watermark stands still", False),
        ("Wide World Importers", "Wide world of rows", False),
        ("3M", "Latency of 3M rows", False),
        ("IT", "It stops", False),
        ("C++ Ltd", "C++ function fails", False),
        ("Łódź", "Łódź stops", True),
    ],
)
def test_an_organisation_is_known_by_its_whole_name_or_as_people_speak_of_it(
    opened: Open, turned_away: TurnedAway, people: People, organization: str, title: str, is_named: bool
) -> None:
    Organization.objects.filter(name="Contoso").update(name=organization)

    if is_named:
        turned_away("title", title=title)
    else:
        assert opened(title=title).title == title


@pytest.mark.parametrize("name", ["Al B.", "Bo", ".*", "Li ("])
def test_a_name_of_two_letters_is_none(opened: Open, people: People, name: str) -> None:
    User.objects.filter(pk=people.ada.pk).update(name=name)

    assert opened(title="Al and Bo .* Li ( stop").title == "Al and Bo .* Li ( stop"
