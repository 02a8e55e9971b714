"""The product group in a customer's conversation: asked, agreed, added by name, and out at once (R37)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.acting import Act, NotPossible, NotValid
from accounts.models import User
from escalations.actions.house import ICMS, escalating, incidents_of, tell_incidents
from escalations.actions.in_touch import be_in_touch
from escalations.consent import KEY, ground_offered
from escalations.models import Consent, CsatRequest, Doer, Icm, PgMember
from escalations.models.consent import ConsentQuerySet
from escalations.offered import around, no_ground, nobody_to_ask, nothing_open
from incidents.actions.guests import admit_guest, dismiss_guest, write_as_guest
from incidents.actions.words import BODY, REASON, words
from incidents.models import Guest, Incident

State, Ground = Consent.State, Guest.Ground
IcmAct = Act[Icm, Doer]
OWN_WISH = {"ask_to_join", "engage_csat"}  # what they write with it is why they join


# --- The support team's -----------------------------------------------------------------------------------------------


def request_consent(icm: Icm, *, by: User, exhausted: str, incident: Incident | None = None) -> Icm:
    """Say what the support team and the customer have exhausted, and ask who works on it to speak with the customer.

    Nothing changes in the conversation until they say yes. `incident`: of which customer, where the ICM hits several.
    """
    with escalating(ICMS, "request_consent", icm, by, incidents_of(icm)) as act:
        which = concerned(act.record, incident)
        act.words = words(exhausted, field="exhausted", limit=BODY)
        act.record.request_consent()
        asked = askable(act.record, which)
        for member in asked:
            ask(act, which, member, by)
        act.data = {"incident": which.number, "members": [{"id": who.pk, "name": who.name} for who in asked]}
        names = ", ".join(who.name for who in asked)
        tell_incidents([which], "request_consent", by, words=act.words, icm=icm.number, members=names)
    return act.record


def concerned(icm: Icm, incident: Incident | None) -> Incident:
    """The open incident that is meant: the one that is named, else the first that the ICM was opened for."""
    still_open = [each for each in incidents_of(icm) if not each.is_closed]
    if incident is not None and incident not in still_open:
        raise NotValid({"incident": [_("Name an open incident of this ICM.")]})
    if not still_open:
        raise NotPossible(nothing_open())
    return incident or still_open[0]


def askable(icm: Icm, incident: Incident) -> list[PgMember]:
    """Who works on it, or while nobody does, who may take it; without those who are in the conversation already."""
    found = around([icm])[icm.pk].of(incident)
    if found is None or not found.askable:
        raise NotPossible(nobody_to_ask())
    return found.askable


def ask(act: IcmAct, incident: Incident, member: PgMember, by: User) -> None:
    """Asked again before they answered, it is one question, with the newer words."""
    row = open_row(act.record, incident, member)
    row.exhausted, row.asked_by, row.asked_at = act.words, by, act.at
    row.save()


def open_row(icm: Icm, incident: Incident, member: PgMember) -> Consent:
    found = icm.consents.asked().filter(incident=incident, member=member).first()
    return found or Consent(icm=icm, incident=incident, member=member, state=State.ASKED)


def add_to_thread(icm: Icm, *, by: User, member: PgMember, incident: Incident | None = None) -> Icm:
    """By name, where the incident is severity 1 now or an approved CSAT escalation brings its leadership in."""
    with escalating(ICMS, "add_to_thread", icm, by, incidents_of(icm)) as act:
        which = concerned(act.record, incident)
        ground = ground_offered(member, act.record, which)
        if ground is None:
            raise NotValid({"member": [no_ground()]})
        act.record.add_to_thread()
        let_in(act, which, member, ground, by)
        act.data = {"incident": which.number, "ground": ground, "member": {"id": member.pk, "name": member.name}}
    return act.record


def remove_from_thread(icm: Icm, *, by: User, member: PgMember, reason: str) -> Icm:
    """Out at once, also for mail that waits to be sent."""
    with escalating(ICMS, "remove_from_thread", icm, by, incidents_of(icm)) as act:
        act.words = words(reason, field="reason", limit=REASON)
        act.record.remove_from_thread()
        rows = required(act.record.consents.standing().filter(member=member), nobody_there())
        see_off(rows, State.ENDED, act.at, by=by, why=act.words)
        act.data = {"member": {"id": member.pk, "name": member.name}}
    return act.record


# --- The product group's ----------------------------------------------------------------------------------------------


def consent(icm: Icm, *, by: PgMember, only_once: bool = False, incident: Incident | None = None) -> Icm:
    """Yes: who was asked is in the conversation from now on, and the customer is told.

    An answer is to one question: of several customers', the one that is named, else the oldest, as the page shows it.
    `only_once`: for this question alone; with their words to the customer they are out again.
    """
    with escalating(ICMS, "consent", icm, by, incidents_of(icm)) as act:
        row = required(act.record.consents.asked_of(by, incident), nothing_asked())[0]
        act.record.consent()
        row.only_once = only_once
        row.save(update_fields=["only_once"])
        let_in(act, row.incident, by, Ground.CONSENTED.value, None)
        be_in_touch(act.record, row.incident, by, act.at)
        act.data = {"incident": row.incident.number, "ground": Ground.CONSENTED.value}
        act.data |= {"only_once": True} if only_once else {}
    return act.record


def decline_consent(icm: Icm, *, by: PgMember, reason: str = "", incident: Incident | None = None) -> Icm:
    """No, to one question as a yes is; with none open, not any more: who had agreed is out at once, without a why."""
    with escalating(ICMS, "decline_consent", icm, by, incidents_of(icm)) as act:
        act.words = words(reason, field="reason", limit=REASON, required=False)
        asked = list(act.record.consents.asked_of(by, incident).select_related("incident", "guest"))
        rows = asked[:1] or required(act.record.consents.standing_of(by, incident), nothing_asked())
        act.record.decline_consent()
        see_off(rows, State.DECLINED, act.at, why=act.words)
        told = [row.incident for row in rows]
        act.data = {"incident": told[0].number}
        tell_incidents(told, "decline_consent", by, words=act.words, wants_owner=True, icm=icm.number)
    return act.record


def ask_to_join(icm: Icm, *, by: PgMember, reason: str = "", incident: Incident | None = None) -> Icm:
    """Their own wish is the ground, and pressing is the joining; the owner and the customer are told."""
    with escalating(ICMS, "ask_to_join", icm, by, incidents_of(icm)) as act:
        which = wished_for(act.record, by, incident)
        act.words = words(reason, field="reason", limit=REASON, required=False)
        act.record.ask_to_join()
        let_in(act, which, by, Ground.PG_REQUESTED.value, None)
        be_in_touch(act.record, which, by, act.at)
        act.data = {"incident": which.number, "ground": Ground.PG_REQUESTED.value}
    return act.record


def wished_for(icm: Icm, member: PgMember, incident: Incident | None) -> Incident:
    """The conversation that is named; else, of those that they are not in, an escalated customer's first (R40)."""
    first = concerned(icm, incident)
    if incident is not None:
        return incident
    inside = set(icm.consents.standing_of(member, None).values_list("incident", flat=True))
    outside = [each for each in incidents_of(icm) if not each.is_closed and each.pk not in inside]
    escalated = set(CsatRequest.objects.approved().filter(icm=icm).values_list("incident", flat=True))
    return next((each for each in outside if each.pk in escalated), outside[0] if outside else first)


