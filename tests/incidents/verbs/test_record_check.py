"""record_check: what one of the four checks of the initial investigation found, with its evidence (R29)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.acting import NotPossible, NotValid
from accounts.models import Area, User
from incidents import actions, search
from incidents.actions.investigating import Finding, record_checks
from incidents.models import Check, Event, Incident
from incidents.replaying import replay_timeline
from incidents.search.kinds import Shown
from tests.aftermath import everything, last_event, letters, refused, verbs
from tests.conftest import Make
from tests.kinds import SUPPORT, only_for
from tests.knowledge import down
from tests.people import People

SEEN = "Two leases of partition 7, *both* stuck."
ALL = ("diagnostics", "guides", "icm_search", "outage")


def record(incident: Incident, by: User, check: str = "diagnostics", **more: Any) -> Incident:
    outcome = "ruled_out" if check == "outage" else "checked"
    return actions.record_check(incident, by=by, **{"check": check, "outcome": outcome, "evidence": SEEN, **more})


@pytest.fixture
def icms(people: People) -> Iterator[None]:
    """A kind of another floor's in the place of its ICMs, as search comes to know one when the program starts."""
    Area.objects.filter(slug="query").update(name="Output stops after scaling", description="A lease is kept.")
    real = search.KINDS["icm"]
    search.register(Icms("icm", Area, "ICMs", search.columns(Area, name=search.Role.TITLE), show))
    search.index_all("icm")
    yield
    search.register(real)


class Icms(search.Kind):
    def visible_to(self, user: User | None) -> Any:
        return Area.objects.all() if user and user.is_support else Area.objects.none()


def show(area: Any) -> Shown:
    return Shown(f"ICM-{area.pk}", area.name, "open", "Open", "/")


@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "solution_proposed"])
def test_anybody_of_the_team_records_in_any_open_state(
    monday: datetime, make: Make, people: People, state: str
) -> None:
    incident = record(make(state), people.sam)

    check = incident.checks.get()
    assert (check.kind, check.outcome, check.evidence, check.by, check.at) == (
        *("diagnostics", "checked", SEEN),
        *(people.sam, monday),
    )
    assert replay_timeline(Incident.objects.all()).differences == []


@pytest.mark.parametrize(
    ("check", "outcomes"),
    [
        *((check, {"checked", "not_possible"}) for check in ALL[:3]),
        ("outage", {"ruled_out", "ruled_in"}),
    ],
)
def test_each_check_has_its_own_outcomes(working: Incident, people: People, check: str, outcomes: set[str]) -> None:
    for outcome in ("checked", "not_possible", "ruled_out", "ruled_in"):
        if outcome in outcomes:
            assert record(working, people.eva, check, outcome=outcome).checks.filter(outcome=outcome).exists()
        else:
            with refused(NotValid, "outcome"):
                record(working, people.eva, check, outcome=outcome)


def test_four_make_it_complete_and_what_is_outstanding_has_its_name(working: Incident, people: People) -> None:
    assert working.outstanding_checks() == list(ALL)
    for place, check in enumerate(ALL, start=1):
        assert not working.investigation_complete
        working = record(working, people.eva, check)
        assert working.outstanding_checks() == list(ALL[place:])

    assert working.investigation_complete


def test_what_was_not_possible_is_made_and_says_why(working: Incident, people: People) -> None:
    incident = record(working, people.eva, outcome="not_possible", evidence="The cluster is gone.")

    assert incident.outstanding_checks() == list(ALL[1:])


def test_a_later_finding_replaces_the_earlier_which_stays(working: Incident, people: People) -> None:
    record(working, people.sam, outcome="not_possible", evidence="No access.")
    incident = record(working, people.eva)

    assert incident.standing_checks()["diagnostics"].evidence == SEEN
    assert [check.evidence for check in incident.checks.all()] == ["No access.", SEEN]
    assert verbs(incident)[-2:] == ["record_check", "record_check"]
    said = [event.message.body for event in incident.events.filter(verb="record_check")]
    assert said == ["No access.", SEEN]


@pytest.mark.parametrize("name", ["ada", "lead", "bob"])
def test_no_customer_finds_a_word_of_it(working: Incident, people: People, name: str) -> None:
    reader = people.by_name(name)
    record(working, people.sam, evidence="A zebra in the lease table.")

    assert not working.events.visible_to(reader).filter(verb="record_check").exists()
    assert not working.messages.visible_to(reader).filter(body__contains="zebra").exists()
    assert search.search(reader, "zebra") == []
    assert [hit.record for hit in search.search(people.eva, "zebra")] == [working]


def test_a_colleagues_check_wants_the_owner_who_is_told(working: Incident, people: People) -> None:
    incident = record(working, people.sam)

    assert incident.action_needed
    assert letters("record_check") == {"eva": "staff"}


def test_the_owners_own_wants_nobody(working: Incident, people: People) -> None:
    incident = record(working, people.eva)

    assert not incident.action_needed
    assert letters("record_check") == {}


def test_only_the_support_team_may(working: Incident, people: People) -> None:
    only_for(people, *SUPPORT, act=lambda by: record(working, by))


@pytest.mark.parametrize("check", ALL)
def test_not_once_it_is_closed(closed: Incident, people: People, check: str) -> None:
    with refused(NotPossible):
        record(closed, people.eva, check)


