"""Whose link to an ICM was taken away is asked nothing about it, added to nothing and handed nothing (R36, R37)."""

import pytest

from accounts.acting import NotPossible, NotValid
from escalations import actions, notices, offered, rota
from escalations.actions.granting import restore_link, revoke_link
from escalations.models import Grant, Icm, PgMember
from incidents.actions import assign
from notifications.models import Notification
from tests.aftermath import refused
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import EXHAUSTED, asked
from tests.people import People

pytestmark = pytest.mark.django_db


def shut_out(icm: Icm, member: PgMember, people: People) -> Grant:
    fresh = {"created_at": icm.opened_at, "expires_at": icm.opened_at}
    grant = Grant.objects.create(member=member, icm=icm, reason="open_icm", **fresh)
    revoke_link(grant, by=people.eva, reason="Their mailbox is read by somebody else.")
    return grant


def test_nobody_adds_them_to_the_conversation(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")
    assign(icm.incidents[0], by=people.eva, severity=1)
    grant = shut_out(icm, pg.pete, people)
    conversation = offered.around([icm])[icm.pk].conversations[0]
    assert {who.first_name for who in conversation.addable} == {"Pia", "Leo", "Ema", "Pam"}

    with refused(NotValid, "member"):
        actions.add_to_thread(Icm.objects.get(), by=people.eva, member=pg.pete)

    restore_link(grant, by=people.eva)
    actions.add_to_thread(Icm.objects.get(), by=people.eva, member=pg.pete)


def test_they_are_not_asked_for_their_consent(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = make_icm()
    shut_out(icm, pg.pete, people)

    assert [row.member for row in asked(Icm.objects.get(), people).consents.all()] == [pg.pia]


def test_nor_is_an_owner(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")
    shut_out(icm, pg.pia, people)

    with refused(NotPossible):
        actions.request_consent(Icm.objects.get(), by=people.eva, exhausted=EXHAUSTED)


def test_it_is_not_handed_over_to_them(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")
    shut_out(icm, pg.pete, people)

    with refused(NotValid, "to"):
        actions.hand_over(Icm.objects.get(), by=pg.pia, to=pg.pete)
    with refused(NotValid, "to"):
        actions.hand_over(Icm.objects.get(), by=pg.pia, to=None)


def test_another_icm_is_still_theirs_to_take(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = make_icm()
    other = make_icm(incident=icm.incidents[0])
    shut_out(icm, pg.pete, people)

    assert rota.team_of(None, icm) == [pg.pia]
    assert set(rota.team_of(None, other)) == {pg.pia, pg.pete}


def test_whom_it_was_handed_over_to_by_name_is_alone_in_it_only_while_they_are_let_in(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = actions.hand_over(make_icm("acknowledged"), by=pg.pia, to=pg.leo)
    shut_out(icm, pg.leo, people)

    actions.update(Icm.objects.get(), by=people.eva, body="The customer asks how it goes.")
    actions.notify_again(Icm.objects.get(), by=people.eva)

    rows = Notification.objects.filter(audience="pg", verb__in=["update", "notify_again"]).order_by("pk")
    assert [(row.verb, row.address) for row in rows] == [
        ("update", "pete@product.example"),
        ("notify_again", "pete@product.example"),
    ]
    assert all(notices.letter(row) for row in rows), "a letter that is refused when it is sent asks nobody"
    assert rota.having(Icm.objects.get()) == [pg.pete], "nor is who is shut out named to whom an announcement goes"
