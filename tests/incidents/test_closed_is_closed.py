"""Closed is read-only for everybody: every verb, at every address that writes, and in the database's eyes (R13).

Nothing here is listed once and forgotten: the verbs come from the policy, the addresses from the URLs, the tables from
the models; what is new and not spoken of below fails with a sentence that says where it belongs.
"""

from typing import Any

import pytest
from django.contrib import admin

from accounts.acting import NotPossible
from accounts.models import User
from incidents import actions
from incidents.models import Incident
from incidents.policy import RULES
from tests.aftermath import everything, refused
from tests.conftest import bring_to
from tests.incidents.api.conftest import Tool
from tests.incidents.closed import (
    BESIDE,
    FORM,
    OF_ONE,
    READS,
    SENT,
    UNDOES,
    WRITE_TO_NONE,
    WRITE_TO_SOME,
    World,
    best_entitled,
    routes,
    rows_of,
    signed_in,
    verbs_of,
)
from tests.incidents.test_change_calendar import LONG, SHORT, version
from tests.people import People


@pytest.fixture
def world(people: People) -> World:
    return World(people)


# --- Nothing is left out ----------------------------------------------------------------------------------------------


def test_every_verb_is_spoken_of() -> None:
    missing = set(RULES) - set(SENT) - {UNDOES}

    assert not missing, f"new verbs {missing}: say in SENT who is best entitled and what an open incident would take"
    assert set(SENT) <= set(RULES)


def test_every_address_of_an_incident_is_spoken_of() -> None:
    unknown = [
        name for name, _route in OF_ONE if name not in READS | BESIDE and not verbs_of(name) and UNDOES not in name
    ]

    assert not unknown, (
        f"new addresses {unknown}: into READS where they only read, else into WRITES_TOO with their verbs"
    )


def test_every_other_address_is_spoken_of() -> None:
    others = {name for name, _route in routes()} - {name for name, _route in OF_ONE}
    unknown = others - WRITE_TO_SOME - WRITE_TO_NONE

    assert not unknown, f"new addresses {unknown}: into WRITE_TO_SOME, with a test, or else into WRITE_TO_NONE"


def test_the_admin_site_knows_no_incident() -> None:
    known_there = {model._meta.label for model in admin.site._registry if model._meta.app_label == "incidents"}

    assert known_there == {"incidents.MessageTemplate"}, (
        f"{known_there}: a form of the admin site goes round the policy, the state and the timeline"
    )


METHODS = {"api:incident": "PATCH", "api:record_check": "PUT"}

# --- Verbs and addresses ----------------------------------------------------------------------------------------------


def test_its_verbs_are_one(world: World) -> None:
    """What the transitions say, for whoever might: nothing but a manager's reopening is offered."""
    offered = {verb for user in User.objects.all() for verb in world.incident.verbs_for(user)}

    assert offered == {UNDOES}


@pytest.mark.parametrize("given", ["nothing at all", "the version seen"])
def test_every_action_refuses(world: World, given: str) -> None:
    for verb in sorted(set(RULES) - {UNDOES}):
        incident = Incident.objects.get(pk=world.incident.pk)
        incident.seen = incident.version if given == "the version seen" else None
        with refused(NotPossible):
            getattr(actions, verb)(incident, by=world.people.by_name(SENT[verb][0]), **arguments(verb, world))


def arguments(verb: str, world: World) -> dict[str, Any]:
    """Whatever an action asks for; it is refused before it looks at any of that."""
    names = set(SENT[verb][1]) - {"visibility", "statement", "solution"}
    task = {"task": int(world.names["task"])} if verb in {"finish_task", "decline_task", "recall_task"} else {}
    colleague = {"colleague": world.people.bob} if "colleague" in names else {}
    return {**dict.fromkeys(names), **task, **colleague}


def test_every_address_refuses_who_is_best_entitled(world: World) -> None:
    before, wrong = everything(), []
    for name, route in OF_ONE:
        for verb in verbs_of(name):
            status = world.send(name, route, verb, best_entitled(name, verb), METHODS.get(name, "POST"))
            if status != 409 or everything() != before:
                wrong.append(f"{name} ({verb} by {best_entitled(name, verb)}): {status}")

    assert wrong == []


def test_every_address_refuses_everybody_else(world: World) -> None:
    before, wrong = everything(), []
    for name, route in OF_ONE:
        for verb in verbs_of(name)[:1]:
            for who in {"ada", "max", "eli", "root"} - {SENT[verb][0]}:
                status = world.send(name, route, verb, who, METHODS.get(name, "POST"))
                if status not in {403, 404, 409}:
                    wrong.append(f"{name} by {who}: {status}")

    assert wrong == []
    assert everything() == before


