"""A code that is entered while a link is taken away: both hold the record first, and the revocation is never lost."""

from typing import Any

import pytest

from accounts import acting
from accounts.acting import NotValid
from escalations import links, visits
from escalations.actions import entering, granting
from escalations.audit import Traces
from escalations.models import Grant, Icm, Link, PgEntry, PgSession
from escalations.visits import Visit
from notifications.moment import now
from tests.escalations.conftest import ProductGroup
from tests.escalations.links.conftest import token_in
from tests.incidents.test_races import _patient as _patient
from tests.incidents.test_races import at_once
from tests.people import People


@pytest.fixture
def visit(link: str) -> Visit:
    """Pia's, who has opened her mail's link and entered no code yet."""
    found = Link.objects.get(selector=token_in(link).partition(".")[0])
    key = entering.open_link(links.token_of(found), Traces("192.0.2.1"), "", "").key  # type: ignore[union-attr]
    rows = PgEntry.objects.select_related("session", "link", "grant__member", "grant__icm")
    return Visit(rows.get(session__key_hash=visits.hashed(key)), Traces("192.0.2.1"))


@pytest.mark.django_db
def test_who_enters_a_code_locks_the_record_before_grant_and_person(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = entering.send_code(visit)
    order: list[str] = []

    def lock(record: Any) -> Any:
        order.append(type(record).__name__)
        return acting.lock(record)

    def is_still_standing(asked: Visit) -> bool:
        order.append("grant and person")
        return still_standing(asked)

    still_standing = visits.is_still_standing
    monkeypatch.setattr(entering, "lock", lock)
    monkeypatch.setattr(visits, "is_still_standing", is_still_standing)
    entering.prove(visit, code)

    assert order[:2] == ["Icm", "grant and person"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["one link", "everything of the person"])
def test_whichever_comes_first_the_link_is_dead(
    visit: Visit, icm: Icm, pg: ProductGroup, people: People, what: str
) -> None:
    code = entering.send_code(visit)

    def revoke() -> object:
        if what == "one link":
            return granting.revoke_link(Grant.objects.get(pk=visit.grant.pk), by=people.eva, reason="Mailbox lost.")
        return granting.revoke_person(pg.pia, by=people.eva)

    proved, revoked = at_once([lambda: entering.prove(visit, code), revoke])

    assert revoked is None
    assert isinstance(proved, tuple | NotValid)
    assert not visits.standing(now()).filter(session__in=PgSession.objects.all()).exists()
