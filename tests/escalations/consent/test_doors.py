"""No way leads an address of the product group onto a customer's mail without a ground; the owner hears of it (R37).

Every door that takes an address, or words that could hold one, is walked with Pia's; afterwards nobody is in the
conversation, no customer's letter goes to her, and the owner has heard of what was tried.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import ApiToken, User
from escalations import actions
from escalations.consent import is_address_of_ours
from escalations.models import Icm, PgMember
from incidents import actions as incidents
from incidents import following_letters, notices
from incidents.actions.following import follow_problem
from incidents.actions.problems import remove_problem
from incidents.actions.spreading import sweep_knowledge
from incidents.models import Event, Guest, Incident, Problem
from incidents.replaying import replay_timeline
from notifications.models import Notification
from tests.aftermath import letters
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import mailed
from tests.knowledge import published
from tests.people import People

PIA = "pia@product.example"
RULE = "This is an address of the product group."


class Doors:
    """One incident of Ada's, and everybody's ways to it."""

    def __init__(self, incident: Incident, people: People) -> None:
        self.incident, self.people = incident, people
        self.page = f"/workspace/incidents/{incident.number}/"
        self.portal = f"/portal/incidents/{incident.number}/"
        self.api = f"/api/v1/incidents/{incident.number}/"

    def form(self, who: User, path: str, **fields: Any) -> Any:
        client = Client()
        client.force_login(who)
        return client.post(path, fields)

    def tool(self, who: User, path: str, **body: Any) -> Any:
        token = ApiToken.objects.issue(who)
        return Client(headers={"authorization": f"Bearer {token}"}).post(path, body, content_type="application/json")


@pytest.fixture
def doors(make_icm: MakeIcm, people: People) -> Doors:
    return Doors(Incident.objects.get(pk=make_icm("acknowledged").incidents[0].pk), people)


# --- An address of the product group, as a colleague of the customer --------------------------------------------------

TRIES: dict[str, Callable[[Doors], Any]] = {
    "the owner's page": lambda d: d.form(d.people.eva, f"{d.page}add-colleague/", colleague=PIA),
    "the customer's page": lambda d: d.form(d.people.ada, f"{d.portal}add-colleague/", colleague="Pia@Product.example"),
    "a lead's page": lambda d: d.form(d.people.lead, f"{d.portal}add-colleague/", colleague="pia+x@product.example"),
    "a form with a nonce": lambda d: d.form(d.people.eva, f"{d.page}add-colleague/", colleague=PIA, nonce="once"),
    "the owner's tool": lambda d: d.tool(d.people.eva, f"{d.api}actions/add-colleague/", colleague=PIA),
    "the customer's tool": lambda d: d.tool(d.people.ada, f"{d.api}actions/add-colleague/", colleague=PIA),
}


@pytest.mark.parametrize("way", TRIES)
def test_is_refused_by_its_rule_and_told_to_the_owner(doors: Doors, pg: ProductGroup, way: str) -> None:
    answer = TRIES[way](doors)

    assert answer.status_code in {400, 422}
    assert doors.incident.colleagues.count() == 0
    assert Guest.objects.count() == 0
    tried = Event.objects.get(verb="turn_away")
    assert is_address_of_ours(tried.data["address"])
    assert not tried.public
    is_anothers = tried.by != doors.people.eva
    assert Incident.objects.get(pk=doors.incident.pk).action_needed is is_anothers
    assert letters("turn_away") == ({"eva": "staff"} if is_anothers else {})
    assert replay_timeline(Incident.objects.all()).differences == []


def test_the_support_team_is_told_the_rule_and_a_customer_what_of_any_stranger(doors: Doors, pg: ProductGroup) -> None:
    ours = TRIES["the owner's tool"](doors).json()["errors"]["colleague"][0]
    theirs = TRIES["the customer's tool"](doors).json()["errors"]["colleague"][0]

    assert ours.startswith(RULE)
    assert theirs == "We find nobody of this organisation with that address."
    assert not [word for word in ("product group", "ICM", "PG") if word in theirs]


def test_whoever_may_not_add_anybody_tells_nobody_anything(doors: Doors, pg: ProductGroup) -> None:
    answer = doors.tool(doors.people.eli, f"{doors.api}actions/add-colleague/", colleague=PIA)

    assert answer.status_code == 403
    assert not Event.objects.filter(verb="turn_away").exists()


# --- Every other door -------------------------------------------------------------------------------------------------

WORDS = f"Please copy {PIA} on this."
FURTHER: dict[str, Callable[[Doors], Any]] = {
    "an update": lambda d: d.form(d.people.eva, f"{d.page}send-update/", body=WORDS, cc=PIA, to=PIA, bcc=PIA),
    "an update by tool": lambda d: d.tool(
        d.people.eva, f"{d.api}messages/", body=WORDS, visibility="public", cc=[PIA], recipients=[PIA]
    ),
    "a customer's message": lambda d: d.form(d.people.ada, f"{d.portal}post-message/", body=WORDS, cc=PIA),
    "a customer's message by tool": lambda d: d.tool(
        d.people.ada, f"{d.api}messages/", body=WORDS, visibility="public", cc=PIA
    ),
    "a question": lambda d: d.tool(
        d.people.eva, f"{d.api}actions/raise-flag/", flag="customer_action_needed", reason=WORDS
    ),
    "our words for the problem": lambda d: d.tool(d.people.eva, f"{d.api}actions/state-problem/", body=WORDS),
    "a solution": lambda d: d.tool(
        d.people.eva, f"{d.api}actions/propose-solution/", kind="workaround", body=WORDS, followers=[PIA]
    ),
    "a task": lambda d: d.tool(d.people.eva, f"{d.api}tasks/", title="Ask them", assignee=PIA),
    "a deputy": lambda d: d.tool(
        d.people.mia, f"{d.api}actions/name-deputy/", deputy=PIA, until="2026-12-24T12:00:00Z", reason="Leave."
    ),
    "an owner": lambda d: d.tool(d.people.eva, f"{d.api}actions/assign/", owner=PIA),
    "another owner": lambda d: d.tool(d.people.mia, f"{d.api}actions/transfer-ownership/", owner=PIA, reason="Moved."),
    "triage fields": lambda d: d.tool(d.people.eva, f"{d.api}actions/assign/", severity=2, customer=PIA),
    "a report for a customer": lambda d: d.tool(
        d.people.eva, "/api/v1/incidents/", title="Output", description=WORDS, severity=3, customer=PIA
    ),
    "a customer's report": lambda d: d.tool(
        d.people.ada, "/api/v1/incidents/", title="Output", description=WORDS, severity=3, customer=PIA
    ),
    "a report for a customer by form": lambda d: d.form(
        d.people.eva, "/workspace/incidents/new/", title="Output", description=WORDS, severity=3, customer=PIA
    ),
}


@pytest.mark.parametrize("way", FURTHER)
def test_brings_nobody_in(doors: Doors, pg: ProductGroup, way: str) -> None:
    answer = FURTHER[way](doors)
    assert answer.status_code in {200, 201, 302, 400, 422}, "there is such a door"
    fresh = Incident.objects.get(pk=doors.incident.pk)
    incidents.send_update(fresh, by=doors.people.eva, body="We are on it.")

    to_customers = set(Notification.objects.filter(audience="customer").values_list("address", flat=True))
    assert to_customers == {"ada@contoso.example"}
    assert Guest.objects.count() == 0


def test_a_report_for_an_address_of_the_product_group_names_the_rule(doors: Doors, pg: ProductGroup) -> None:
    answer = FURTHER["a report for a customer"](doors)

    assert answer.json()["errors"]["customer"][0].startswith(RULE)


# --- Accounts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [PIA, "PIA@product.example", "pia+orders@product.example"])
def test_no_account_of_a_customer_has_an_address_of_theirs(people: People, pg: ProductGroup, address: str) -> None:
    with pytest.raises(ValidationError) as caught:
        User.objects.create_user(address, "x", name="Pia", role="customer", organization=people.ada.organization)

    assert "email" in caught.value.message_dict


def test_and_nobody_of_theirs_has_a_customers(people: People, pg: ProductGroup) -> None:
    with pytest.raises(ValidationError) as caught:
        PgMember(email="ADA@contoso.example", name="Ada").full_clean()

    assert "email" in caught.value.message_dict


def test_an_account_that_is_there_all_the_same_gets_no_customers_mail(doors: Doors, pg: ProductGroup) -> None:
    people = doors.people
    shadow = User.objects.create(email=PIA, name="P", role="customer", organization=people.ada.organization)
    doors.incident.colleagues.create(user=shadow, added_by=people.ada, added_at=doors.incident.opened_at)

    incidents.send_update(doors.incident, by=people.eva, body="We are on it.")

    assert mailed("send_update") == {"ada": "reporter"}


def test_whose_address_became_theirs_after_the_letter_was_queued_gets_none(doors: Doors, pg: ProductGroup) -> None:
    incidents.add_colleague(doors.incident, by=doors.people.ada, colleague=doors.people.bob)
    incidents.send_update(Incident.objects.get(pk=doors.incident.pk), by=doors.people.eva, body="We are on it.")
    queued = Notification.objects.get(verb="send_update", address="bob@contoso.example")
    assert notices.letter(queued) is not None

    PgMember.objects.create(email="bob@contoso.example", name="Bob Ekman")

    assert notices.letter(queued) is None


def test_a_guest_who_has_another_address_by_now_gets_nothing_at_either(doors: Doors, pg: ProductGroup) -> None:
    """Revoked with the links of before: who they are now comes in anew (R36, R37)."""
    actions.ask_to_join(Icm.objects.get(), by=pg.pia, reason="I want to see it happen.")
    incidents.send_update(Incident.objects.get(pk=doors.incident.pk), by=doors.people.eva, body="We are on it.")
    queued = Notification.objects.get(verb="send_update", address=PIA)
    assert notices.letter(queued) is not None

    pg.pia.email = "pia@elsewhere.example"
    pg.pia.save()
    assert notices.letter(queued) is None

    incidents.send_update(Incident.objects.get(pk=doors.incident.pk), by=doors.people.eva, body="Still on it.")
    assert Notification.objects.filter(verb="send_update", recipient_key__startswith="guest:").count() == 1


@pytest.fixture
def hit(doors: Doors) -> Problem:
    """A known error that hit Ada's incident; Bob follows it."""
    problem = published(doors.people)
    incidents.match_problem(doors.incident, by=doors.people.eva, problem=problem)
    follow_problem(problem, by=doors.people.bob)
    return problem


def test_each_letter_about_a_known_error_carries_its_ground_too(doors: Doors, hit: Problem) -> None:
    remove_problem(hit, by=doors.people.sam)
    sweep_knowledge()

    rows = Notification.objects.filter(kind__in=["removal", "follower"])
    assert set(rows.values_list("kind", "address", "ground")) == {
        ("removal", "ada@contoso.example", "reporter"),
        ("follower", "bob@contoso.example", "follower"),
    }


def test_and_none_goes_to_an_address_of_theirs(doors: Doors, hit: Problem, pg: ProductGroup) -> None:
    """Accounts that no form would make: one is found when the letter is queued, the other when it is sent."""
    User.objects.filter(pk=doors.people.ada.pk).update(email="pia+ada@product.example")
    remove_problem(hit, by=doors.people.sam)
    sweep_knowledge()
    assert not Notification.objects.filter(kind="removal").exists()

    (queued,) = Notification.objects.filter(kind="follower")
    assert following_letters.letter(queued) is not None
    PgMember.objects.create(email="bob@contoso.example", name="Bob Ekman")
    assert following_letters.letter(queued) is None