def test_what_only_reads_takes_nothing(world: World) -> None:
    before, wrong = everything(), []
    for name, route in OF_ONE:
        person = world.people.ada if name.startswith("portal:") else world.people.eva
        for method in ("POST", "PUT", "PATCH", "DELETE") if name in READS else ():
            client = signed_in(person)
            status = client.generic(method, world.address(route), b"body=More", FORM).status_code
            if status != 405:
                wrong.append(f"{method} {name}: {status}")

    assert wrong == []
    assert everything() == before


# --- What names incidents in its body ---------------------------------------------------------------------------------


def test_assigning_several_names_it_as_closed(world: World) -> None:
    other = bring_to("untriaged", world.people)
    before = rows_of(world.incident)
    sent = {"number": [world.incident.number, other.number], "area": "inputs", "owner": world.people.sen.email}
    response: Any = signed_in(world.people.mia).post("/workspace/bulk/assign/", sent)

    assert [row.number for row in response.context["refused"]] == [world.incident.number]
    assert [row.number for row in response.context["done"]] == [other.number]
    assert rows_of(world.incident) == before


def test_linking_several_with_an_outage_leaves_it_out(world: World) -> None:
    before = everything()
    address = f"/workspace/outages/{world.names['another_outage']}/link/"
    response = signed_in(world.people.eva).post(address, {"incidents": [world.incident.pk]})

    assert response.status_code == 302
    assert everything() == before


@pytest.mark.parametrize("door", ["page", "api"])
def test_telling_all_customers_of_an_outage_leaves_it_out(world: World, door: str) -> None:
    open_one = bring_to("work_in_progress", world.people)
    before = rows_of(world.incident)
    number, tool = world.names["outage"], Tool(world.people.eva)
    assert tool.act(open_one, "link-outage", {"outage": number}).status_code == 200
    if door == "page":
        signed_in(world.people.eva).post(f"/workspace/outages/{number}/tell-outage/", {"body": "It is over."})
    else:
        tool.post(f"outages/{number}/actions/tell/", {"body": "It is over."})

    assert open_one.events.filter(verb="send_update").exists()
    assert rows_of(world.incident) == before


def test_changed_hours_do_not_reach_it(world: World) -> None:
    version(LONG)
    before = rows_of(world.incident)
    calendar = world.incident.calendar_version.calendar
    address = f"/workspace/calendars/{calendar.pk}/change-calendar/"
    open_one = bring_to("work_in_progress", world.people)
    version(SHORT)
    signed_in(world.people.mia).post(address, {"version": calendar.current.number})

    assert open_one.events.filter(verb="change_calendar").exists()
    assert rows_of(world.incident) == before


@pytest.mark.parametrize("path", ["incidents/incident/", "incidents/incident/{pk}/change/", "incidents/message/add/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_administrators_site_has_no_way_to_it(world: World, path: str, method: str) -> None:
    before = everything()
    for who in ("root", "mia"):
        client = signed_in(world.people.by_name(who))
        sent = {"title": "x", "action": "delete_selected", "_selected_action": str(world.incident.pk)}
        assert getattr(client, method)(f"/admin/{path.format(pk=world.incident.pk)}", sent).status_code in {302, 404}

    assert everything() == before


# --- Those checks can fail --------------------------------------------------------------------------------------------


def test_what_is_sent_would_be_taken_by_an_open_one(people: People) -> None:
    """Else the refusals above would prove nothing: the same bodies, on incidents that are open."""
    world = World(people)
    taken = set()
    for verb, state in OPEN.items():
        world.incident = bring_to(state, people)
        world.names["number"] = world.incident.number
        world.names["solution"] = str(getattr(world.incident.solutions.first(), "pk", 0))
        name, route = next((name, route) for name, route in OF_ONE if verbs_of(name) == [verb])
        if world.send(name, route, verb, SENT[verb][0]) == 302:
            taken.add(verb)

    assert taken == set(OPEN)


OPEN = {
    "assign": "untriaged",
    "discard": "new",
    "respond": "new",
    "send_update": "work_in_progress",
    "add_note": "new",
    "state_problem": "work_in_progress",
    "propose_solution": "work_in_progress",
    "withdraw_solution": "solution_proposed",
    "raise_flag": "work_in_progress",
    "set_substate": "work_in_progress",
    "match_problem": "work_in_progress",
    "link_outage": "work_in_progress",
    "transfer_ownership": "work_in_progress",
    "post_message": "new",
    "accept_solution": "solution_proposed",
    "reject_solution": "solution_proposed",
    "keep_open": "solution_proposed",
    "report_applied": "work_in_progress",
    "withdraw": "new",
    "name_deputy": "new",
    "delegate_task": "new",
    "record_check": "new",
    "add_colleague": "new",
}
