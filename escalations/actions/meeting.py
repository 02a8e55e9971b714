"""What the two meetings record: a course for an incident, a decision about an ICM (R28, R41)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotPossible, NotValid, lock
from accounts.models import User
from escalations import risk
from escalations.actions.csat_deciding import note_shiproom
from escalations.actions.house import ICMS, escalating, incidents_of, tell_of_icm
from escalations.meeting_letters import tell_decision
from escalations.meetings import morning
from escalations.meetings.days import today
from escalations.models import Icm, MorningReview, PgMember, ShiproomReview
from escalations.policy import MEETING_RULES
from incidents.actions.house import person, stamp
from incidents.actions.noting import note
from incidents.actions.tasking import delegate_task
from incidents.actions.words import BODY, FURTHEST, REASON, TITLE, able_owner, words
from incidents.models import Incident
from incidents.policy import RULES
from notifications.moment import now

NAME = 150  # characters of who does it, who may be anybody of either organisation


# --- The morning review -----------------------------------------------------------------------------------------------


@transaction.atomic
def review_incident(
    incident: Incident,
    *,
    by: User,
    course: str,
    guidance: str,
    who: User | None = None,
    by_when: datetime | None = None,
    task: bool = False,
) -> MorningReview:
    """A course and a note for the team; the incident leaves the board until something new puts it back (R28).

    `task` hands `who` the work as well, where `by` may. The course itself is taken by who is meant, nothing starts by
    itself. Of two decisions about one incident the last stands. Raises NotAllowed, NotPossible and NotValid by field.
    """
    if not MEETING_RULES["review_incident"](by, incident):
        raise NotAllowed(MEETING_RULES["review_incident"].why(incident))
    fresh = lock(incident)
    if fresh.is_closed:
        raise NotPossible(_("This is closed, and nothing is decided about it any more."))
    review = MorningReview(
        incident=fresh,
        day=today(),
        course=one_of(MorningReview.Course.values, course, "course", _("Choose a course of action.")),
        guidance=words(guidance, field="guidance", limit=REASON),
        by=by,
        who=able_owner(who, field="who") if who is not None else fresh.owner,
        by_when=to_come(by_when),
        reasons=morning.reasons_of(fresh),
        risk_marks=sorted(morning.marks_of(risk.risk_of(fresh, now()))),
    )
    write_down(review)
    if task:
        hand_out(review)
    fresh.refresh_from_db()
    review.at, review.through = fresh.last_event_at, fresh.event_count
    review.save()
    tell_decision(review)
    return review


@transaction.atomic
def bring_forward(incident: Incident, *, by: User) -> Incident:
    """To the head of the next morning review, until that has looked at it; what stands there already stays (R28).

    Raises NotAllowed and NotPossible.
    """
    fresh, rule = lock(incident), MEETING_RULES["bring_forward"]
    if not rule(by, fresh):
        raise NotAllowed(rule.why(fresh))
    if fresh.is_closed:
        raise NotPossible(_("This is closed, and nothing is decided about it any more."))
    if not morning.brought_forward([fresh]):
        note(fresh, morning.BROUGHT_FORWARD, by=by, data={})
    return fresh


def one_of(known: list[str], value: str, field: str, missing: str) -> str:
    if value not in known:
        raise NotValid({field: [missing]})
    return value


def to_come(moment: datetime | None) -> datetime | None:
    if moment is not None and not now() < moment <= now() + FURTHEST:
        raise NotValid({"by_when": [_("Give a time that is still to come, and not too far ahead.")]})
    return moment


def write_down(review: MorningReview) -> None:
    """The note on the incident; its owner is wanted, unless it is their own word (R15)."""
    who = {"assigned": person(review.who)} if review.who is not None else {}
    data = {"course": review.course, "by_when": stamp(review.by_when), **who}
    is_owners = review.incident.owner_id == review.by_id
    note(review.incident, "review_incident", by=review.by, data=data, words=review.guidance, wants_owner=not is_owners)


def hand_out(review: MorningReview) -> None:
    """As a task, by the rules of tasks: only the owner hands pieces of their work to colleagues (R16)."""
    if not RULES["delegate_task"](review.by, review.incident):
        raise NotValid({"task": [_("Only the owner hands out tasks. Record it without one: the owner is told.")]})
    if review.who is None or review.who.pk == review.incident.owner_id:
        raise NotValid({"who": [_("Name a colleague to hand the task to.")]})
    delegate_task(
        review.incident,
        by=review.by,
        title=review.get_course_display()[:TITLE],
        assignee=review.who,
        detail=review.guidance,
        due=review.by_when,
    )


# --- Shiproom ---------------------------------------------------------------------------------------------------------


def review_icm(
    icm: Icm,
    *,
    by: User | PgMember,
    decision: str,
    who: str = "",
    due_on: date | None = None,
    actions: str = "",
    customer_words: str = "",
    lesson: str = "",
    risk_reason: str = "",
) -> ShiproomReview:
    """A decision about a CSAT-impacting ICM, closed or not, escalated still or not (R41).

    What promises something names who and by which day. The words for the customer go to the incidents' owners, to use
    or not; nothing is sent to a customer. A lesson may name no sign: what the asker wrote is there to begin with, and
    whoever decides has not always one in mind. Raises NotAllowed, Stale, NotPossible and NotValid by field.
    """
    with escalating(ICMS, "review_icm", icm, by, incidents_of(icm)) as act:
        require_escalated(act.record)
        review = ShiproomReview(
            icm=act.record,
            day=today(),
            decision=one_of(ShiproomReview.Decision.values, decision, "decision", _("Choose what is decided.")),
            who=words(who, field="who", limit=NAME, required=False),
            due_on=due_on,
            actions=words(actions, field="actions", limit=BODY, required=False),
            customer_words=words(customer_words, field="customer_words", limit=BODY, required=False),
            lesson=words(lesson, field="lesson", limit=BODY, required=False),
            risk_reason=risk_reason,
            by=by if isinstance(by, User) else None,
            member=by if isinstance(by, PgMember) else None,
            at=act.at,
            through=act.record.event_count + 1,
        )
        require_whole(review)
        review.save()
        act.record.review_icm()
        act.words, act.data = review.actions, kept(review)
        note_shiproom(act.record, at=act.at)
        tell_of_icm(
            *(act.record, incidents_of(icm), "review_icm", by),
            **{"words": review.customer_words, "wants_owner": True, **kept(review)},
        )
    return review


def require_escalated(icm: Icm) -> None:
    """What never was CSAT-impacting has no place in shiproom."""
    if not icm.is_csat_impacting and not icm.history.filter(verb="mark_csat_impacting").exists():
        raise NotPossible(_("This ICM was never CSAT-impacting, so shiproom has nothing to decide about it."))


def require_whole(review: ShiproomReview) -> None:
    """Everything that this decision needs, named by field at once."""
    missing: dict[str, list[str]] = {}
    if review.decision in ShiproomReview.PROMISES:
        if not review.who:
            missing["who"] = [_("Say who does it.")]
        if said := wrong_day(review):
            missing["due_on"] = [said]
    if review.decision == ShiproomReview.Decision.BY_DESIGN and not review.customer_words:
        missing["customer_words"] = [_("By design needs the insight, in words that the customer can be told.")]
    if review.decision == ShiproomReview.Decision.NOTHING_MORE and review.icm.is_alive:
        missing["decision"] = [_("The product group still works on it: keep watching, if nothing else.")]
    if review.lesson and review.risk_reason not in {"", *ShiproomReview.RiskReason.values}:
        missing["risk_reason"] = [_("Choose a sign that Relief knows, or none.")]
    if missing:
        raise NotValid(missing)


def wrong_day(review: ShiproomReview) -> str:
    if review.due_on is None:
        return _("Say by which day; it is on the list again then.")
    if review.due_on < review.day:
        return _("That day is over. Name one to come; it is on the list again then.")
    return _("That day is too far ahead.") if review.due_on > review.day + FURTHEST else ""


def kept(review: ShiproomReview) -> dict[str, Any]:
    """What the histories keep of it; the words for the customer are the support team's."""
    due = review.due_on.isoformat() if review.due_on else None
    return {"decision": review.decision, "by_whom": review.who, "due_on": due}
