"""The incident's page: what is happening, who has it, what comes next; and what each person can do from it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from incidents import actions
from incidents.models import Incident
from notifications import outbox
from notifications.models import Notification
from tests.conftest import Make
from tests.people import People

Later = Callable[..., Any]


def path(incident: Incident, rest: str = "") -> str:
    return f"/workspace/incidents/{incident.number}/{rest}"


@pytest.mark.parametrize(
    ("state", "name", "words"),
    [
        ("untriaged", "eli", "Take it and answer"),
        ("new", "eva", "Take it and answer"),
        ("work_in_progress", "eva", "State the problem"),
        ("work_in_progress", "eli", "Write a team note"),
        ("solution_proposed", "eva", "Add to the conversation"),
        ("solution_proposed", "mia", "Write a team note"),
        ("closed", "eva", None),
    ],
)
def test_each_state_offers_each_person_one_thing_to_do(
    client: Client, people: People, make: Make, state: str, name: str, words: str | None
) -> None:
    client.force_login(people.by_name(name))
    primary = client.get(path(make(state))).context["primary"]
    assert (primary.label if primary else None) == words


def test_once_the_problem_is_stated_the_solution_comes_next(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eva)
    actions.state_problem(working, by=people.eva, body="Your job writes nothing.")
    assert client.get(path(working)).context["primary"].verb == "propose_solution"
    actions.correct_problem(working, by=people.ada, body="It reads nothing either.")
    assert client.get(path(working)).context["primary"].verb == "state_problem"


LENT = ["name_deputy", "delegate_task"]


@pytest.mark.parametrize(
    ("state", "name", "verbs"),
    [
        ("new", "eva", ["assign", "discard", *LENT]),
        ("new", "mia", ["assign", "discard", "transfer_ownership", "name_deputy"]),
        ("work_in_progress", "eva", ["assign", "propose_solution", "set_substate", *LENT]),
        ("work_in_progress", "eli", ["assign"]),
        (
            "solution_proposed",
            "eva",
            ["assign", "state_problem", "propose_solution", "withdraw_solution", "set_substate", *LENT],
        ),
        ("closed", "eva", []),
        ("closed", "mia", ["reopen"]),
    ],
)
def test_the_menu_offers_what_this_person_can_do_now(
    client: Client, people: People, make: Make, state: str, name: str, verbs: list[str]
) -> None:
    client.force_login(people.by_name(name))
    incident = make(state)
    page = client.get(path(incident))
    assert [step.verb for step in page.context["more"]] == verbs
    for step in page.context["more"]:
        assert client.get(step.href).status_code == 200


def test_the_composer_names_who_reads_what(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eva)
    page = client.get(path(working)).content.decode()
    assert "Send to Ada Lindqvist" in page
    assert "<b>Ada Lindqvist</b> will get this by email and in the portal." in page
    assert "<b>Team only.</b> Ada Lindqvist never sees this." in page
    assert f'action="{path(working, "send-update/")}"' in page
    assert f'action="{path(working, "add-note/")}"' in page


def test_a_new_incident_asks_for_the_first_answer(client: Client, people: People, make: Make) -> None:
    client.force_login(people.eva)
    untriaged, triaged = make("untriaged"), make("new")
    assert client.get(path(untriaged)).context["to_customer"].verb == "take_and_respond"
    assert client.get(path(triaged)).context["to_customer"].verb == "respond"
    page = client.get(path(triaged)).content.decode()
    assert "Send and take it on" in page
    assert "Under 60 characters" in page
    client.force_login(people.eli)
    assert "Eva Novak owns this; sending makes you the owner." in client.get(path(triaged)).content.decode()


def test_a_closed_incident_can_only_be_read(client: Client, people: People, closed: Incident) -> None:
    client.force_login(people.eva)
    page = client.get(path(closed))
    assert page.context["to_customer"] is None
    assert b"<textarea" not in page.content
    assert all(flag.form is None for flag in page.context["flags"])


def test_the_state_bar_stands_where_the_incident_does(client: Client, people: People, make: Make) -> None:
    client.force_login(people.eva)
    for state, marks in {
        "new": ["new", "work_in_progress", "solution_proposed", "new"],
        "solution_proposed": ["closed", "closed", "solution_proposed", "new"],
        "closed": ["closed", "closed", "closed", "closed"],
    }.items():
        assert [one["mark"] for one in client.get(path(make(state))).context["states"]] == marks


def test_the_report_and_the_solution_are_read_in_the_history(client: Client, people: People, make: Make) -> None:
    client.force_login(people.eli)
    incident = make("solution_proposed", description="It reads **but** writes nothing. <script>alert(1)</script>")
    page = client.get(path(incident)).content.decode()
    assert "It reads <strong>but</strong> writes nothing." in page
    assert "<script>alert" not in page
    assert "Scale to 12 units." in page


def test_the_tabs_sort_the_history(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eva)
    actions.add_note(working, by=people.eva, body="A note of ours.")
    actions.raise_flag(working, by=people.eva, flag="assistance_required", reason="Watermarks, by noon.")
    actions.post_message(working, by=people.ada, body="Any news?")
    page = client.get(path(working))
    assert [(tab.label, tab.count) for tab in page.context["history"].tabs] == [
        ("Everything", 6), ("With the customer", 3), ("Team notes", 2), ("Product group", 0), ("Changes", 3),
    ]  # fmt: skip
    shown = {
        "everything": ["open_incident", "assign", "respond", "add_note", "raise_flag", "post_message"],
        "customer": ["open_incident", "respond", "post_message"],
        "notes": ["add_note", "raise_flag"],
        "changes": ["open_incident", "assign", "raise_flag"],
        "nonsense": ["open_incident", "assign", "respond", "add_note", "raise_flag", "post_message"],
    }
    for tab, verbs in shown.items():
        entries = client.get(path(working, f"?show={tab}")).context["history"].entries
        assert [entry.event.verb for entry in entries] == verbs, tab


def test_a_long_history_folds_its_middle(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eva)
    for number in range(27):
        actions.add_note(working, by=people.eva, body=f"Note {number}.")
    found = client.get(path(working)).context["history"]
    assert len(found.entries) == 16
    assert (found.entries[0].event.verb, found.entries[1].folded) == ("open_incident", 14)
    assert "14 earlier" in client.get(path(working)).content.decode()
    everything = client.get(found.unfolded).context["history"].entries
    assert [entry.event.seq for entry in everything] == list(range(1, 31))


def test_beside_an_event_stands_how_its_letters_fare(client: Client, people: People, working: Incident) -> None:
    client.force_login(people.eva)
    actions.send_update(working, by=people.eli, body="Eva is at lunch.")
    told = Notification.objects.filter(verb="send_update")
    told.filter(audience="staff").update(state="sent")
    assert "Mail to Ada Lindqvist: waiting · Mail to Eva Novak: sent" in client.get(path(working)).content.decode()
    told.filter(audience="customer").update(state="dead")
    assert "Mail to Ada Lindqvist: not delivered" in client.get(path(working)).content.decode()
    told.filter(audience="customer").update(ambiguous=True)
    assert "Mail to Ada Lindqvist: may have been delivered" in client.get(path(working)).content.decode()


def test_of_letters_of_the_past_that_nobody_meant_to_send_nothing_is_said(
    client: Client, people: People, working: Incident
) -> None:
    Notification.objects.all().delete()
    with transaction.atomic(), outbox.silenced():
        actions.send_update(working, by=people.eli, body="Eva is at lunch.")
    client.force_login(people.eva)
    assert Notification.objects.count() == 2
    assert "Mail to" not in client.get(path(working)).content.decode()


def test_the_flags_say_who_sees_them_and_who_may_move_them(client: Client, people: People, working: Incident) -> None:
    actions.raise_flag(working, by=people.eva, flag="assistance_required", reason="Watermarks, by noon.")
    client.force_login(people.eva)
    flags = {flag.name: flag for flag in client.get(path(working)).context["flags"]}
    assert [flag.verb for flag in flags.values()] == ["raise_flag", "raise_flag", "lower_flag"]
    assert flags["assistance_required"].reason == "Watermarks, by noon."
    assert "Ada Lindqvist reads the question" in flags["customer_action_needed"].seen_by
    client.force_login(people.eli)
    flags = {flag.name: flag for flag in client.get(path(working)).context["flags"]}
    assert [flag.form is None for flag in flags.values()] == [False, True, True]
    assert flags["assistance_required"].why_not == "Only Eva Novak, who owns this, or a manager can do that."
    client.force_login(people.mia)
    flags = {flag.name: flag for flag in client.get(path(working)).context["flags"]}
    assert flags["assistance_required"].form is not None


def test_without_an_owner_the_flags_say_so(client: Client, people: People, make: Make) -> None:
    client.force_login(people.eva)
    page = client.get(path(make("untriaged"))).content.decode()
    assert "Nobody owns this yet, and only its owner can do that." in page


def test_the_customers_other_open_incidents_are_at_hand(client: Client, people: People, make: Make) -> None:
    client.force_login(people.eva)
    others = [make("new", title=f"number {number}", customer=people.bob) for number in range(6)]
    make("closed", title="over")
    make("new", title="of another house", customer=people.max)
    incident = make("new", title="this")
    shown = [other.title for other in client.get(path(incident)).context["others"]]
    assert shown == [other.title for other in reversed(others[1:])]


def test_the_clocks_say_what_is_promised(later: Later, client: Client, people: People, make: Make) -> None:
    client.force_login(people.eva)
    incident = make("work_in_progress", severity=1)
    with later(hours=3, minutes=30):
        page = client.get(path(incident)).content.decode()
    assert "30 min left" in page
    assert "Met in under 1 min" in page
    assert "Explain this number" in page


def test_a_long_history_costs_as_many_queries_as_a_short_one(
    client: Client, people: People, make: Make, django_assert_max_num_queries: Any
) -> None:
    client.force_login(people.eva)
    incident = make("work_in_progress")
    with django_assert_max_num_queries(33) as short:
        client.get(path(incident))
    for number in range(30):
        actions.send_update(incident, by=[people.eva, people.eli, people.sam][number % 3], body=f"Update {number}.")
        if number % 6 == 0:
            make("new", customer=people.bob)
    with django_assert_max_num_queries(33) as long:
        client.get(path(incident, "?all=1"))
    assert len(long) == len(short)
