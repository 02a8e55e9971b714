"""How a consultation comes to a rung and leaves it: where nobody is there it goes on at once, and says so (R30)."""

from datetime import datetime

from accounts.models import User
from escalations import ladder
from escalations.ladder import LAST, Asked, upward
from escalations.models import Consultation, PgMember, Rung


def climb(consultation: Consultation, audience: str, at: datetime, *, by: User | None, reason: str = "") -> list[str]:
    """Put it on a rung, or on the first above where somebody is there; the rungs that it passed by are recorded too.

    It stays on the last one, come what may: whoever cannot be asked there is reminded, and the owner told.
    """
    passed: list[str] = []
    for rung in upward(audience):
        people = ladder.there(consultation, rung, at)
        put_on(consultation, rung, people, at, by=by, reason=reason)
        if people or rung == LAST:
            break
        end_rung(consultation, Rung.Outcome.NOBODY, at)
        passed.append(rung)
        by, reason = None, ""
    consultation.save()
    return passed


def put_on(
    consultation: Consultation, rung: str, people: list[Asked], at: datetime, *, by: User | None, reason: str
) -> None:
    consultation.audience = rung
    consultation.due_at = ladder.due(consultation.incident, rung, at)
    Rung.objects.create(
        consultation=consultation,
        audience=rung,
        at=at,
        until=consultation.due_at,
        by=by,
        reason=reason,
        asked=[kept(each) for each in people],
    )


def kept(person: Asked) -> dict[str, object]:
    """As the timeline keeps people: found by id, readable without."""
    return {"id": person.pk, "name": person.name, "kind": "pg" if isinstance(person, PgMember) else "user"}


def end_rung(consultation: Consultation, outcome: str, at: datetime) -> None:
    """The one that stands, if one does: an answered consultation stands on none."""
    consultation.rungs.filter(outcome="").update(outcome=outcome, over_at=at)
