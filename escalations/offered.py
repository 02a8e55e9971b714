"""What can be done now, and by whom: one rule for pages' buttons, tools' offers and the acts themselves (R1)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts import acting
from accounts.acting import NotPossible
from escalations.consent import grounds_among
from escalations.models import Consent, Consultation, CsatRequest, EscalationEvent, Grant, Icm, IcmIncident, PgMember
from escalations.policy import CONSULTATION_RULES, CSAT_RULES, ICM_RULES
from escalations.rota import asked_among, last_handed, named_key, role_of_team
from incidents.models import Incident

LEADERS = PgMember.LEADING


@dataclass(frozen=True)
class Conversation:
    """One open incident of an ICM: who could be asked to speak with its customer, and whom a ground lets in (R37)."""

    incident: Incident
    askable: list[PgMember]
    addable: dict[PgMember, str]


@dataclass(frozen=True)
class Around:
    """What is not the ICM's own state, and decides all the same whether something can be done to it."""

    conversations: list[Conversation]
    workers: list[PgMember]
    is_anybody_inside: bool

    def of(self, incident: Incident) -> Conversation | None:
        return next((each for each in self.conversations if each.incident == incident), None)


# --- ICMs -------------------------------------------------------------------------------------------------------------


def may(doer: Any, icm: Icm, verb: str, known: Around | None = None) -> bool:
    """Whether it would be done now, if only what is sent with it is right."""
    return ICM_RULES[verb](doer, icm) and hindrance(icm, verb, known) is None


def require(verb: str, icm: Icm, by: Any) -> None:
    """For doors, before what was sent is read; raises as acting.require() does."""
    acting.require(ICM_RULES, verb, icm, by)
    require_around(verb, icm)


def require_around(verb: str, record: Any) -> None:
    """For acts, under the lock, when the rest is known already."""
    if isinstance(record, Icm) and verb in NEEDS and (hindered := hindrance(record, verb)):
        raise hindered


def hindrance(icm: Icm, verb: str, known: Around | None = None) -> NotPossible | None:
    """Why nobody could do it now: for its own state, or because there is nobody whom it could concern."""
    hindered = icm.hindrance(verb)
    if hindered or verb not in NEEDS:
        return hindered
    sorry = NEEDS[verb](known or around([icm])[icm.pk])
    return NotPossible(sorry) if sorry else None


def around(icms: Iterable[Icm]) -> dict[int, Around]:
    """Of each, in as many queries for many as for one."""
    rows = list(icms)
    hits = open_hits(rows)
    inside = insiders([incident for each in hits.values() for incident in each])
    standing = Consent.objects.standing().filter(icm__in=rows, member__is_active=True)
    joined = set(standing.values_list("icm", flat=True))
    people = list(PgMember.objects.there().prefetch_related("areas"))
    led = led_areas(hits)
    handed = last_handed(icm for icm in rows if icm.owner is None or not icm.owner.is_active)
    shut_out = set(Grant.objects.taken_away([icm.pk for icm in rows]).values_list("icm", "member"))
    found = {}
    for icm in rows:
        let_in = [who for who in people if (icm.pk, who.pk) not in shut_out]
        is_owner_there = icm.owner is not None and icm.owner.is_active and (icm.pk, icm.owner.pk) not in shut_out
        team = asked_of(icm, handed.get(icm.pk), let_in)
        found[icm.pk] = seen_from(icm, hits[icm.pk], inside, icm.pk in joined, let_in, team, is_owner_there, led)
    return found


def open_hits(icms: list[Icm]) -> defaultdict[int, list[Incident]]:
    found: defaultdict[int, list[Incident]] = defaultdict(list)
    rows = IcmIncident.objects.filter(icm__in=icms).exclude(incident__state=Incident.State.CLOSED)
    for hit in rows.select_related("incident__customer").order_by("incident"):
        found[hit.icm_id].append(hit.incident)
    return found


def insiders(incidents: Collection[Incident]) -> defaultdict[int, set[int]]:
    """Who is in each conversation, by whichever ICM."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    rows = Consent.objects.standing().filter(incident__in=incidents)
    for incident, member in rows.values_list("incident", "member"):
        found[incident].add(member)
    return found


def led_areas(hits: Mapping[int, list[Incident]]) -> defaultdict[int, set[int]]:
    """Of each incident, the areas whose leadership an approved escalation brings in (R40)."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    concerned = [incident for each in hits.values() for incident in each]
    rows = CsatRequest.objects.leadership_wanted().filter(incident__in=concerned)
    for incident, area in rows.values_list("incident", "icm__area"):
        found[incident].add(area)
    return found


