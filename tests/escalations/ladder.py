"""A consultation in a state, and who is away; brought there by what people do."""

from datetime import datetime, timedelta

from accounts.models import User
from escalations import actions
from escalations.models import Absence, Consultation, PgMember
from incidents.models import Incident
from notifications.moment import now
from tests.escalations.conftest import ProductGroup
from tests.people import People

QUESTION = "The writer starts and stops. How do I go on?"


def ask(incident: Incident, people: People, audience: str = "colleagues", **more: str) -> Consultation:
    """Eva asks about Query; a skipped rung has its reason."""
    sent = {
        "question": QUESTION,
        "reason": "" if audience == "colleagues" else "They were asked in the meeting.",
        **more,
    }
    return actions.ask(incident, by=people.eva, area=people.query, audience=audience, **sent)


def answered(incident: Incident, people: People, *, icm_indicated: bool = False) -> Consultation:
    asked = ask(incident, people)
    return actions.answer(asked, by=people.eli, body="Read the lease log.", icm_indicated=icm_indicated)


def consulted(incident: Incident, people: People) -> None:
    """One question that waits, and one that has its answer."""
    ask(incident, people)
    answered(incident, people)


def become(person: User, role: str) -> User:
    """From now on they are something else; what they know stays written down."""
    person.role = role
    person.save()
    return person


def away(*everybody: User | PgMember, since: datetime | None = None, days: float = 7) -> None:
    since = since or now() - timedelta(hours=1)
    for person in everybody:
        who = {"member": person} if isinstance(person, PgMember) else {"user": person}
        Absence.objects.create(since=since, until=since + timedelta(days=days), **who)


def all_away(pg: ProductGroup) -> None:
    """Nobody of the product group is there."""
    away(pg.pia, pg.pete, pg.leo, pg.ema, pg.pam)


def again(consultation: Consultation) -> Consultation:
    """As the database has it now."""
    return Consultation.objects.get(pk=consultation.pk)


def due(consultation: Consultation) -> datetime:
    """When its rung's time is over; what waits has such a time."""
    assert consultation.due_at is not None
    return consultation.due_at
