"""An ICM whose owner can do nothing about it any more goes back to the rota, who are called anew (R35, R36)."""

from typing import Any

import pytest

from escalations import actions
from escalations.actions import granting
from escalations.models import Consent, Grant, Icm
from incidents.models import Incident
from incidents.replaying import replay_timeline
from notifications.models import Notification
from tests.aftermath import everything, last_event
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.people import People

pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def owned(make_icm: MakeIcm, pg: ProductGroup) -> Icm:
    return actions.acknowledge(make_icm(), by=pg.pia)


def leave(pg: ProductGroup) -> None:
    pg.pia.is_active = False
    pg.pia.save()


def called() -> set[str]:
    rows = Notification.objects.filter(verb="hand_over", audience="pg")
    return {address.partition("@")[0] for address in rows.values_list("address", flat=True)}


def back_with_the_rota(icm: Icm) -> None:
    fresh = Icm.objects.get(pk=icm.pk)
    assert (fresh.state, fresh.owner) == ("open", None)
    assert fresh.chase_at is not None, "nobody taking it is not kept quiet"
    assert called() == {"pete"}
    incident = Incident.objects.get()
    assert incident.action_needed
    assert last_event(incident).data["gone"]["name"] == "Pia Aalto"
    assert replay_timeline(Incident.objects.all()).differences == []


def test_whoever_has_left_the_product_group_has_it_no_more(owned: Icm, pg: ProductGroup) -> None:
    leave(pg)

    assert actions.sweep_icms() == 1
    back_with_the_rota(owned)


def test_nor_does_whose_link_was_taken_away(owned: Icm, pg: ProductGroup, people: People) -> None:
    fresh = {"created_at": owned.opened_at, "expires_at": owned.opened_at}
    grant = Grant.objects.create(member=pg.pia, icm=owned, reason="open_icm", **fresh)
    granting.revoke_link(grant, by=people.eva, reason="Their mailbox is read by somebody else.")

    assert actions.sweep_icms() == 1
    back_with_the_rota(owned)


def test_it_goes_back_once_and_another_takes_it(owned: Icm, pg: ProductGroup) -> None:
    leave(pg)
    assert [actions.sweep_icms(), actions.sweep_icms()] == [1, 0]

    icm = actions.acknowledge(Icm.objects.get(), by=pg.pete)

    assert (icm.state, icm.owner) == ("acknowledged", pg.pete)
    assert actions.sweep_icms() == 0


def test_what_they_were_asked_is_void(owned: Icm, pg: ProductGroup, people: People) -> None:
    actions.request_consent(owned, by=people.eva, exhausted="Both workarounds failed.")
    leave(pg)
    actions.sweep_icms()

    assert not Consent.objects.filter(state__in=["asked", "granted"]).exists()


@pytest.mark.parametrize("done", ["nothing", "resolved", "closed"])
def test_what_somebody_has_or_nobody_works_on_stays(owned: Icm, pg: ProductGroup, people: People, done: str) -> None:
    if done != "nothing":
        actions.resolve(owned, by=pg.pia, resolution="fixed", body="In build 5.")
        leave(pg)
    if done == "closed":
        actions.close(Icm.objects.get(), by=people.eva)
    before = everything()

    assert actions.sweep_icms() == 0
    assert everything() == before


def test_looking_for_them_is_one_question_however_many_are_worked_on(
    owned: Icm, make_icm: MakeIcm, pg: ProductGroup, people: People, django_assert_num_queries: Any
) -> None:
    for _each in range(3):
        actions.acknowledge(make_icm(), by=pg.pete)
    fresh = {"created_at": owned.opened_at, "expires_at": owned.opened_at}
    grant = Grant.objects.create(member=pg.pia, icm=owned, reason="open_icm", **fresh)
    granting.revoke_link(grant, by=people.eva, reason="Their mailbox is read by somebody else.")
    pg.pia.is_active = False
    pg.pia.save()

    with django_assert_num_queries(1):
        assert list(Icm.objects.orphaned()) == [owned]
