"""What is offered succeeds or fails on its body alone, and what is not is refused: of every record, for everybody."""

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from escalations import actions
from escalations.api.csat_reading import ACTIONS
from escalations.models import Consultation, CsatRequest, Icm, PgMember
from incidents.actions import withdraw
from incidents.models import Incident
from tests.aftermath import everything
from tests.conftest import Make
from tests.escalations.asking import WORDS, ask
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.doing import STATES, page
from tests.escalations.ladder import answered
from tests.escalations.ladder import ask as ask_colleagues
from tests.escalations.thread import EXHAUSTED, asked, joined
from tests.incidents.api.conftest import Tool
from tests.people import People

STAFF = ("eva", "eli", "sam", "mia")
Body = dict[str, Any]
Arrange = Callable[[Icm, People, ProductGroup], object]


class TakenBack(Exception):
    """So that each try stands before the same world."""


def tried(post: Callable[[], Any]) -> int:
    """Its status; what it did is undone, what a refusal left behind would stay."""
    status = 0
    try:
        with transaction.atomic():
            status = post().status_code
            if status == 200:
                raise TakenBack
    except TakenBack:
        pass
    return status


def holds(reader: Tool, address: str, bodies: dict[str, Body]) -> set[str]:
    """Every action of a record is tried: those that are offered succeed, the others leave everything as it was."""
    offered = set(reader.get(address).json()["available_actions"])
    assert offered <= set(bodies)
    before = everything()
    for name, body in bodies.items():
        status = tried(partial(reader.post, f"{address}actions/{name}/", body))
        assert (status == 200) == (name in offered), (address, name, status, offered)
        assert status in {200, 403, 409}, (address, name, status)
    assert everything() == before
    return offered


# --- ICMs: every state, and every way in which the product group stands to the customer's conversation ---------------


def nobody(icm: Icm, people: People, pg: ProductGroup) -> None:
    """As it was opened."""


def granted(icm: Icm, people: People, pg: ProductGroup) -> None:
    for member in [icm.owner] if icm.owner else [pg.pia, pg.pete]:
        joined(icm, people, member)


def declined(icm: Icm, people: People, pg: ProductGroup) -> None:
    actions.decline_consent(asked(icm, people), by=icm.owner or pg.pia, reason="Not now.")


def gone(icm: Icm, people: People, pg: ProductGroup) -> None:
    """Nobody of those who could have it is there."""
    for member in PgMember.objects.filter(role="engineer"):
        member.is_active = False
        member.save()


def incident_over(icm: Icm, people: People, pg: ProductGroup) -> None:
    withdraw(icm.incidents[0], by=people.ada, reason="It runs again.")


def severity_one(icm: Icm, people: People, pg: ProductGroup) -> None:
    Incident.objects.filter(pk=icm.incidents[0].pk).update(severity=1)


def everybody_added(icm: Icm, people: People, pg: ProductGroup) -> None:
    severity_one(icm, people, pg)
    for member in (pg.pia, pg.pete, pg.leo, pg.ema, pg.pam):
        actions.add_to_thread(icm, by=people.eva, member=member)


def leadership(icm: Icm, people: People, pg: ProductGroup) -> None:
    request = ask(icm, people, exceptionally_bad=True, exceptional_because="Their board asks daily.")
    actions.approve_csat(request, by=people.sam)


def waiting(icm: Icm, people: People, pg: ProductGroup) -> None:
    asked(icm, people)


# What beyond its state decides -> what of the three about the conversation, and of its letters, can be done then.
ASK, ADD, TAKE_OUT, LETTERS = "request-consent", "add-to-thread", "remove-from-thread", "notify-again"
WAYS: dict[Arrange, set[str]] = {
    nobody: {ASK, LETTERS},
    waiting: {ASK, LETTERS},
    granted: {TAKE_OUT, LETTERS},
    declined: {ASK, LETTERS},
    gone: set(),
    incident_over: {LETTERS},
    severity_one: {ASK, ADD, LETTERS},
    everybody_added: {TAKE_OUT, LETTERS},
    leadership: {ASK, ADD, LETTERS},
}
OF_STATE = {
    "open": {"join"},
    "acknowledged": {"join"},
    "needs_information": {"provide-information", "join"},
    "mitigated": {"join"},
    "resolved": {"close", "send-back"},
}


