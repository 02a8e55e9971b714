"""Whose link to an ICM was taken away is asked nothing about it, added to nothing and handed nothing (R36, R37)."""

import pytest

from accounts.acting import NotPossible, NotValid
from escalations import actions, offered, rota
from escalations.actions.granting import restore_link, revoke_link
from escalations.models import Grant, Icm, PgMember
from incidents.actions import assign
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
