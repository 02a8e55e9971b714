"""Who was named as having asked for an ICM can say that they never did (R31)."""

from typing import Any

import pytest

from accounts.acting import NotAllowed, NotPossible
from escalations import actions
from escalations.models import Icm
from incidents.models import Incident
from incidents.replaying import replay_timeline
from tests.aftermath import letters, refused, verbs
from tests.conftest import Make
from tests.escalations.conftest import ProductGroup
from tests.escalations.gate.conftest import BUG
from tests.people import People


@pytest.fixture
def icm(make: Make, people: People, pg: ProductGroup) -> Icm:
    """Eli opens it for an incident of Eva's, on Pam's word."""
    asked: dict[str, Any] = {**BUG, "ground": "pg_indicated", "evidence": ""}
    return actions.open_icm(
        make("work_in_progress"), by=people.eli, pg_member=pg.pam, said_where="Planning call", **asked
    )


def test_the_ground_is_marked_and_opener_and_owner_are_wanted(icm: Icm, pg: ProductGroup) -> None:
    denied = actions.deny(icm, by=pg.pam, body="I spoke of another one.")

    assert denied.is_ground_denied
    assert (denied.ground, denied.state) == ("pg_indicated", "open")
    assert letters("deny") == {"eva": "staff", "eli": "staff"}
    incident = Incident.objects.get()
    assert incident.action_needed
    assert verbs(incident)[-2:] == ["open_icm", "deny"]
    assert replay_timeline(Incident.objects.all()).differences == []


def test_nobody_else_can(icm: Icm, people: People, pg: ProductGroup) -> None:
    others: list[Any] = [pg.pia, pg.ema, people.eva, people.mia, people.ada]
    for doer in others:
        with refused(NotAllowed):
            actions.deny(icm, by=doer)


def test_once_is_enough(icm: Icm, pg: ProductGroup) -> None:
    actions.deny(icm, by=pg.pam)

    with refused(NotPossible):
        actions.deny(icm, by=pg.pam)


def test_what_is_closed_is_not_denied_any_more(icm: Icm, people: People, pg: ProductGroup) -> None:
    actions.acknowledge(icm, by=pg.pia)
    actions.resolve(icm, by=pg.pia, resolution="fixed")
    actions.close(icm, by=people.eva)

    with refused(NotPossible):
        actions.deny(icm, by=pg.pam)
