"""Whom a link may be passed on to, and who may take one away (R36, attack 29)."""

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.acting import NotAllowed, NotPossible, NotValid
from escalations import actions, links, tidying
from escalations.actions import granting
from escalations.models import AccessEvent, AllowedDomain, EscalationEvent, Grant, Icm, Link, PgMember
from notifications.models import Notification
from notifications.moment import now
from tests.aftermath import everything, letters, refused
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.links.conftest import Browser, Post, path_of
from tests.incidents.test_races import _patient as _patient
from tests.incidents.test_races import at_once
from tests.people import People

pytestmark = pytest.mark.django_db
JANE = "jane.doe@product.example"


def test_a_colleague_of_an_allowed_domain_gets_a_link_and_the_owners_are_told(
    icm: Icm, pg: ProductGroup, people: People, post: Post
) -> None:
    icm = actions.acknowledge(icm, by=pg.pete)
    jane = actions.bring_in(icm, by=pg.pia, email=" Jane.Doe@product.example ")

    assert (jane.name, jane.email, jane.is_registered) == ("Jane Doe", JANE, False)
    assert letters("bring_in") == {"jane.doe": "pg", "pete": "pg", "eva": "staff"}
    grant = Grant.objects.get(member=jane)
    assert (grant.brought_in_by, grant.icm) == (pg.pia, icm)
    event = AccessEvent.objects.get(what="bring_in")
    assert (event.member, event.grant_number) == (pg.pia, grant.pk)
    assert "J. D." in Browser().open(post.link(jane)).content.decode()


def test_who_was_brought_in_is_asked_about_that_one_record_only(icm: Icm, pg: ProductGroup) -> None:
    jane = actions.bring_in(icm, by=pg.pia, email=JANE)

    assert jane not in PgMember.objects.covering(icm.area)
    assert pg.pia in PgMember.objects.covering(icm.area)


def test_a_registered_person_may_be_brought_in_whatever_their_domain(icm: Icm, pg: ProductGroup) -> None:
    AllowedDomain.objects.all().delete()

    assert actions.bring_in(icm, by=pg.pia, email=pg.leo.email) == pg.leo


@pytest.mark.parametrize(
    "email",
    [
        "jane@elsewhere.example",
        "jane@sub.product.example",
        "jane@product.example.evil.example",
        "not an address",
        "",
        "pia@product.example",
        "jane@product.example\nBcc: all@product.example",
    ],
)
def test_nobody_else_is_brought_in(icm: Icm, pg: ProductGroup, email: str) -> None:
    with refused(NotValid, "email"):
        actions.bring_in(icm, by=pg.pia, email=email)
    assert not PgMember.objects.filter(is_registered=False).exists()


def test_whoever_left_the_product_group_is_not_brought_in(icm: Icm, pg: ProductGroup) -> None:
    PgMember.objects.filter(pk=pg.leo.pk).update(is_active=False)
    with refused(NotValid, "email"):
        actions.bring_in(icm, by=pg.pia, email=pg.leo.email)


def test_attack_29_a_customers_address_is_never_one_of_the_product_group(
    icm: Icm, pg: ProductGroup, people: People, post: Post
) -> None:
    with pytest.raises(ValidationError):
        PgMember(email="Ada@contoso.example", name="Ada").full_clean()
    AllowedDomain.objects.create(name="contoso.example")
    with refused(NotValid, "email"):
        actions.bring_in(icm, by=pg.pia, email=people.ada.email)
    # Registered all the same, or a customer only since then: no letter of theirs is sent, and no link made.
    ada = PgMember.objects.create(email=people.ada.email, name="Ada", role="engineer")
    actions.notify_again(Icm.objects.get(pk=icm.pk), by=people.eva)
    post.texts(ada)
    assert Notification.objects.get(verb="notify_again", address=ada.email).state == "suppressed"
    assert not Link.objects.filter(grant__member=ada).exists()


def test_attack_29_the_administration_refuses_it(people: People) -> None:
    client = Client()
    client.force_login(people.root)
    sent = {"email": "ada@contoso.example", "name": "Ada", "role": "engineer", "zone": "UTC", "is_active": "on"}
    answer = client.post("/admin/escalations/pgmember/add/", sent)

    assert "This is a customer" in answer.content.decode()
    assert not PgMember.objects.exists()


def test_ten_a_day_are_brought_in_by_one_person(icm: Icm, pg: ProductGroup) -> None:
    for number in range(10):
        actions.bring_in(Icm.objects.get(pk=icm.pk), by=pg.pia, email=f"colleague{number}@product.example")
    with refused(NotPossible):
        actions.bring_in(Icm.objects.get(pk=icm.pk), by=pg.pia, email=JANE)


