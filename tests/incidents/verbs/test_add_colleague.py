"""add_colleague: the customer shares it with somebody of their own organisation, who decides nothing (R17)."""

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.acting import NotAllowed, NotPossible, NotValid
from accounts.models import Organization, User
from incidents import actions
from incidents.actions import sharing
from incidents.models import Colleague, Incident
from incidents.replaying import replay_timeline
from tests.aftermath import everything, last_event, letters, refused, verbs
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People

DECIDING = ("confirm_problem", "correct_problem", "accept_solution", "reject_solution", "keep_open", "withdraw")


@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "solution_proposed"])
@pytest.mark.parametrize("who", ["ada", "lead"])
def test_the_customer_shares_it(monday: datetime, make: Make, people: People, state: str, who: str) -> None:
    before = make(state)
    flags = before.action_needed
    incident = actions.add_colleague(before, by=people.by_name(who), colleague=people.bob)

    row = incident.colleagues.get()
    assert (row.user, row.added_by, row.added_at) == (people.bob, people.by_name(who), monday)
    assert (incident.state, incident.action_needed) == (before.state, flags)
    assert replay_timeline(Incident.objects.all()).differences == []


def test_the_owner_shares_it_too(working: Incident, people: People) -> None:
    incident = actions.add_colleague(working, by=people.eva, colleague=people.bob)

    assert incident.followers == [people.bob]


def test_the_timeline_tells_both_sides(working: Incident, people: People) -> None:
    event = last_event(actions.add_colleague(working, by=people.ada, colleague=people.bob))

    assert (event.public, event.data) == (True, {"colleague": {"id": people.bob.pk, "name": "Bob Ekman"}})


def test_who_is_added_is_told_and_nobody_else(working: Incident, people: People) -> None:
    actions.add_colleague(working, by=people.ada, colleague=people.bob)

    assert letters("add_colleague") == {"bob": "customer"}


def test_a_lead_who_follows_by_themself_is_told_nothing(working: Incident, people: People) -> None:
    incident = actions.add_colleague(working, by=people.lead, colleague=people.lead)

    assert (incident.followers, letters("add_colleague")) == ([people.lead], {})


def test_who_is_there_already_is_not_added_again(working: Incident, people: People) -> None:
    incident = actions.add_colleague(working, by=people.ada, colleague=people.bob)
    before = everything()
    incident = actions.add_colleague(incident, by=people.lead, colleague=people.bob)

    assert everything() == before
    assert verbs(incident).count("add_colleague") == 1


def test_only_who_decides_or_owns_it(working: Incident, people: People) -> None:
    only_for(
        people, *("ada", "lead", "eva"), act=lambda by: actions.add_colleague(working, by=by, colleague=people.bob)
    )


def test_a_colleague_brings_nobody_else(working: Incident, people: People) -> None:
    incident = actions.add_colleague(working, by=people.ada, colleague=people.bob)
    with refused(NotAllowed):
        actions.add_colleague(incident, by=people.bob, colleague=people.lead)


@pytest.mark.parametrize("name", ["max", "eva", "root", "gone"])
def test_nobody_of_another_house_is_added(working: Incident, people: People, name: str) -> None:
    with refused(NotValid, "colleague") as caught:
        actions.add_colleague(working, by=people.ada, colleague=people.by_name(name))
    assert caught.value.errors == {"colleague": [str(sharing.NOBODY)]}


def test_who_was_deactivated_is_not_added(working: Incident, people: People) -> None:
    User.objects.filter(pk=people.bob.pk).update(is_active=False)
    with refused(NotValid, "colleague"):
        actions.add_colleague(working, by=people.ada, colleague=User.objects.get(pk=people.bob.pk))


def test_the_reporter_needs_no_adding(working: Incident, people: People) -> None:
    with refused(NotValid, "colleague"):
        actions.add_colleague(working, by=people.lead, colleague=people.ada)


