"""Asking that an ICM be marked CSAT-impacting, and talking it over with the SME who decides (R39)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Act, House, NotAllowed, NotPossible, NotValid, acting, lock
from accounts.models import User
from escalations import gate, judges, notices, policy
from escalations.actions.house import (
    begin,
    incidents_of,
    lock_all,
    nothing_to_settle,
    record,
    require_nobody_joined,
    tell_incidents,
)
from escalations.actions.opening import join
from escalations.models import CsatRequest, Doer, Icm, IcmIncident, Naming
from incidents import calendars
from incidents.actions.words import BODY, REASON, words
from incidents.models import Incident, Message
from notifications.moment import now

CSAT_REQUESTS: House[Any, Doer] = House(
    rules=policy.CSAT_RULES, settle=nothing_to_settle, record=record, tell=notices.tell
)
ANSWER_WITHIN = timedelta(hours=2)  # of working time, and as much again on each rung
MOST_QUOTES = 10
Opening = Mapping[str, Any]


@contextmanager
def requesting(verb: str, request: CsatRequest, by: Doer) -> Iterator[Act[CsatRequest, Doer]]:
    """As acting(), after the incident and the ICM that the request is about (lock order: incident, ICM, request)."""
    with transaction.atomic():
        incidents = [request.incident, *(incidents_of(request.icm) if request.icm is not None else [])]
        lock_all(incidents)
        if request.icm is not None:
            lock(request.icm)
        with acting(CSAT_REQUESTS, verb, request, by) as act:
            require_nobody_joined(act.record.icm, incidents)
            yield act


@transaction.atomic
def request_csat(
    *,
    by: User,
    why: str,
    prevention: str,
    sentiment: str = "",
    sentiment_words: str = "",
    icm: Icm | None = None,
    incident: Incident | None = None,
    opening: Opening | None = None,
    exceptionally_bad: bool = False,
    exceptional_because: str = "",
    quotes: Sequence[int] = (),
    sme: User | None = None,
) -> CsatRequest:
    """Ask for it, before incident and ICM are closed; an SME decides (R39).

    `icm` is joined by `incident` where it has not yet. Without an ICM, `opening` is what open_icm() takes but for the
    ground: the approval is the expert's word that opens it (R40). Raises NotAllowed, NotPossible and NotValid by field.
    """
    if not policy.may_escalate(by):
        raise NotAllowed(str(policy.SUPPORT.sentence))
    named = of_icm(icm, incident)
    lock_all([named, *(incidents_of(icm) if icm is not None else [])])  # as joining does, which would come too late
    about = lock(named)
    require_open(about, icm)
    if icm is not None:
        icm = joined(icm, about, by)
    region = about.organization.region_id
    area = icm.area_id if icm is not None else area_of(about)
    request = CsatRequest(incident=about, icm=icm, area_id=area, region_id=region, asked_by=by, sme=sme)
    require_alone(request)
    write(request, sentiment, sentiment_words, why, prevention, exceptionally_bad, exceptional_because, quotes)
    request.asked_at = now()
    put_to_judges(request, request.asked_at)
    if icm is None:
        request.opening = rehearsed(opening, request)
    begin(request, "request_csat", by, incident=about.number, **({"icm": icm.number} if icm else {}))
    tell_incidents([about], "request_csat", by, request=request.number, words=request.why)
    return request


def of_icm(icm: Icm | None, incident: Incident | None) -> Incident:
    """The incident that is meant; of an ICM that is named alone, the first that is still open."""
    if incident is not None:
        return incident
    if icm is None:
        raise NotValid({"icm": [_("Say which ICM, or which incident.")]})
    hits = [hit.incident for hit in icm.hits.select_related("incident").order_by("pk")]
    return next((each for each in hits if not each.is_closed), hits[0])


def require_open(incident: Incident, icm: Icm | None) -> None:
    """Before the incident or its ICM is closed: afterwards nobody can mend it for this customer (R39)."""
    gone = incident if incident.is_closed else icm if icm is not None and icm.is_closed else None
    if gone is not None:
        raise NotPossible(_("%(number)s is closed: an escalation comes before that.") % {"number": gone.number})


def joined(icm: Icm, incident: Incident, by: User) -> Icm:
    """The ICM with the incident among those that it hits, in the same step (R40)."""
    if IcmIncident.objects.filter(icm=icm, incident=incident).exists():
        return lock(icm)
    if hindered := icm.hindrance("join"):
        raise hindered
    return join(icm, by=by, incident=incident)


def area_of(incident: Incident) -> int:
    if incident.area_id is None:
        raise NotValid({"incident": [_("Choose the incident's area first: it says who decides.")]})
    return incident.area_id


def write(
    request: CsatRequest,
    sentiment: str,
    sentiment_words: str,
    why: str,
    prevention: str,
    exceptionally_bad: bool,
    exceptional_because: str,
    quotes: Sequence[int],
) -> None:
    """What the asker says; raises NotValid for every field that needs another look, not for the first alone."""
    mood = sentiment.strip().lower()
    is_mood = mood in CsatRequest.Sentiment.values
    own = sentiment_words if is_mood else " ".join(part for part in (sentiment, sentiment_words) if part.strip())
    because = exceptional_because if exceptionally_bad else ""
    said = each_checked(
        partial(words, own, field="sentiment", limit=REASON, required=not is_mood),
        partial(words, why, field="why"),
        partial(words, prevention, field="prevention"),
        partial(words, because, field="exceptional_because", limit=REASON, required=False),
        partial(picked, request.incident, quotes),
    )
    request.sentiment = mood if is_mood else ""
    request.sentiment_words, request.why, request.prevention, request.exceptional_because, request.quotes = said
    request.exceptionally_bad = exceptionally_bad


def each_checked(*checks: Callable[[], Any]) -> list[Any]:
    """What each makes of its field; raises NotValid with the findings of all of them."""
    found, errors = [], dict[str, list[str]]()
    for check in checks:
        try:
            found.append(check())
        except NotValid as refusal:
            errors |= refusal.errors
    if errors:
        raise NotValid(errors)
    return found


def picked(incident: Incident, quotes: Sequence[int]) -> list[int]:
    """Words of the customer's own, of this conversation."""
    said = Message.objects.filter(incident=incident, visibility=Message.Visibility.PUBLIC, author__role="customer")
    found = sorted(said.filter(pk__in=quotes).values_list("pk", flat=True))
    if len(found) != len(set(quotes)) or len(found) > MOST_QUOTES:
        raise NotValid({"quotes": [_("Choose from the customer's own messages, ten at most.")]})
    return found