def leave(icm: Icm, *, by: PgMember, incident: Incident | None = None) -> Icm:
    """Out of the conversation that is named, or of every one that they are in by this ICM."""
    with escalating(ICMS, "leave", icm, by, incidents_of(icm)) as act:
        rows = required(act.record.consents.standing_of(by, incident), not_there())
        act.record.leave()
        see_off(rows, State.ENDED, act.at)
        act.data = {"incident": rows[0].incident.number}
    return act.record


def write_to_customer(icm: Icm, *, by: PgMember, body: str, incident: Incident | None = None) -> Icm:
    """Public words in the conversation that they are in; the owner has them at once (R37).

    `incident`: which of several. What is meant for one customer never goes to another because it was not said.
    """
    with escalating(ICMS, "write_to_customer", icm, by, incidents_of(icm)) as act:
        rows = required(act.record.consents.standing_of(by, incident), not_there())
        if len(rows) > 1:
            raise NotValid({"incident": [_("You are in several customers' conversations: write in one of them.")]})
        act.record.write_to_customer()
        act.words = words(body, field="body", limit=BODY)
        assert rows[0].guest is not None  # noqa: S101 - it stands
        write_as_guest(rows[0].guest, act.words)
        be_in_touch(act.record, rows[0].incident, by, act.at)
        act.data = {"incident": rows[0].incident.number}
        if rows[0].only_once:
            see_off(rows[:1], State.ENDED, act.at)
            act.data["only_once"] = True
    return act.record