def asked_of(icm: Icm, handed: EscalationEvent | None, let_in: list[PgMember]) -> list[PgMember]:
    """Who is asked to take it, by the rule of its letters, of people who were read already."""
    role, key = role_of_team(icm), named_key(handed)
    team = [who for who in let_in if who.role == role and who.covers(icm.area_id)]
    return asked_among(icm, handed, team, [who for who in let_in if who.pk == key])


def seen_from(
    icm: Icm,
    incidents: list[Incident],
    inside: Mapping[int, set[int]],
    is_anybody_inside: bool,
    people: list[PgMember],
    team: list[PgMember],
    is_owner_there: bool,
    led: Mapping[int, set[int]],
) -> Around:
    covering = [who for who in people if who.covers(icm.area_id)]
    workers = [icm.owner] if icm.owner and icm.owner.is_active else team
    asked = ([icm.owner] if is_owner_there else []) if icm.owner else team
    found = []
    for each in incidents:
        within = inside.get(each.pk, set())
        grounds = grounds_among(covering, each, led.get(each.pk, set()))
        askable = [who for who in asked if who is not None and who.pk not in within]
        addable = {who: ground for who, ground in grounds.items() if who.pk not in within}
        found.append(Conversation(each, askable, addable))
    return Around(found, workers, is_anybody_inside)


def sorry_to_ask(known: Around) -> str:
    if not known.conversations:
        return nothing_open()
    return "" if any(each.askable for each in known.conversations) else nobody_to_ask()


def sorry_to_add(known: Around) -> str:
    if not known.conversations:
        return nothing_open()
    return "" if any(each.addable for each in known.conversations) else no_ground()


def sorry_to_remove(known: Around) -> str:
    return "" if known.is_anybody_inside else _("Nobody of the product group is in a conversation by this ICM.")


def sorry_to_write(known: Around) -> str:
    if known.workers:
        return ""
    return _("Nobody of the product group is there for this area, so there is nobody to write to.")


def nothing_open() -> str:
    return _("Every incident of this ICM is closed, so there is no conversation to join.")


def nobody_to_ask() -> str:
    return _("There is nobody to ask: who works on this ICM is in the conversation, or not there.")


def no_ground() -> str:
    return _(
        "Nobody can be added by name here: the incident is not severity 1, and no approved CSAT escalation asks for "
        "this person. Ask for their consent."
    )


# What a verb needs beyond the state; each says why not, or nothing.
NEEDS: Mapping[str, Callable[[Around], str]] = {
    "request_consent": sorry_to_ask,
    "add_to_thread": sorry_to_add,
    "remove_from_thread": sorry_to_remove,
    "notify_again": sorry_to_write,
}


# --- Consultations ----------------------------------------------------------------------------------------------------


def consultation_verbs(doer: Any, consultation: Consultation) -> list[str]:
    """What this person can do to it now."""
    allowed = [verb for verb, rule in CONSULTATION_RULES.items() if rule(doer, consultation)]
    return [verb for verb in allowed if consultation.hindrance(verb) is None]


# --- CSAT requests ----------------------------------------------------------------------------------------------------


def csat_verbs(doer: Any, csat: CsatRequest, unled: Mapping[int, str] | None = None) -> list[str]:
    """What this person can do to it now; `unled`: what was found out about the areas of many."""
    allowed = [verb for verb, rule in CSAT_RULES.items() if rule(doer, csat)]
    return [verb for verb in allowed if csat_hindrance(csat, verb, unled) is None]


def require_csat(verb: str, csat: CsatRequest, by: Any) -> None:
    """For doors, before what was sent is read."""
    acting.require(CSAT_RULES, verb, csat, by)
    if hindered := csat_hindrance(csat, verb):
        raise hindered


def csat_hindrance(csat: CsatRequest, verb: str, unled: Mapping[int, str] | None = None) -> NotPossible | None:
    """An announcement that reaches nobody would be a mark without a meaning (R40)."""
    hindered = csat.hindrance(verb)
    if hindered or verb != "approve_csat":
        return hindered
    area = csat.icm.area if csat.icm is not None else csat.area
    missing = (unled if unled is not None else without_leaders([csat])).get(area.pk)
    if missing is None:
        return None
    said = _("%(area)s has no %(who)s in the directory, so nobody would be told. Have them named first.")
    return NotPossible(said % {"area": area.name, "who": missing})


def without_leaders(requests: Iterable[CsatRequest]) -> dict[int, str]:
    """Which areas of theirs have no EM or no PM, and whom they lack; one question for all of them."""
    areas = {csat.icm.area_id if csat.icm is not None else csat.area_id for csat in requests}
    people = list(PgMember.objects.there().filter(is_registered=True, role__in=LEADERS).prefetch_related("areas"))
    found = {area: {who.role for who in people if who.covers(area)} for area in areas}
    lacking = {area: [str(role.label) for role in LEADERS if role not in roles] for area, roles in found.items()}
    return {area: _(" and no ").join(roles) for area, roles in lacking.items() if roles}