def sent(icm: Icm, elsewhere: Incident, pg: ProductGroup, way: Arrange) -> dict[str, Body]:
    who = pg.ema if way is leadership else icm.owner or pg.pia
    return {
        "provide-information": {"body": "It is build 5.11."},
        "close": {"body": "Seen working."},
        "send-back": {"reason": "It stalls again."},
        "join": {"incident": elsewhere.number},
        LETTERS: {},
        ASK: {"exhausted": EXHAUSTED},
        ADD: {"member": who.email},
        TAKE_OUT: {"member": who.email, "reason": "They are done."},
    }


@pytest.fixture
def elsewhere(make: Make) -> Incident:
    """One more incident, which the ICM could hit as well."""
    return make("work_in_progress")


@pytest.mark.parametrize(("state", "way"), list(product(OF_STATE, WAYS)))
def test_an_icm_offers_what_succeeds_and_nothing_else(
    make_icm: MakeIcm, people: People, pg: ProductGroup, elsewhere: Incident, state: str, way: Arrange
) -> None:
    icm = make_icm(state)
    way(icm, people, pg)
    icm = Icm.objects.get(pk=icm.pk)
    offered = holds(Tool(people.eva), f"icms/{icm.number}/", sent(icm, elsewhere, pg, way))

    assert offered == OF_STATE[state] | WAYS[way]
    listed = Tool(people.eva).get("icms/").json()["results"]
    assert {row["number"]: set(row["available_actions"]) for row in listed}[icm.number] == offered


def test_a_closed_one_offers_nothing(make_icm: MakeIcm, people: People, pg: ProductGroup, elsewhere: Incident) -> None:
    icm = make_icm("closed")

    assert holds(Tool(people.eva), f"icms/{icm.number}/", sent(icm, elsewhere, pg, nobody)) == set()


PAGES = {"provide_information", "close", "send_back", "join", "notify_again"}


@pytest.mark.parametrize(("state", "way"), list(product(STATES, [nobody, gone])))
def test_the_page_has_a_button_for_what_can_be_done_and_a_form_behind_it(
    make_icm: MakeIcm, people: People, pg: ProductGroup, state: str, way: Arrange
) -> None:
    icm = make_icm(state)
    way(icm, people, pg)
    client = Client()
    client.force_login(people.eva)
    shown = client.get(page(icm)).content.decode()
    offered = Tool(people.eva).get(f"icms/{icm.number}/").json()["available_actions"]

    for verb in PAGES:
        can = verb.replace("_", "-") in offered
        assert (f'href="{page(icm, verb)}"' in shown) == can
        assert client.get(page(icm, verb)).status_code == (200 if can else 409)


FORMS = {ASK: "request_consent", ADD: "add_to_thread", TAKE_OUT: "remove_from_thread"}


@pytest.mark.parametrize("way", WAYS)
def test_the_page_of_the_conversation_has_the_forms_of_what_can_be_done(
    make_icm: MakeIcm, people: People, pg: ProductGroup, way: Arrange
) -> None:
    icm = make_icm("acknowledged")
    way(icm, people, pg)
    client = Client()
    client.force_login(people.eva)
    shown = client.get(f"/workspace/incidents/{icm.incidents[0].number}/pg-consent/").content.decode()

    found = {name for name, verb in FORMS.items() if f'action="{page(icm, verb)}"' in shown}
    assert found == WAYS[way] & set(FORMS)