def test_only_the_support_team_takes_a_link_away(icm: Icm, pg: ProductGroup, people: People, post: Post) -> None:
    post.link(pg.pia)
    grant = Grant.objects.get(member=pg.pia)
    for person in (people.ada, people.root):
        with refused(NotAllowed):
            granting.revoke_link(grant, by=person, reason="No.")
        with refused(NotAllowed):
            granting.revoke_person(pg.pia, by=person)
    with refused(NotValid, "reason"):
        granting.revoke_link(grant, by=people.eva, reason=" ")


def test_a_reason_that_is_too_long_takes_nothing_away(icm: Icm, pg: ProductGroup, people: People, post: Post) -> None:
    post.link(pg.pia)
    grant = Grant.objects.get(member=pg.pia)
    with refused(NotValid, "reason"):
        granting.revoke_link(grant, by=people.eva, reason="x" * 501)
    client = Client(raise_request_exception=False)
    client.force_login(people.eva)
    before = everything()
    answer = client.post(f"/workspace/pg-links/{grant.pk}/revoke-link/", {"reason": "x" * 501})
    assert (answer.status_code, everything()) == (400, before)

    granting.revoke_link(grant, by=people.eva, reason="x" * 500)
    assert len(Grant.objects.get(pk=grant.pk).revoked_because) == 500


@pytest.mark.django_db(transaction=True)
def test_two_icms_bring_in_the_same_newcomer_at_once(
    make_icm: MakeIcm, pg: ProductGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    icms = [make_icm(), make_icm()]
    gate = threading.Barrier(2)

    def is_customers(address: str) -> bool:
        """Asked by both before either has written; SQLite lets one of them in at a time."""
        if connection.vendor != "sqlite":
            gate.wait(timeout=30)
        return asked(address)

    asked = links.is_customers
    monkeypatch.setattr(links, "is_customers", is_customers)
    came = at_once([partial(actions.bring_in, icm, by=pg.pia, email=JANE) for icm in icms])

    jane = PgMember.objects.get(email=JANE)
    assert came == [jane, jane]
    assert set(Grant.objects.filter(member=jane).values_list("icm", flat=True)) == {icm.pk for icm in icms}


def test_all_links_of_an_icm_are_taken_away_at_once(icm: Icm, pg: ProductGroup, people: People, post: Post) -> None:
    both = [post.link(pg.pia), post.link(pg.pete)]
    granting.revoke_links(Icm.objects.get(pk=icm.pk), by=people.eva, reason="Sent in error.")

    assert [Browser().press(link).status_code for link in both] == [410, 410]
    lines = EscalationEvent.objects.filter(verb="revoke_link")
    assert {line.data["to"]["name"] for line in lines} == {"Pia Aalto", "Pete Ndiaye"}
    assert all(line.is_for_support and line.by == people.eva for line in lines)


def test_a_restored_grant_opens_by_new_mails_alone(icm: Icm, pg: ProductGroup, people: People, post: Post) -> None:
    old = post.link(pg.pia)
    grant = Grant.objects.get(member=pg.pia)
    granting.revoke_link(grant, by=people.eva, reason="In error.")
    granting.restore_link(grant, by=people.eva)

    assert Browser().press(old).status_code == 410
    actions.notify_again(Icm.objects.get(pk=icm.pk), by=people.eva)
    assert Browser().open(post.link(pg.pia)).status_code == 200


def test_what_was_kept_of_a_use_is_never_changed_and_goes_after_four_hundred_days(link: str, icm: Icm) -> None:
    Browser().open(link)
    for statement in ("UPDATE escalations_accessevent SET result = 'x'", "DELETE FROM escalations_accessevent"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert AccessEvent.objects.exists()
    AccessEvent.objects.create(what="open", at=now() - timedelta(days=401))
    assert tidying.tidy() == 1


def test_one_person_has_one_grant_of_one_record(icm: Icm, pg: ProductGroup, post: Post) -> None:
    post.link(pg.pia)
    fresh = {"created_at": now(), "expires_at": now()}
    for wrong in ({"icm": icm}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(member=pg.pia, **wrong, **fresh)


def test_no_letter_goes_to_whoever_is_no_reader(icm: Icm, pg: ProductGroup, post: Post) -> None:
    row = Notification.objects.get(verb="open_icm", address=pg.pia.email)

    assert links.may_read(pg.pia, icm, row)
    assert not links.may_read(pg.pete, icm, row), "it is another's"
    assert path_of(icm) not in post.texts(pg.pia)[0]