# --- In and out -------------------------------------------------------------------------------------------------------


def let_in(act: IcmAct, incident: Incident, member: PgMember, ground: str, by: User | None) -> None:
    """The consent first, then the guest: their first letter asks for it already."""
    if Consent.objects.standing().filter(incident=incident, member=member).exists():
        raise NotPossible(_("%(name)s is in this conversation already.") % {"name": member.name})
    row = open_row(act.record, incident, member)
    row.state, row.ground, row.answered_at = State.GRANTED, ground, act.at
    row.asked_by, row.asked_at = row.asked_by or by, row.asked_at or act.at
    row.reason = act.words if act.verb in OWN_WISH else row.reason
    row.save()
    row.guest = admit_guest(
        incident,
        by=by,
        key=f"{KEY}{member.pk}",
        name=member.name,
        address=member.email,
        ground=ground,
        zone=member.zone,
    )
    row.save(update_fields=["guest"])


def see_off(
    rows: Iterable[Consent], state: Consent.State, at: datetime, *, by: User | None = None, why: str = ""
) -> None:
    for row in rows:
        end(row, state, at, why)
        if row.guest is not None:
            dismiss_guest(row.guest, by=by, why=why)


def end(row: Consent, state: Consent.State, at: datetime | None, why: str = "") -> None:
    row.state, row.ended_at, row.reason = state, at, why or row.reason
    row.save(update_fields=["state", "ended_at", "reason"])


def required(rows: ConsentQuerySet, sorry: str) -> list[Consent]:
    found = list(rows.select_related("incident", "guest__incident"))
    if not found:
        raise NotPossible(sorry)
    return found


def not_there() -> str:
    return _("You are not in this customer's conversation.")


def nothing_asked() -> str:
    return _("Nobody asks you to join a customer's conversation just now.")


def nobody_there() -> str:
    return _("They are not in this customer's conversation.")


# --- What else ends it ------------------------------------------------------------------------------------------------


def part(icm: Icm, at: datetime, *members: PgMember | None) -> None:
    """Who hands it over is out, and what they were asked is void; without names, everybody: it is closed (R37)."""
    rows = icm.consents.filter(state__in=[State.ASKED, State.GRANTED])
    if members:
        rows = rows.filter(member__in=[member for member in members if member is not None])
    see_off(rows.select_related("incident", "guest__incident"), State.ENDED, at)


def end_with(incident: Incident, at: datetime) -> None:
    """A closing ends what was granted and what was asked: an answer that comes after a reopening is to nothing (R37).

    In the transaction that closes it, which holds the incident, as everybody does who writes a consent about it.
    """
    rows = Consent.objects.filter(incident=incident, state__in=[State.ASKED, State.GRANTED])
    rows.update(state=State.ENDED, ended_at=at)