def put_to_judges(request: CsatRequest, at: datetime) -> None:
    """To the one who is named, or all of the region; where nobody is there, to the next rung at once (R40)."""
    if request.sme is not None and not policy.covers(request.sme, request.area_id, request.region_id):
        raise NotValid({"sme": [_("%(name)s does not cover this here.") % {"name": request.sme.name}]})
    if request.sme_id == request.asked_by_id:
        raise NotValid({"sme": [_("Nobody decides their own request.")]})
    if not judges.smes(request.area_id, None, but=request.asked_by_id):
        raise NotPossible(_("No SME covers this area. The administrator can name one."))
    request.rung = judges.next_rung(request, CsatRequest.Rung.ASKED)
    request.due_at = request.chase_at = answer_due(request.incident, at)


def answer_due(incident: Incident, at: datetime) -> datetime:
    """Two hours of working time; round the clock at severity 1."""
    return calendars.due(at, ANSWER_WITHIN, incident.promise.hours_at(incident.severity))


def rehearsed(opening: Opening | None, request: CsatRequest) -> dict[str, Any]:
    """What the approval will open, asked of the gate now: an SME's word then leaves nothing to put right (R40)."""
    if not opening:
        raise NotValid({"icm": [_("There is no ICM yet: name one to join, or say what is to be opened.")]})
    expert = judges.smes(request.area_id, None, but=request.asked_by_id)[0]
    kept = {"team": "css_escalation", "kind": "bug", "evidence": "", "new_because": "", **opening}
    kept["title"] = words(str(kept.get("title", "")), field="title", limit=200)
    gate.check(
        gate.Asked(
            incident=request.incident,
            by=expert,
            ground=Icm.Ground.EXPERT_INDICATED,
            evidence=kept["evidence"],
            consultation=None,
            pg_member=None,
            said_where="",
            team=kept["team"],
            kind=kept["kind"],
            title=kept["title"],
            facts=kept.get("facts", {}),
            new_because=kept["new_because"],
            naming=Naming(),
        )
    )
    return kept