def test_there_is_an_end_to_sharing(working: Incident, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST", 1)
    incident = actions.add_colleague(working, by=people.ada, colleague=people.bob)
    with refused(NotValid, "colleague"):
        actions.add_colleague(incident, by=people.ada, colleague=people.lead)


def test_not_once_it_is_closed(closed: Incident, people: People) -> None:
    with refused(NotPossible):
        actions.add_colleague(closed, by=people.ada, colleague=people.bob)


def test_the_database_lets_none_into_a_closed_incident_nor_out_of_it(proposed: Incident, people: People) -> None:
    incident = actions.add_colleague(proposed, by=people.ada, colleague=people.bob)
    row = incident.colleagues.get()
    incident = actions.accept_solution(incident, by=people.ada)
    another = Colleague(incident=incident, user=people.lead, added_by=people.ada, added_at=row.added_at)
    before = everything()
    for write in (row.save, row.delete, another.save):
        with pytest.raises(DatabaseError, match="closed is read-only"), transaction.atomic():
            write()

    assert everything() == before


# --- What a colleague may --------------------------------------------------------------------------------------------


def test_a_colleague_reads_and_writes(working: Incident, people: People) -> None:
    incident = actions.add_colleague(working, by=people.ada, colleague=people.bob)
    assert set(incident.verbs_for(people.bob)) == {"post_message", "remove_colleague"}
    incident = actions.post_message(incident, by=people.bob, body="It happens with us too.")

    assert incident.action_needed
    assert letters("post_message") == {"ada": "customer", "eva": "staff"}


@pytest.mark.parametrize("verb", [*DECIDING, "report_applied"])
def test_a_colleague_decides_nothing(proposed: Incident, people: People, verb: str) -> None:
    incident = actions.state_problem(proposed, by=people.eva, body="Nothing is written.")
    incident = actions.add_colleague(incident, by=people.ada, colleague=people.bob)
    words: dict[str, dict[str, Any]] = {
        "correct_problem": {"body": "No."},
        "reject_solution": {"reason": "No."},
        "withdraw": {"reason": "No."},
        "report_applied": {"applied_on": incident.opened_at.date()},
    }
    with refused(NotAllowed) as caught:
        getattr(actions, verb)(incident, by=people.bob, **words.get(verb, {}))
    assert "Ada Lindqvist" in caught.value.reason


def test_who_moved_to_another_organisation_is_a_colleague_no_more(working: Incident, people: People) -> None:
    incident = actions.add_colleague(working, by=people.ada, colleague=people.bob)
    fabrikam = Organization.objects.get(name="Fabrikam")
    User.objects.filter(pk=people.bob.pk).update(organization=fabrikam)
    bob = User.objects.get(pk=people.bob.pk)

    assert not Incident.objects.visible_to(bob).exists()
    assert Incident.objects.get(pk=incident.pk).verbs_for(bob) == []
    actions.send_update(incident, by=people.eva, body="News.")
    assert letters("send_update") == {"ada": "customer"}
    with refused(NotAllowed):
        actions.post_message(incident, by=bob, body="Still here.")


def test_who_was_deactivated_is_a_colleague_no_more(working: Incident, people: People) -> None:
    incident = actions.add_colleague(working, by=people.ada, colleague=people.bob)
    User.objects.filter(pk=people.bob.pk).update(is_active=False)
    bob = User.objects.get(pk=people.bob.pk)

    assert not Incident.objects.visible_to(bob).exists()
    assert incident.verbs_for(bob) == []


def test_what_the_customer_is_told_colleagues_are_told(working: Incident, people: People) -> None:
    incident = actions.add_colleague(working, by=people.ada, colleague=people.bob)
    actions.send_update(incident, by=people.eva, body="News.")
    actions.add_note(incident, by=people.sam, body="Between us.")

    assert letters("send_update") == {"ada": "customer", "bob": "customer"}
    assert letters("add_note") == {"eva": "staff"}
