"""Customers are reminded of a solution in their hands, twice and then never again; nothing closes (R10)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents import actions, notices
from incidents.actions import house, reminding
from incidents.models import Event, ImportedIncident, Incident, Solution
from incidents.replaying import replay_timeline
from notifications.models import Notification
from notifications.moment import at
from tests.aftermath import everything, last_event, letters, verbs
from tests.conftest import MONDAY, Make
from tests.incidents.test_words import forbidden_in, said
from tests.people import People

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def waiting(people: People, make: Make) -> Incident:
    """A workaround in Ada's hands since Monday; Severity 4 has time until the week after next."""
    with at(MONDAY):
        return make("solution_proposed", severity=4)


def sweep(**span: float) -> int:
    with at(MONDAY + timedelta(**span)):
        return actions.sweep_clocks()


def reminders() -> int:
    return Event.objects.filter(verb="remind_customer").count()


def test_after_three_days_and_after_ten_and_then_never_again(waiting: Incident, people: People) -> None:
    found = []
    for moment in (3 * DAY - SECOND, 3 * DAY, 3 * DAY, 4 * DAY, 10 * DAY - SECOND, 10 * DAY, 11 * DAY, 400 * DAY):
        sweep(seconds=moment.total_seconds())
        found.append(reminders())

    assert found == [0, 1, 1, 1, 1, 2, 2, 2]
    assert Notification.objects.filter(verb="remind_customer", audience="customer").count() == 2
    assert letters("remind_customer") == {"ada": "customer"}
    assert Incident.objects.get().state == "solution_proposed"


def test_after_an_outage_of_ours_one_letter_stands_for_both(waiting: Incident) -> None:
    for days in (12, 13, 30):
        sweep(days=days)

    assert reminders() == 1


def test_it_changes_nothing_and_stands_in_the_timeline_of_both(waiting: Incident, people: People) -> None:
    before = Incident.objects.get()
    sweep(days=3)

    after, event = Incident.objects.get(), last_event(waiting)
    assert (after.state, after.version, after.action_needed) == (before.state, before.version, before.action_needed)
    assert (event.verb, event.by, event.public, event.at) == ("remind_customer", None, True, MONDAY + 3 * DAY)
    assert replay_timeline(Incident.objects.all()).differences == []


@pytest.mark.parametrize("verb", ["keep_open", "post_message", "report_applied", "confirm_problem"])
def test_whoever_has_said_anything_is_left_in_peace(people: People, make: Make, verb: str) -> None:
    with at(MONDAY):
        incident = make("work_in_progress", severity=4)
        incident = actions.state_problem(incident, by=people.eva, body="Nothing is written.")
        incident = actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale.")
    words: dict[str, Any] = {"post_message": {"body": "Later."}, "report_applied": {"applied_on": MONDAY.date()}}
    with at(MONDAY + DAY):
        getattr(actions, verb)(incident, by=people.lead, **words.get(verb, {}))
    for days in (3, 10, 20):
        sweep(days=days)

    assert reminders() == 0
    assert Solution.objects.get().remind_at is None


def test_one_who_answers_the_first_gets_no_second(waiting: Incident, people: People) -> None:
    sweep(days=3)
    with at(MONDAY + 4 * DAY):
        actions.post_message(waiting, by=people.ada, body="Next week.")
    sweep(days=10)

    assert reminders() == 1


def test_words_of_ours_are_no_answer_of_theirs(waiting: Incident, people: People) -> None:
    with at(MONDAY + DAY):
        actions.send_update(waiting, by=people.eva, body="It also helps on Sundays.")
        actions.add_note(waiting, by=people.sam, body="They are slow.")
    sweep(days=3)

    assert reminders() == 1


def test_what_was_said_before_it_was_proposed_is_no_answer(people: People, make: Make) -> None:
    with at(MONDAY):
        incident = make("work_in_progress", severity=4)
        actions.post_message(incident, by=people.ada, body="Hurry.")
        actions.propose_solution(incident, by=people.eva, kind="conclusive_fix", body="Update.")
    sweep(days=3)

    assert reminders() == 1


def test_a_newer_solution_begins_anew(waiting: Incident, people: People) -> None:
    with at(MONDAY + 2 * DAY):
        actions.propose_solution(waiting, by=people.eva, kind="conclusive_fix", body="Update.")
    found = []
    for days in (3, 5, 10, 12, 30):
        sweep(days=days)
        found.append(reminders())

    assert found == [0, 1, 1, 2, 2]
    assert last_event(waiting).data["kind"] == "conclusive_fix"


@pytest.mark.parametrize("verb", ["accept_solution", "reject_solution", "withdraw", "withdraw_solution"])
def test_what_is_answered_or_gone_is_none_to_be_reminded_of(waiting: Incident, people: People, verb: str) -> None:
    by = people.eva if verb == "withdraw_solution" else people.ada
    with at(MONDAY + DAY):
        getattr(actions, verb)(waiting, by=by, **({} if verb == "accept_solution" else {"reason": "Because."}))
    before = everything()
    for days in (3, 10):
        reminding.sweep_unanswered(MONDAY + days * DAY)

    assert everything() == before


def test_nobody_is_written_to_who_cannot_be(waiting: Incident, people: People) -> None:
    people.ada.is_active = False
    people.ada.save()
    sweep(days=3)

    assert (reminders(), Solution.objects.get().remind_at) == (0, None)


