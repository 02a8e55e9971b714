"""Before an ICM is opened, the most similar ones are shown: join one, or say why this is new (R34, R25)."""

from collections.abc import Callable

import pytest

from escalations import actions
from escalations.gate import GateRefused, similar_icms
from escalations.models import IcmDraft
from incidents import search
from incidents.actions import record_check
from incidents.models import Check, Incident, SearchEntry
from tests.conftest import Make
from tests.escalations.conftest import MakeIcm, ProductGroup, investigate
from tests.escalations.gate.conftest import Open
from tests.people import People

TurnedAway = Callable[..., GateRefused]


def found(people: People, words: str, who: str = "eva") -> list[str]:
    return [hit.shown.reference for hit in search.search(people.by_name(who), words, kinds=["icm"])]


def test_where_one_is_like_it_somebody_says_why_this_is_new(
    make_icm: MakeIcm, turned_away: TurnedAway, opened: Open
) -> None:
    other = make_icm()

    refusal = turned_away("new_because")
    assert other.number in refusal.errors["new_because"][0]
    turned_away("new_because", new_because="  ")
    turned_away("new_because", new_because="x" * 2_001)
    assert opened(new_because="That one is about scaling down.").new_because == "That one is about scaling down."


def test_where_none_is_like_it_nothing_is_asked(opened: Open, make: Make, make_icm: MakeIcm, people: People) -> None:
    make_icm()
    other = make("work_in_progress", title="Invoices in the wrong currency", description="Crowns, not euros.")
    investigate(other, people)

    assert opened(other).new_because == ""


def test_one_is_joined_and_its_count_rises(make_icm: MakeIcm, incident: Incident, people: People) -> None:
    other = make_icm()

    actions.join(other, by=people.eva, incident=incident)

    assert [each.pk for each in other.incidents] == [other.incidents[0].pk, incident.pk]


def test_the_search_for_icms_is_recorded_with_what_it_showed(
    make_icm: MakeIcm, uninvestigated: Incident, people: People
) -> None:
    other = make_icm()

    record_check(uninvestigated, by=people.eva, check="icm_search", outcome="checked", evidence="Not the same.")

    check = Check.objects.filter(incident=uninvestigated).get()
    assert check.found == [{"reference": other.number, "title": other.title, "state": "open"}]


def test_an_icm_is_found_by_its_number_its_words_and_what_was_said_of_it(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = make_icm("acknowledged")
    actions.update(icm, by=pg.pia, body="A poisoned checkpoint is the cause.")

    for words in (icm.number, "scaling", "job-orders-eu", "westeurope", "poisoned"):
        assert found(people, words) == [icm.number], words
    assert [hit.shown.url for hit in search.complete(people.eva, "ICM-50")] == [f"/workspace/icms/{icm.number}/"]


@pytest.mark.parametrize("who", ["ada", "lead", "max", "root", "gone"])
def test_nobody_else_finds_it(make_icm: MakeIcm, people: People, who: str) -> None:
    icm = make_icm()

    assert found(people, icm.number, who) == []
    assert similar_icms(icm.incidents[0], people.by_name(who)) == []


def test_the_search_is_built_anew_with_them(make_icm: MakeIcm, people: People) -> None:
    icm = make_icm()
    SearchEntry.objects.all().delete()

    assert search.index_all("icm") == 1
    assert found(people, "scaling") == [icm.number]


def test_a_draft_goes_with_the_opening(opened: Open, incident: Incident, people: People) -> None:
    actions.keep_icm_draft(incident, {"title": "Output stops"}, by=people.eva)
    actions.keep_icm_draft(incident, {"title": "Mine"}, by=people.eli)

    opened()

    assert IcmDraft.objects.get().person == people.eli
