"""What is known beside the incidents is found as soon as it is written, and by nobody who may not read it (R2, R24)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.acting import NotPossible
from accounts.models import User
from incidents import search
from incidents.actions.changes import deliver_rca, edit_change
from incidents.actions.outages import edit_outage, end_outage
from incidents.actions.problems import edit_problem, hide_problem, open_problem, publish_problem
from incidents.models import Outage, Problem, SearchEntry
from notifications.moment import now
from tests.aftermath import refused
from tests.incidents.search.conftest import Report
from tests.knowledge import asked, down, known, planned, published
from tests.people import People


def found(user: User | None, words: str, **options: Any) -> list[str]:
    return [hit.shown.reference for hit in search.search(user, words, **options)]


def test_the_team_finds_everything_kind_by_kind(people: People, report: Report) -> None:
    incident = report("Zirconium leaks")
    problem = known(people, title="Zirconium wears out")
    outage = down(people, title="Zirconium gateway")
    change, rca = planned(people), asked(people)
    edit_change(change, by=people.eli, title="More zirconium")
    deliver_rca(rca, by=people.eva, document="It was the zirconium.")

    numbers = [record.number for record in (incident, problem, outage, change, rca)]
    assert found(people.eva, "zirconium") == numbers
    assert found(people.eva, "zirconuim") == numbers
    assert [hit.shown.reference for hit in search.complete(people.eva, "zirco")] == numbers


def test_each_is_found_by_its_number(people: People) -> None:
    for record in (known(people), down(people), planned(people), asked(people)):
        assert found(people.eva, record.number.lower()) == [record.number]


def test_customers_find_what_is_published_and_nothing_of_the_teams(people: People) -> None:
    problem = published(people, title="Valve leaks", symptoms="Copper drips.")
    known(people, title="Copper valve wears out")
    edit_problem(problem, by=people.sam, cause="The zirconium is thin.")
    edit_change(planned(people), by=people.eli, title="Copper for the valve")
    deliver_rca(asked(people), by=people.eva, document="Copper.")

    for customer in (people.ada, people.lead, people.max):
        assert found(customer, "copper") == found(customer, "valve") == [problem.number]
        assert found(customer, "zirconium") == found(customer, "irconiu") == []
        assert [hit.record for hit in search.similar(customer, "copper valve zirconium")] == [problem]
    for nobody in (people.root, people.gone, None):
        assert found(nobody, "copper") == []


def test_what_is_hidden_is_not_found_any_more_and_back_with_its_publishing(people: People) -> None:
    problem = published(people, title="Valve leaks")
    assert found(people.ada, "valve") == [problem.number]
    problem = hide_problem(problem, by=people.sam)

    assert found(people.ada, "valve") == []
    assert search.similar(people.ada, "the valve leaks") == []
    assert found(people.eva, "valve") == [problem.number]
    publish_problem(problem, by=people.sam)
    assert found(people.ada, "valve") == [problem.number]


def test_what_is_edited_is_found_by_its_new_words_alone(people: People) -> None:
    problem, outage = published(people, title="Valve leaks"), down(people, public_text="Valves are shut.")
    edit_problem(problem, by=people.sam, title="Pump leaks", symptoms="Oil.", workaround="Zirconium.")
    edit_outage(outage, by=people.eli, public_text="Pumps are shut.")

    assert found(people.ada, "valve") == []
    assert found(people.ada, "pump") == [problem.number, outage.number]
    assert found(people.ada, "zirconium") == [problem.number]


def test_a_refused_or_undone_act_changes_nothing_that_is_found(people: People) -> None:
    problem = open_problem(by=people.sam, title="Valve leaks", symptoms="Drips.", area=people.query)
    with refused(NotPossible):
        publish_problem(problem, by=people.sam)
    before = list(SearchEntry.objects.order_by("pk").values_list())
    with transaction.atomic():
        edit_problem(problem, by=people.sam, title="Pump leaks")
        known(people, title="Zirconium")
        transaction.set_rollback(True)

    assert list(SearchEntry.objects.order_by("pk").values_list()) == before
    assert found(people.eva, "zirconium") == found(people.eva, "pump") == []


def test_customers_find_outages_that_go_on_where_they_are_by_their_public_text(people: People) -> None:
    here = down(people, title="Zirconium gateway", public_text="Copper is cut.")
    there = down(people, public_text="Copper is cut too.", regions=[people.max.organization.region])  # type: ignore[union-attr]
    down(people, public_text="Copper will be cut.", starts_at=now() + timedelta(hours=1))

    assert found(people.ada, "copper") == [here.number]
    assert set(found(people.max, "copper")) == {here.number, there.number}
    assert found(people.ada, "zirconium") == []
    assert found(people.eva, "zirconium") == [here.number]
    end_outage(here, by=people.eli)
    assert found(people.ada, "copper") == []
    assert Outage.objects.count() == len(found(people.eva, "copper"))


@pytest.mark.parametrize("words", ["k:problem", "problem", "k problem"])
def test_the_mark_of_a_kind_is_no_word(people: People, words: str) -> None:
    published(people, title="Valve leaks")

    assert found(people.eva, words) == found(people.ada, words) == []


def test_all_of_it_can_be_built_anew(people: People) -> None:
    published(people), down(people), planned(people), asked(people)
    columns = ("kind", "object_id", "title", "public", "internal", "terms")
    before = list(SearchEntry.objects.order_by("kind", "object_id").values_list(*columns))
    assert len(before) == 4
    SearchEntry.objects.all().delete()
    call_command("index_search", verbosity=0)

    assert list(SearchEntry.objects.order_by("kind", "object_id").values_list(*columns)) == before


def test_incidents_do_not_weigh_in_what_is_known(people: People, report: Report) -> None:
    problem = published(people, title="Valve leaks", symptoms="Copper drips.")
    published(people, title="Pump stops")
    ask = {"kinds": ["problem"], "limit": 5}
    before = [(hit.record, hit.score) for hit in search.similar(people.eva, "copper valve", **ask)]  # type: ignore[arg-type]
    for _time in range(5):
        report("Copper valve drips", "valve copper leaks")

    assert [(hit.record, hit.score) for hit in search.similar(people.eva, "copper valve", **ask)] == before  # type: ignore[arg-type]
    assert before[0][0] == problem


def test_among_a_few_the_best_come_first(people: People, report: Report) -> None:
    worse, best = report("Valve stops", "It stops."), report("Copper valve leaks", "It drips.")
    report("Pump is loud", "And slow."), report("Copper valve leaks", by=people.max)
    rows = type(best).objects.order_by("-pk")
    asked_by_ada = search.among(people.ada, rows, "the valve of copper leaks")

    assert [hit.record for hit in asked_by_ada] == [best, worse]
    assert asked_by_ada[0].why[0] in {"copper", "leaks"}
    assert [hit.record for hit in search.among(people.eva, rows.filter(customer=people.ada), best)] == [worse]
    assert search.among(people.ada, rows, "the and of") == search.among(people.bob, rows, "copper valve") == []
    assert search.among(people.ada, Problem.objects.all(), "copper valve") == []


def test_internal_words_do_not_count_among_a_few_for_a_customer(people: People, report: Report) -> None:
    published(people, title="Valve leaks", symptoms="Copper drips.")
    problem = published(people, title="Pump", symptoms="It stands.")
    edit_problem(problem, by=people.sam, cause="Zirconium.")

    assert search.among(people.ada, Problem.objects.all(), "zirconium") == []
    assert [hit.record for hit in search.among(people.eva, Problem.objects.all(), "zirconium")] == [problem]