def require_alone(request: CsatRequest) -> None:
    """One at a time: the database refuses a second too, for those who come at once."""
    rows = CsatRequest.objects.filter(incident=request.incident)
    others = rows.waiting() | rows.approved().filter(icm=request.icm_id)
    if request.icm_id is not None:
        others = others | CsatRequest.objects.waiting().filter(icm=request.icm_id)
    if (other := others.first()) is not None:
        raise NotPossible(stands_already(other))


def stands_already(other: CsatRequest) -> str:
    return _("%(number)s stands already. %(how)s") % {"number": other.number, "how": other.standing}


def revise_csat(
    request: CsatRequest,
    *,
    by: User,
    why: str,
    prevention: str,
    sentiment: str = "",
    sentiment_words: str = "",
    exceptionally_bad: bool = False,
    exceptional_because: str = "",
    quotes: Sequence[int] = (),
    title: str = "",
    body: str = "",
) -> CsatRequest:
    """The asker says it anew, with a word to the SME; whoever saw the older text cannot approve that any more.

    `title`: of the ICM that the approval opens; left out, it stays. One that passed may name the customer by now, as
    a colleague follows the incident who did not before (R37). Raises NotValid by field.
    """
    with requesting("revise_csat", request, by) as act:
        csat = act.record
        act.words = words(body, field="body", limit=BODY, required=False)
        act.data = {"was": {"sentiment": csat.feeling, "why": csat.why, "prevention": csat.prevention}}
        write(csat, sentiment, sentiment_words, why, prevention, exceptionally_bad, exceptional_because, quotes)
        if title:
            was, csat.opening = csat.title, retitled(csat, title)
            act.data["was"] |= {"title": was} if was != csat.title else {}
        csat.revise_csat()
        put_to_judges(csat, act.at)
    return act.record


def retitled(request: CsatRequest, title: str) -> dict[str, Any]:
    if request.icm is not None:
        raise NotValid({"title": [_("%(number)s is open, and has its title.") % {"number": request.icm.number}]})
    return {**request.opening, "title": gate.require_title(title, request.incident)}


def discuss_csat(request: CsatRequest, *, by: User, body: str) -> CsatRequest:
    """Kept with the request; the other side is told."""
    with requesting("discuss_csat", request, by) as act:
        act.words = words(body, field="body", limit=BODY)
        act.record.discuss_csat()
    return act.record


def ask_for_more(request: CsatRequest, *, by: User, body: str) -> CsatRequest:
    """The SME needs to know more before deciding; the owner is wanted."""
    with requesting("ask_for_more", request, by) as act:
        act.words = words(body, field="body", limit=BODY)
        act.record.ask_for_more()
        about, number = [act.record.incident], request.number
        tell_incidents(about, "ask_for_more", by, words=act.words, wants_owner=True, request=number)
    return act.record


def decline_csat(request: CsatRequest, *, by: User, reason: str) -> CsatRequest:
    """With a reason; it may be asked for again, and both are kept."""
    with requesting("decline_csat", request, by) as act:
        act.words = words(reason, field="reason", limit=REASON)
        act.record.decline_csat(by, act.at, act.words)
        tell_incidents([act.record.incident], "decline_csat", by, words=act.words, request=request.number)
    return act.record