def test_the_database_lets_none_into_a_closed_incident_nor_any_change(proposed: Incident, people: People) -> None:
    incident = record(proposed, people.eva)
    check = incident.checks.get()
    for write in (check.save, check.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            write()
    actions.accept_solution(incident, by=people.ada)
    again = Check(incident=incident, kind="guides", outcome="checked", evidence="x", by=people.eva, at=check.at)
    before = everything()
    with pytest.raises(DatabaseError, match="closed is read-only"), transaction.atomic():
        again.save()

    assert everything() == before


def test_what_was_found_outlives_closing_and_reopening(proposed: Incident, people: People) -> None:
    record(proposed, people.eva)
    actions.accept_solution(Incident.objects.get(pk=proposed.pk), by=people.ada)
    incident = actions.reopen(Incident.objects.get(pk=proposed.pk), by=people.mia, reason="In error.")

    assert incident.outstanding_checks() == list(ALL[1:])


@pytest.mark.parametrize("evidence", ["", "  ", "x" * 20_001, "a\x00b"])
def test_it_needs_evidence(working: Incident, people: People, evidence: str) -> None:
    with refused(NotValid, "evidence"):
        record(working, people.eva, evidence=evidence)


def test_there_are_four_checks(working: Incident, people: People) -> None:
    with refused(NotValid, "check"):
        record(working, people.eva, "horoscope")


# --- The search for ICMs ----------------------------------------------------------------------------------------------


def test_a_search_is_kept_with_its_words_even_where_there_is_nothing_to_find(working: Incident, people: People) -> None:
    check = record(working, people.eva, "icm_search").checks.get()

    assert (check.query, check.found) == (working.title, [])


@pytest.mark.usefixtures("icms")
def test_it_keeps_what_is_like_the_incident(working: Incident, people: People) -> None:
    incident = record(working, people.eva, "icm_search")

    found = {"reference": f"ICM-{people.query.pk}", "title": "Output stops after scaling", "state": "open"}
    assert incident.checks.get().found == [found]
    assert last_event(incident).data["search"] == {"query": working.title, "found": [found]}
    assert replay_timeline(Incident.objects.all()).differences == []


@pytest.mark.usefixtures("icms")
@pytest.mark.parametrize(("query", "count"), [("scaling", 1), ("brokers", 0)])
def test_it_searches_for_the_words_it_is_given(working: Incident, people: People, query: str, count: int) -> None:
    check = record(working, people.eva, "icm_search", query=query).checks.get()

    assert (check.query, len(check.found)) == (query, count)


@pytest.mark.usefixtures("icms")
@pytest.mark.parametrize(("check", "outcome"), [("icm_search", "not_possible"), ("diagnostics", "checked")])
def test_nothing_else_searches(working: Incident, people: People, check: str, outcome: str) -> None:
    row = record(working, people.eva, check, outcome=outcome, query="scaling").checks.get()

    assert (row.query, row.found) == ("", [])


def test_the_words_have_a_limit(working: Incident, people: People) -> None:
    with refused(NotValid, "query"):
        record(working, people.eva, "icm_search", query="x" * 2_001)


# --- The outage -------------------------------------------------------------------------------------------------------


def test_an_outage_that_is_ruled_in_is_linked(working: Incident, people: People) -> None:
    outage = down(people)
    incident = record(working, people.eva, "outage", outcome="ruled_in", outage=outage)

    assert incident.checks.get().outage == outage
    assert [link.outage for link in incident.outage_links.all()] == [outage]
    assert verbs(incident)[-2:] == ["record_check", "link_outage"]
    assert replay_timeline(Incident.objects.all()).differences == []


def test_one_that_is_linked_already_stays_so(working: Incident, people: People) -> None:
    outage = down(people)
    actions.link_outage(working, by=people.eva, outage=outage)
    incident = record(working, people.eva, "outage", outcome="ruled_in", outage=outage)

    assert incident.outage_links.count() == 1
    assert verbs(incident)[-1] == "record_check"


def test_one_that_is_not_recorded_needs_no_name(working: Incident, people: People) -> None:
    assert record(working, people.eva, "outage", outcome="ruled_in").checks.get().outage is None


def test_none_is_named_where_it_is_ruled_out(working: Incident, people: People) -> None:
    outage = down(people)
    with refused(NotValid, "outage"):
        record(working, people.eva, "outage", outage=outage)


# --- Several at once --------------------------------------------------------------------------------------------------


def test_several_are_recorded_together_and_told_once(working: Incident, people: People) -> None:
    findings = [Finding("guides", "checked", "TSG 12"), Finding("diagnostics", "not_possible", "No access.")]
    incident = record_checks(working, by=people.sam, findings=findings)

    assert incident.outstanding_checks() == ["icm_search", "outage"]
    assert letters("record_check") == {"eva": "staff"}
    assert replay_timeline(Incident.objects.all()).differences == []


def test_all_of_them_or_none(working: Incident, people: People) -> None:
    findings = [Finding("guides", "checked", "TSG 12"), Finding("outage", "checked", " ")]
    with refused(NotValid, "outage.outcome", "outage.evidence"):
        record_checks(working, by=people.sam, findings=findings)

    assert not Event.objects.filter(verb="record_check").exists()


def test_whoever_names_the_version_is_not_refused_for_what_they_did_themself(working: Incident, people: People) -> None:
    working.seen = working.version
    findings = [Finding("guides", "checked", "TSG 12"), Finding("outage", "ruled_in", "Down.", outage=down(people))]

    assert len(record_checks(working, by=people.eva, findings=findings).checks.all()) == 2