def test_the_past_of_another_system_is_left_in_peace(waiting: Incident, people: People) -> None:
    ImportedIncident.objects.create(name="A-1", incident=waiting, digest="x")
    sweep(days=3)

    assert reminders() == 0


def test_the_letter_is_friendly_and_has_no_deadline(waiting: Incident, people: People) -> None:
    sweep(days=3)
    letter = notices.letter(Notification.objects.get(verb="remind_customer"))

    assert letter is not None
    assert letter.subject == f"Still here when you are ready ({waiting.number})"
    assert letter.from_name == "Eva Novak"
    for part in (letter.text, said(letter.html)):
        assert "nothing closes by itself" in part
        assert "Mon 16 Nov" in part
        assert f"/portal/incidents/{waiting.number}/" in letter.text
        assert forbidden_in(part) == set()
        assert not re.search(r"will be closed|deadline|last|must|otherwise|!", part)


@pytest.mark.parametrize(
    ("verb", "who", "words"),
    [
        ("accept_solution", "ada", {}),
        ("reject_solution", "ada", {"reason": "No."}),
        ("keep_open", "ada", {}),
        ("withdraw_solution", "eva", {"reason": "It was wrong."}),
        ("propose_solution", "eva", {"kind": "conclusive_fix", "body": "Update."}),
    ],
)
def test_a_letter_that_waited_is_not_sent_once_there_is_an_answer(
    waiting: Incident, people: People, verb: str, who: str, words: dict[str, str]
) -> None:
    """Mail may stand still for hours; nobody is reminded of what they answered meanwhile."""
    sweep(days=3)
    notification = Notification.objects.get(verb="remind_customer")
    assert notices.letter(notification) is not None
    with at(MONDAY + 3 * DAY):
        getattr(actions, verb)(waiting, by=people.by_name(who), **words)

    assert notices.letter(notification) is None


def test_colleagues_are_not_reminded_of_what_is_not_theirs_to_answer(
    waiting: Incident, people: People, make: Make
) -> None:
    people.max.organization = people.ada.organization
    people.max.save()
    with at(MONDAY):
        actions.add_colleague(waiting, by=people.eva, colleague=people.max)
    sweep(days=3)

    assert letters("remind_customer") == {"ada": "customer"}


def test_the_portal_tells_them_that_we_wrote(waiting: Incident, people: People, client: Client) -> None:
    sweep(days=3)
    client.force_login(people.ada)
    with at(MONDAY + 3 * DAY):
        page = said(client.get(f"/portal/incidents/{waiting.number}/").content.decode())

    assert "We wrote to you that the solution is still here" in page
    assert forbidden_in(page) == set()
    assert "The clock" not in page


def test_the_team_reads_who_was_reminded(waiting: Incident, people: People, client: Client) -> None:
    sweep(days=3)
    client.force_login(people.eva)
    with at(MONDAY + 3 * DAY):
        page = said(client.get(f"/workspace/incidents/{waiting.number}/").content.decode())

    assert "Ada Lindqvist was reminded that a solution is there" in page


def test_one_bad_row_stops_no_other(people: People, make: Make, monkeypatch: Any, caplog: Any) -> None:
    with at(MONDAY):
        bad, good = make("solution_proposed", severity=4), make("solution_proposed", severity=4)
    mark = house.mark

    def stumbling(incident: Incident, *more: Any, **rest: Any) -> None:
        if incident.pk == bad.pk:
            raise ZeroDivisionError
        mark(incident, *more, **rest)

    monkeypatch.setattr(house, "mark", stumbling)
    sweep(days=3)

    assert ("remind_customer" in verbs(bad), "remind_customer" in verbs(good)) == (False, True)
    assert "could not be swept" in caplog.text
    assert bad.solutions.get().remind_at == MONDAY + 3 * DAY


def test_a_sweep_takes_no_more_than_a_batch(people: People, make: Make, monkeypatch: Any) -> None:
    monkeypatch.setattr(reminding, "BATCH", 2)
    with at(MONDAY):
        for _count in range(3):
            make("solution_proposed", severity=4)
    found = []
    for _turn in range(3):
        sweep(days=3)
        found.append(reminders())

    assert found == [2, 3, 3]


def test_finding_them_uses_the_partial_index_and_costs_what_is_due(people: People, make: Make) -> None:
    with at(MONDAY):
        incident = make("solution_proposed", severity=4)
    (row,) = Incident.objects.values()
    copies = Incident.objects.bulk_create(Incident(**{**row, "id": None}) for _copy in range(1500))
    (solution,) = incident.solutions.values()
    many = [Solution(**{**solution, "id": None, "incident_id": copy.pk}) for copy in copies]
    for place, one in enumerate(many):
        one.remind_at = MONDAY + 3 * DAY + place * SECOND
    Solution.objects.bulk_create(many)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE incidents_solution")

    plan = Solution.objects.unanswered(MONDAY + DAY).values_list("pk", flat=True).explain()
    assert "solution_remind" in plan
    assert "SCAN incidents_solution" not in plan
    assert "Seq Scan" not in plan
    with CaptureQueriesContext(connection) as queries:
        assert reminding.sweep_unanswered(MONDAY + DAY) == 0
    assert len(queries) == 2
