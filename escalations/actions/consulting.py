"""Whoever is unsure how to go on asks, and is answered: rung by rung, each recorded (R30)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Act, NotAllowed, NotPossible, NotValid, lock
from accounts.models import Area, User
from escalations import policy
from escalations.actions.climbing import climb, end_rung
from escalations.actions.house import CONSULTATIONS, begin, escalating, incident_of, tell_incidents
from escalations.ladder import RUNGS, below, upward
from escalations.models import Answer, Consultation, Doer, PgMember, Rung
from incidents.actions.words import BODY, REASON, words
from incidents.models import Incident
from notifications.moment import now


@transaction.atomic
def ask(
    incident: Incident, *, by: User, area: Area | None, audience: str, question: str, reason: str = ""
) -> Consultation:
    """A question to the people of a rung; where none of them is there, it goes on to the next at once (R30).

    Raises NotAllowed, NotPossible (closed) and NotValid by field: a lower rung that nobody has asked yet about this
    incident and area is left out for a reason only.
    """
    if not policy.may_escalate(by):
        raise NotAllowed(str(policy.SUPPORT.sentence))
    fresh = lock(incident)
    if fresh.is_closed:
        raise NotPossible(_("This is closed, and nobody is asked about it any more."))
    why = words(reason, field="reason", limit=REASON, required=False)
    require_rung(fresh, area, audience, why)
    at = max(now(), fresh.last_event_at)
    asked = Consultation(
        incident=fresh,
        area=area,
        audience=audience,
        question=words(question, field="question", limit=BODY),
        asked_by=by,
        asked_at=at,
        last_event_at=at,
    )
    asked.save()
    passed = climb(asked, audience, at, by=by, reason=why)
    begin(asked, "ask", by, incident=fresh.number, audience=asked.audience, passed=passed, reason=why)
    tell_incidents(
        [fresh], "ask", by, words=asked.question, consultation=asked.number, audience=asked.audience, passed=passed
    )
    return asked


def require_rung(incident: Incident, area: Area | None, audience: str, reason: str) -> None:
    """Raises NotValid by field."""
    if area is None:
        raise NotValid({"area": [_("Choose the area: it says who knows about it.")]})
    if audience not in RUNGS:
        raise NotValid({"audience": [_("Choose whom to ask.")]})
    if skipped(incident, area, audience) and not reason:
        raise NotValid({"reason": [_("Say why those who are asked before are left out.")]})


def skipped(incident: Incident, area: Area, audience: str) -> list[str]:
    """The lower rungs that nobody has asked about this incident and area yet."""
    rungs = Rung.objects.filter(consultation__incident=incident, consultation__area=area)
    taken = set(rungs.values_list("audience", flat=True))
    return [each for each in below(audience) if each not in taken]


def answer(consultation: Consultation, *, by: Doer, body: str, icm_indicated: bool) -> Consultation:
    """What to do next, and whether an ICM is indicated; it wants the incident's owner (R15, R30)."""
    with escalating(CONSULTATIONS, "answer", consultation, by, incident_of(consultation)) as act:
        act.words = words(body, field="body", limit=BODY)
        act.record.answer()
        keep_answer(act, icm_indicated)
        end_rung(act.record, Rung.Outcome.ANSWERED, act.at)
        act.data = {"icm_indicated": icm_indicated, "audience": act.record.audience}
        incident = act.record.incident
        is_news = not (isinstance(by, User) and by.pk == incident.owner_id)
        tell_incidents(
            [incident],
            "answer",
            by,
            words=act.words,
            wants_owner=is_news,
            consultation=consultation.number,
            icm_indicated=icm_indicated,
            audience=act.record.audience,
        )
    return act.record


def keep_answer(act: Act[Consultation, Doer], icm_indicated: bool) -> None:
    Answer.objects.create(
        consultation=act.record,
        by=act.by if isinstance(act.by, User) else None,
        member=act.by if isinstance(act.by, PgMember) else None,
        audience=act.record.audience,
        body=act.words,
        icm_indicated=icm_indicated,
        at=act.at,
    )


def move_up(consultation: Consultation, *, by: User, reason: str) -> Consultation:
    """To the next rung before its time, or because an answer did not settle it (R30)."""
    with escalating(CONSULTATIONS, "move_up", consultation, by, incident_of(consultation)) as act:
        act.words = words(reason, field="reason", limit=REASON)
        act.data = rise(act.record, act.at, by=by, reason=act.words)
        tell_incidents(
            [act.record.incident], "move_up", by, words=act.words, consultation=consultation.number, **act.data
        )
    return act.record


def rise(consultation: Consultation, at: datetime, *, by: User | None, reason: str = "") -> dict[str, Any]:
    """One rung up, and further where nobody is there; what the histories keep of it."""
    left = consultation.audience
    end_rung(consultation, Rung.Outcome.MOVED_UP, at)
    consultation.move_up()
    passed = climb(consultation, upward(left)[1], at, by=by, reason=reason)
    return {"from": left, "to": consultation.audience, "passed": passed}


def end(consultation: Consultation, *, by: User, reason: str = "") -> Consultation:
    """Nobody needs the answer any more."""
    with escalating(CONSULTATIONS, "end", consultation, by, incident_of(consultation)) as act:
        act.words = words(reason, field="reason", limit=REASON, required=False)
        act.record.end()
        end_rung(act.record, Rung.Outcome.ENDED, act.at)
        tell_incidents([act.record.incident], "end", by, words=act.words, consultation=consultation.number)
    return act.record
