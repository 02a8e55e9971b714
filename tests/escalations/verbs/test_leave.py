"""Out of the conversation: by one's own press, by hand-over, by closing, by leaving the product group (R37)."""

from collections.abc import Callable

import pytest

from accounts.acting import NotPossible
from escalations import actions
from escalations.actions.departing import save_member
from escalations.actions.granting import revoke_link
from escalations.consent import consent_of
from escalations.models import Grant, Icm, PgMember
from incidents import actions as incidents
from incidents import notices as letters_below
from incidents.models import Incident
from incidents.replaying import replay_timeline
from notifications.models import Notification
from tests.aftermath import letters, refused, verbs
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.thread import inside, joined, mailed
from tests.people import People

End = Callable[[Icm, People, ProductGroup], object]


def close(icm: Icm, people: People, pg: ProductGroup) -> None:
    actions.resolve(icm, by=pg.pia, resolution="fixed")
    actions.close(Icm.objects.get(pk=icm.pk), by=people.eva)


def leave_the_product_group(icm: Icm, people: People, pg: ProductGroup) -> None:
    pia = PgMember.objects.get(pk=pg.pia.pk)
    pia.is_active = False
    save_member(pia)


def move_to_another_address(icm: Icm, people: People, pg: ProductGroup) -> None:
    pia = PgMember.objects.get(pk=pg.pia.pk)
    pia.email = "pia.aalto@product.example"
    save_member(pia)


def lose_the_link(icm: Icm, people: People, pg: ProductGroup) -> None:
    grant = Grant.objects.create(
        member=pg.pia, icm=icm, verbs=[], reason="open_icm", created_at=icm.opened_at, expires_at=icm.opened_at
    )
    revoke_link(grant, by=people.eva, reason="The laptop is lost.")


ENDS: dict[str, End] = {
    "their own press": lambda icm, people, pg: actions.leave(icm, by=pg.pia),
    "hand-over": lambda icm, people, pg: actions.hand_over(icm, by=pg.pia, to=pg.pete),
    "closing": close,
    "leaving the product group": leave_the_product_group,
    "another address": move_to_another_address,
    "a revoked link": lose_the_link,
}


@pytest.mark.parametrize("how", ENDS)
def test_out_at_once_and_the_customer_sees_it(make_icm: MakeIcm, people: People, pg: ProductGroup, how: str) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    incident = Incident.objects.get(pk=icm.incidents[0].pk)
    incidents.send_update(incident, by=people.eva, body="We found the writer.")
    queued = Notification.objects.get(verb="send_update", ground="consented")

    ENDS[how](Icm.objects.get(pk=icm.pk), people, pg)

    assert inside(incident) == {}
    assert letters_below.letter(queued) is None
    assert "dismiss_guest" in verbs(incident)
    assert consent_of(icm)["state"] == "ended"
    assert replay_timeline(Incident.objects.all()).differences == []

    incidents.send_update(Incident.objects.get(pk=incident.pk), by=people.eva, body="It is mended.")
    assert Notification.objects.filter(verb="send_update", ground="consented").count() == 1


def test_the_owner_is_told(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    actions.leave(joined(make_icm("acknowledged"), people, pg.pia), by=pg.pia)

    assert letters("leave") == {"eva": "staff"}
    assert mailed("dismiss_guest") == {}


def test_a_member_made_inactive_behind_everybodys_back_gets_no_mail(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    PgMember.objects.filter(pk=pg.pia.pk).update(is_active=False)

    incidents.send_update(Incident.objects.get(pk=icm.incidents[0].pk), by=people.eva, body="We found the writer.")

    assert mailed("send_update") == {"ada": "reporter"}


def test_nobody_leaves_where_they_are_not(make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = make_icm("acknowledged")

    with refused(NotPossible):
        actions.leave(icm, by=pg.pia)


def test_a_closing_has_put_them_out_already(make_icm: MakeIcm, people: People, pg: ProductGroup) -> None:
    icm = joined(make_icm("acknowledged"), people, pg.pia)
    incident = incidents.withdraw(Incident.objects.get(pk=icm.incidents[0].pk), by=people.ada, reason="Gone.")

    assert inside(incident) == {}, "a closing ends it"
    with refused(NotPossible):
        actions.leave(icm, by=pg.pia)
    assert verbs(incident)[-1] == "withdraw"