def test_of_several_customers_it_is_enough_that_one_can_be_asked_about(
    make_icm: MakeIcm, people: People, pg: ProductGroup, elsewhere: Incident
) -> None:
    icm = make_icm("acknowledged")
    granted(icm, people, pg)
    icm = actions.join(Icm.objects.get(pk=icm.pk), by=people.eli, incident=elsewhere)
    eva = Tool(people.eva)

    assert ASK in eva.get(f"icms/{icm.number}/").json()["available_actions"]
    about = {"exhausted": EXHAUSTED, "incident": elsewhere.number}
    assert eva.post(f"icms/{icm.number}/actions/{ASK}/", about).status_code == 200


# --- Consultations and CSAT requests: every state, for everybody who reads them ---------------------------------------

CONSULTATION: dict[str, Body] = {
    "answer": {"body": "Read the lease log.", "icm_indicated": False},
    "move-up": {"reason": "It is pressing."},
    "end": {"reason": "Found it."},
}


def consultations(incident: Incident, people: People) -> dict[str, Consultation]:
    found = {rung: ask_colleagues(incident, people, rung) for rung in Consultation.Audience.values}
    found["answered"] = answered(incident, people)
    found["ended"] = actions.end(ask_colleagues(incident, people), by=people.eva)
    return found


@pytest.mark.parametrize("name", STAFF)
@pytest.mark.parametrize("closed", [False, True])
def test_a_consultation_offers_what_succeeds_and_nothing_else(
    make: Make, people: People, pg: ProductGroup, name: str, closed: bool
) -> None:
    incident = make("work_in_progress")
    rows = consultations(incident, people)
    if closed:
        withdraw(incident, by=people.ada, reason="It runs again.")
    reader = Tool(people.by_name(name))
    offered = {way: holds(reader, f"consultations/{row.number}/", CONSULTATION) for way, row in rows.items()}

    assert any(offered.values()) != closed
    assert offered["ended"] == set()


def csat(state: str, icm: Icm, people: People) -> CsatRequest:
    request = ask(icm, people)
    match state:
        case "more_asked":
            return actions.ask_for_more(request, by=people.sam, body="Which updates?")
        case "declined":
            return actions.decline_csat(request, by=people.sam, reason="Ring them first.")
        case "void":
            withdraw(icm.incidents[0], by=people.ada, reason="It runs again.")
        case "approved" | "ended":
            request = actions.approve_csat(request, by=people.sam)
    return actions.end_csat(request, by=people.mia, reason="They are content.") if state == "ended" else request


@pytest.mark.parametrize("name", STAFF)
@pytest.mark.parametrize("state", CsatRequest.State.values)
@pytest.mark.parametrize("led", [True, False])
def test_a_csat_request_offers_what_succeeds_and_nothing_else(
    make_icm: MakeIcm, people: People, name: str, state: str, led: bool
) -> None:
    request = csat(state, make_icm("acknowledged"), people)
    assert CsatRequest.objects.get(pk=request.pk).state == state
    if not led:
        PgMember.objects.filter(role="pm").update(is_active=False)
    bodies: dict[str, Body] = {each: {"reason": "So it is.", "body": "So it is."} for each in ACTIONS} | {
        "revise": WORDS
    }
    reader = Tool(people.by_name(name))
    offered = holds(reader, f"csat-requests/{request.number}/", bodies)

    assert ("approve" in offered) == (led and name == "sam" and state in {"asked", "more_asked"})
    assert (
        reader.get("csat-requests/").json()["results"][0]["available_actions"]
        == reader.get(f"csat-requests/{request.number}/").json()["available_actions"]
    )


def test_who_cannot_approve_for_want_of_readers_can_still_decline(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    request = csat("asked", make_icm("acknowledged"), people)
    PgMember.objects.filter(role="pm").update(is_active=False)
    client = Client()
    client.force_login(people.sam)
    shown = client.get(f"/workspace/approvals/csat/{request.number}/").content.decode()

    assert f"{request.number}/approve-csat/" not in shown
    assert f"{request.number}/decline-csat/" in shown
