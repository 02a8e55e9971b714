"""What a log says becomes what would have happened here, with the same verbs, flags, owners and clocks."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import User
from incidents import actions
from incidents.models import Clock, Event, Incident, Solution
from notifications.models import Notification
from notifications.moment import at
from tests.aftermath import verbs
from tests.conftest import MONDAY
from tests.incidents.imports.sample import brought, hours, in_turn, said, written
from tests.people import People

TIMELINES = {
    "smooth": "open_incident import_line assign respond raise_flag import_line lower_flag propose_solution "
    "accept_solution",
    "leap": "open_incident breach respond propose_solution transfer_ownership lower_flag accept_solution",
    "rejected": "open_incident assign respond propose_solution raise_flag reject_solution lower_flag propose_solution "
    "accept_solution",
    "undone": "open_incident assign respond propose_solution accept_solution reopen lower_flag propose_solution "
    "accept_solution reopen transfer_ownership propose_solution accept_solution",
    "early": "open_incident assign respond propose_solution accept_solution",
    "passed": "open_incident assign assign assign respond import_line transfer_ownership assign breach lower_flag "
    "raise_flag transfer_ownership propose_solution lower_flag accept_solution",
    "dropped": "open_incident import_line assign withdraw",
    "disordered": "open_incident import_line assign respond import_line propose_solution accept_solution",
}


@pytest.mark.parametrize("story", TIMELINES)
def test_a_story_becomes_these_verbs(db: None, tmp_path: Path, story: str) -> None:
    priorities = {"leap": "1 - Critical"}
    lines = [line | {"priority": priorities.get(story, line["priority"])} for line in in_turn([story])]
    call_command("import_incidents", written(tmp_path, lines))
    assert verbs(Incident.objects.get()) == TIMELINES[story].split()


def inserted(incident: Incident) -> list[str]:
    return [event.verb for event in incident.events.all() if event.data.get("inserted")]


def test_a_step_that_the_log_leaves_out_is_inserted_and_marked(db: None, tmp_path: Path) -> None:
    assert inserted(brought(tmp_path, "leap")) == ["respond", "lower_flag"]
    assert inserted(brought(tmp_path, "smooth")) == []
    assert inserted(brought(tmp_path, "undone")) == ["lower_flag", "reopen"]


def test_every_event_says_that_it_was_imported_and_by_nobody(db: None, tmp_path: Path) -> None:
    brought(tmp_path)
    events = Event.objects.all()
    assert {(event.way, event.by, event.public) for event in events} == {("import", None, False)}
    assert all("imported" in event.data for event in events if event.verb != "breach")


def test_an_event_before_the_one_before_it_counts_from_there_and_says_so(db: None, tmp_path: Path) -> None:
    clamped = [event for event in brought(tmp_path, "disordered").events.all() if event.clamped]
    assert [(event.verb, event.at) for event in clamped] == [("import_line", hours(3))]
    assert clamped[0].data["imported"]["lines"][0]["t"] == hours(2).isoformat()


def test_an_incident_is_opened_by_its_first_event_where_that_is_earlier(db: None, tmp_path: Path) -> None:
    incident = brought(tmp_path, "early")
    assert incident.opened_at == hours(-2)
    assert incident.events.filter(clamped=True).count() == 0


def test_the_flags_and_what_it_waits_for_are_those_of_the_last_line(db: None, tmp_path: Path) -> None:
    incident = brought(tmp_path, "unfinished")
    assert (incident.action_needed, incident.customer_action_needed, incident.assistance_required) == (
        True,
        False,
        False,
    )
    assert (incident.substate, incident.severity, incident.severity_asked) == ("", 2, 3)
    assert incident.state == "work_in_progress", "what has begun is not new again"


def test_what_the_work_waits_for_is_kept_while_it_lasts(db: None, tmp_path: Path) -> None:
    incident = brought(tmp_path, "passed")
    told = [event.data["substate"] for event in incident.events.all() if "substate" in event.data]
    assert told == ["pending_problem", ""]
    assert incident.substate == ""


def test_an_owner_who_is_named_no_more_stays(db: None, tmp_path: Path) -> None:
    incident = brought(tmp_path, "passed")
    named = [event.data["owner"]["name"] for event in incident.events.all() if "owner" in event.data]
    assert named == ["Ann Doe", "Ben Poe", "Cas Roe", "Ann Doe", "Ben Poe"]
    assert incident.owner is not None
    assert incident.owner.name == "Ben Poe"


def test_what_is_said_after_the_closing_stands_with_the_closing(db: None, tmp_path: Path) -> None:
    incident = brought(tmp_path, "rejected")
    last = incident.events.latest("seq")
    assert (last.verb, [line["src"] for line in last.data["imported"]["lines"]]) == (
        "accept_solution",
        ["Closed", "Tidied"],
    )
    assert incident.closed_at == hours(7)


def test_a_closing_after_a_solution_is_accepted_and_one_without_is_withdrawn(db: None, tmp_path: Path) -> None:
    assert brought(tmp_path, "smooth").closed_as == "accepted"
    assert brought(tmp_path, "dropped").closed_as == "withdrawn"


def test_solutions_are_workarounds_so_that_no_resolution_is_claimed(db: None, tmp_path: Path) -> None:
    incident = brought(tmp_path, "rejected")
    assert list(Solution.objects.values_list("kind", "outcome")) == [
        ("workaround", "rejected"),
        ("workaround", "accepted"),
    ]
    assert (incident.responded_at, incident.relieved_at, incident.resolved_at) == (hours(1), hours(6), None)


def test_what_nobody_owned_somebody_unnamed_proposed(db: None, tmp_path: Path) -> None:
    brought(tmp_path, "leap")
    assert Solution.objects.get().proposed_by.name == "Nobody named"


def test_a_promise_missed_in_the_past_is_missed_when_it_was_due(db: None, tmp_path: Path) -> None:
    incident = brought(tmp_path, "passed")
    relief = incident.clocks.get(kind="relief")
    assert relief.breached_at == hours(5), "severity 1 promises four hours, and five had passed"
    assert incident.clocks.get(kind="response").breached_at is None


def test_a_clock_counts_plain_time_and_stands_still_with_a_solution(db: None, tmp_path: Path) -> None:
    relief = brought(tmp_path, "rejected").clocks.get(kind="relief")
    assert (relief.state, relief.elapsed) == ("stopped", hours(3) - hours(0))


def test_what_is_still_open_is_settled_quietly(people: People, tmp_path: Path) -> None:
    """A manager is there to be told of a breach; of one years ago nobody is told, now or by the next sweep."""
    with at(MONDAY):
        incident = brought(tmp_path, "untouched")
        assert {clock.breached_at for clock in incident.clocks.all()} == {hours(24), hours(120)}
        assert actions.sweep_clocks() == 0
    assert not Notification.objects.exists()
    assert not Clock.objects.exclude(warned_at=None).exists()


def test_the_people_of_the_past_cannot_sign_in_and_cannot_be_mailed(db: None, tmp_path: Path) -> None:
    brought(tmp_path)
    there = User.objects.all()
    assert {person.name for person in there} == {"Ann Doe", "Ben Poe", "Cas Roe", "Nobody named", "Imported customer"}
    assert not [person for person in there if person.is_active or person.has_usable_password()]
    assert {person.email.partition("@")[2] for person in there} == {"imported.invalid"}


def test_names_that_read_alike_are_different_people(db: None, tmp_path: Path) -> None:
    lines = [
        said("one", 1, "new", owner="Ann Doe"),
        said("one", 2, "new", owner="ANN-DOE"),
        said("one", 3, "new", owner="李"),
    ]
    call_command("import_incidents", written(tmp_path, lines))
    assert {"Ann Doe", "ANN-DOE", "李"} <= set(User.objects.values_list("name", flat=True))


def test_closed_stays_closed(people: People, tmp_path: Path) -> None:
    incident = brought(tmp_path, "smooth")
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(title="Another")
    assert incident.verbs_for(people.eva) == []


def test_what_goes_on_goes_on_by_our_rules(people: People, tmp_path: Path) -> None:
    incident = brought(tmp_path, "unfinished")
    assert not Incident.objects.get(pk=incident.pk).is_history
    incident = actions.transfer_ownership(incident, by=people.mia, owner=people.eva, reason="Ann is not here.")
    incident = actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale to 12 units.")
    assert incident.state == "solution_proposed"


def test_every_timeline_tells_what_is_stored(db: None, tmp_path: Path) -> None:
    brought(tmp_path)
    call_command("replay_timeline")
