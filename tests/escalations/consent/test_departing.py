"""Whoever goes, moves or has lost their mailbox is out of the conversations, by locks in one order (R36, R37)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts import acting
from accounts.models import User
from escalations import actions, shown
from escalations.actions import departing, granting, house
from escalations.actions.departing import save_member
from escalations.models import Consent, EscalationEvent, Icm, PgMember
from incidents import actions as incidents
from incidents.models import Incident
from incidents.replaying import replay_timeline
from notifications.models import Notification
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.links.conftest import Browser, Proved, form_of, path_of
from tests.escalations.links.conftest import _a_mailbox as _a_mailbox
from tests.escalations.links.conftest import post as post
from tests.escalations.links.conftest import proved as proved
from tests.escalations.thread import asked, inside, joined, mailed
from tests.incidents.test_races import _patient as _patient
from tests.incidents.test_races import at_once
from tests.people import People

pytestmark = pytest.mark.django_db
Change = Callable[[People, PgMember], object]


def in_the_admin(people: People, member: PgMember, **changed: str) -> None:
    client = Client()
    client.force_login(people.root)
    areas = [str(area.pk) for area in member.areas.all()]
    kept = {"email": member.email, "name": member.name, "role": member.role, "zone": "UTC", "is_active": "on"}
    sent = {name: value for name, value in ({**kept, **changed}).items() if value}
    answer = client.post(f"/admin/escalations/pgmember/{member.pk}/change/", {**sent, "areas": areas})
    assert answer.status_code == 302, answer.content.decode()


def deactivate(people: People, member: PgMember) -> None:
    in_the_admin(people, member, is_active="")


def move(people: People, member: PgMember) -> None:
    in_the_admin(people, member, email="pia.aalto@product.example")


def revoke(people: People, member: PgMember) -> None:
    granting.revoke_person(member, by=people.eva)


CHANGES: dict[str, tuple[Change, str]] = {
    "deactivated": (deactivate, "gone"),
    "another address": (move, "moved"),
    "a mailbox that somebody else got into": (revoke, "revoked"),
}


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def write(incident: Incident, by: User, body: str) -> None:
    incidents.post_message(fresh(incident), by=by, body=body)


@pytest.mark.parametrize("how", CHANGES)
def test_they_are_out_by_a_line_of_the_history_and_no_mail_of_the_customer_goes_to_them(
    make_icm: MakeIcm, people: People, pg: ProductGroup, how: str
) -> None:
    change, why = CHANGES[how]
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    incident = icm.incidents[0]
    change(people, pg.pia)
    write(incident, people.ada, "It stopped again.")

    assert inside(incident) == {}
    assert set(icm.consents.values_list("state", flat=True)) == {"ended"}
    line = EscalationEvent.objects.get(kind="icm", verb="leave")
    assert (line.member, line.data) == (pg.pia, {why: True})
    assert shown.what_of(line).startswith("is out of the customer's conversation: ")
    assert "pia" not in mailed("post_message")
    assert replay_timeline(Incident.objects.all()).differences == []


@pytest.mark.parametrize("how", CHANGES)
def test_what_they_were_asked_is_void(make_icm: MakeIcm, people: People, pg: ProductGroup, how: str) -> None:
    icm = asked(make_icm("acknowledged"), people)
    CHANGES[how][0](people, pg.pia)

    assert set(icm.consents.values_list("state", flat=True)) == {"ended"}


def test_another_name_ends_nothing(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    in_the_admin(people, pg.pia, name="Pia Lind")

    assert PgMember.objects.get(pk=pg.pia.pk).name == "Pia Lind"
    assert inside(icm.incidents[0]) == {"pia": "consented"}
    assert not EscalationEvent.objects.filter(verb="leave").exists()


def test_by_a_link_to_the_new_address_they_read_nothing_of_the_customer_until_they_join_anew(
    make_icm: MakeIcm, people: People, pg: ProductGroup, proved: Proved
) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    incident = icm.incidents[0]
    write(incident, people.ada, "The orders of Tuesday are missing too.")
    move(people, pg.pia)
    actions.notify_again(Icm.objects.get(pk=icm.pk), by=people.eva)
    pia = PgMember.objects.get(pk=pg.pia.pk)
    browser: Browser = proved(pia, icm)

    assert "orders of Tuesday" not in browser.get(path_of(icm)).content.decode()

    actions.ask_to_join(Icm.objects.get(pk=icm.pk), by=pia)
    actions.write_to_customer(Icm.objects.get(pk=icm.pk), by=pia, body="We look at them now.")
    assert "orders of Tuesday" in browser.get(path_of(icm)).content.decode()
    write(incident, people.ada, "Thank you.")
    assert Notification.objects.filter(verb="post_message", address=pia.email).count() == 1


# --- The order of locks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", CHANGES)
def test_incidents_come_first_then_icms_then_the_person(
    make_icm: MakeIcm, people: People, pg: ProductGroup, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    icms = [joined(make_icm("acknowledged"), people, pg.pia) for _each in range(2)]
    locked: list[tuple[str, int]] = []

    def lock(record: Any) -> Any:
        locked.append((type(record).__name__, record.pk))
        return acting.lock(record)

    def save(member: PgMember, *args: Any, **kwargs: Any) -> None:
        locked.append(("PgMember", member.pk))
        saved(member, *args, **kwargs)

    saved = PgMember.save
    monkeypatch.setattr(PgMember, "save", save)
    monkeypatch.setattr(house, "lock", lock)
    monkeypatch.setattr(departing, "lock", lock)
    CHANGES[how][0](people, pg.pia)

    first = [("Incident", icm.incidents[0].pk) for icm in icms] + [("Icm", icm.pk) for icm in icms]
    assert locked[:4] == first
    assert ("PgMember", pg.pia.pk) not in locked[:4]


@pytest.mark.django_db(transaction=True)
def test_somebody_is_deactivated_while_they_act(
    make_icm: MakeIcm, people: People, pg: ProductGroup, proved: Proved
) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    browser = proved(pg.pia, icm)
    address = f"{path_of(icm)}bring-in/"
    page = browser.get(address)
    pia = PgMember.objects.get(pk=pg.pia.pk)
    pia.is_active = False

    form = form_of(page, address)
    colleague = {**form, "email": "jane.doe@product.example"}

    acted, left = at_once([lambda: browser.client.post(address, colleague), lambda: save_member(pia)])

    assert left is None
    assert acted.status_code in {303, 404}
    assert not Consent.objects.standing().exists()
