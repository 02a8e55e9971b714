"""An ICM of several incidents: whoever acts locks them by id, and who is meant is the one that it was opened for."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts import acting
from accounts.acting import Stale
from escalations import actions, links
from escalations.actions import csat, granting, house
from escalations.actions.granting import revoke_link
from escalations.models import Grant, Icm
from incidents.models import Incident
from notifications.models import Notification
from notifications.moment import at
from tests.aftermath import everything
from tests.conftest import MONDAY, Make
from tests.escalations.asking import WORDS, ask
from tests.escalations.conftest import JoinLate, MakeIcm, ProductGroup, investigate
from tests.escalations.thread import EXHAUSTED
from tests.people import People

BOTH_WAYS = pytest.mark.parametrize("is_older_joined", [True, False])


@pytest.fixture
def of_two(make: Make, make_icm: MakeIcm, people: People) -> Callable[[bool], Icm]:
    """Opened for one incident, joined by one that is older or newer."""

    def made(is_older_joined: bool) -> Icm:
        with at(MONDAY):
            pair = [make("work_in_progress"), make("work_in_progress")]
            own, joined = reversed(pair) if is_older_joined else pair
            investigate(own, people)
            return actions.join(make_icm(incident=own), by=people.eva, incident=joined)

    return made


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The incidents in the order in which they are locked."""
    found: list[int] = []

    def lock(record: Any) -> Any:
        if isinstance(record, Incident):
            found.append(record.pk)
        return acting.lock(record)

    monkeypatch.setattr(house, "lock", lock)
    monkeypatch.setattr(granting, "lock", lock)
    monkeypatch.setattr(csat, "lock", lock)
    return found


@BOTH_WAYS
def test_a_sweep_locks_the_incidents_by_id(
    of_two: Callable[[bool], Icm], locked: list[int], is_older_joined: bool
) -> None:
    icm = of_two(is_older_joined)
    locked.clear()
    with at(MONDAY + timedelta(days=3)):
        assert actions.sweep_icms() == 1

    assert locked == sorted(hit.pk for hit in icm.incidents)


@BOTH_WAYS
def test_taking_a_link_away_locks_the_incidents_by_id(
    of_two: Callable[[bool], Icm], locked: list[int], people: People, pg: ProductGroup, is_older_joined: bool
) -> None:
    icm = of_two(is_older_joined)
    letter = Notification.objects.get(verb="open_icm", address=pg.pia.email)
    links.address_for(pg.pia, icm, letter)
    locked.clear()
    revoke_link(Grant.objects.get(icm=icm), by=people.eva, reason="She has left the team.")

    assert locked == sorted(hit.pk for hit in icm.incidents)


@BOTH_WAYS
def test_asking_for_an_incident_that_is_not_among_them_locks_all_by_id(
    of_two: Callable[[bool], Icm], make: Make, locked: list[int], people: People, is_older_joined: bool
) -> None:
    with at(MONDAY):
        icm, newcomer = of_two(is_older_joined), make("work_in_progress")
        locked.clear()
        actions.request_csat(by=people.eva, icm=icm, incident=newcomer, **WORDS)

    assert newcomer in Icm.objects.get(pk=icm.pk).incidents
    first_time = list(dict.fromkeys(locked))
    assert first_time == sorted(hit.pk for hit in icm.incidents)


@pytest.mark.parametrize(
    ("room", "act"),
    [
        (house, lambda icm, by: actions.update(icm, by=by, body="We wait.")),
        (csat, lambda icm, by: actions.decline_csat(icm.csat_requests.get(), by=by, reason="They are content.")),
        (granting, lambda icm, by: revoke_link(Grant.objects.get(icm=icm), by=by, reason="She has left the team.")),
    ],
)
def test_who_would_lock_an_incident_that_joined_meanwhile_after_the_icm_looks_again_first(
    make: Make,
    make_icm: MakeIcm,
    people: People,
    pg: ProductGroup,
    join_before_the_locks: JoinLate,
    room: Any,
    act: Any,
) -> None:
    with at(MONDAY):
        older, own = make("work_in_progress"), make("work_in_progress")
        investigate(own, people)
        icm = make_icm(incident=own)
        ask(icm, people)
        links.address_for(pg.pia, icm, Notification.objects.get(verb="open_icm", address=pg.pia.email))
        came = join_before_the_locks(room, icm, older)
        before = everything()
        with pytest.raises(Stale, match="Look at it again"):
            act(icm, people.sam)

        assert came == [older]
        assert everything() == before
        act(icm, people.sam)


@BOTH_WAYS
def test_consent_is_asked_for_the_incident_that_it_was_opened_for(
    of_two: Callable[[bool], Icm], people: People, pg: ProductGroup, is_older_joined: bool
) -> None:
    icm = of_two(is_older_joined)
    actions.request_consent(icm, by=people.eva, exhausted=EXHAUSTED)

    assert {row.incident for row in icm.consents.all()} == {icm.incidents[0]}
