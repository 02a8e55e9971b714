"""Who may do what to a consultation, an ICM or a CSAT request, and who may see it. The only file that answers (R1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.models import Expertise, User

if TYPE_CHECKING:
    from escalations.models import Consultation, CsatRequest, Icm
    from escalations.models.directory import PgMember


@dataclass(frozen=True)
class Rule:
    """A predicate, and the sentence for those who fail it. Nobody, and who is not active, passes none.

    A PG member acts through the grant of a link, which names the one record: what it opens is escalations/links.py's,
    what may be done with it is asked here.
    """

    passes: Callable[[Any, Any], bool]
    sentence: str | Promise

    def __call__(self, user: "User | PgMember | None", record: Any) -> bool:
        return user is not None and user.is_active and self.passes(user, record)

    def why(self, record: Any) -> str:
        return str(self.sentence)


def is_pg(doer: Any, record: Any) -> bool:
    return not isinstance(doer, User)


def owns_icm(doer: Any, icm: "Icm") -> bool:
    return is_pg(doer, icm) and doer.pk == icm.owner_id


def works_on_icm(doer: Any, icm: "Icm") -> bool:
    """Its owner; while it has none, anybody of the product group who was asked (R35)."""
    if not is_pg(doer, icm):
        return False
    return doer.pk == icm.owner_id or icm.owner is None or not icm.owner.is_active  # who left works on nothing


def is_named(doer: Any, icm: "Icm") -> bool:
    """Who is said to have asked for it (R31)."""
    return is_pg(doer, icm) and doer.pk == icm.named_member_id


def leads_or_works(doer: Any, icm: "Icm") -> bool:
    """Who works on it, and EMs and PMs with a link to it, whom a customer's anger concerns as well (R40)."""
    return is_pg(doer, icm) and (works_on_icm(doer, icm) or doer.role in {"em", "pm"})


SUPPORT = Rule(lambda doer, record: doer.is_support, _("Only the support team can do that."))
PG = Rule(is_pg, _("Only the product group can do that, by the link in its mail."))
PG_OWNER = Rule(owns_icm, _("Only the ICM's owner can do that."))
PG_WORKER = Rule(works_on_icm, _("Somebody else of the product group owns this ICM; this link is for reading."))

ICM_RULES: Mapping[str, acting.Rule] = {
    # The support team's
    "join": SUPPORT,
    "provide_information": SUPPORT,
    "close": SUPPORT,
    "send_back": SUPPORT,
    "notify_again": SUPPORT,
    # The product group's
    "acknowledge": PG_WORKER,
    "request_information": PG_OWNER,
    "mitigate": PG_WORKER,
    "resolve": PG_WORKER,
    "hand_over": PG_WORKER,
    # The product group in the customer's conversation: the support team's, then their own
    "request_consent": SUPPORT,
    "add_to_thread": SUPPORT,
    "remove_from_thread": SUPPORT,
    "consent": PG,
    "decline_consent": PG,
    "ask_to_join": Rule(leads_or_works, PG_WORKER.sentence),
    "leave": PG,
    "write_to_customer": PG,
    "bring_in": PG,
    # Of whom the gate was told that they asked for it
    "deny": Rule(is_named, _("Only who is named as its ground can deny it.")),
    # Shiproom
    "review_icm": Rule(
        lambda doer, icm: leads_area_of(doer, icm) or doer.is_support,
        _("Only the support team and the area's EM and PMs decide in shiproom."),
    ),
    # Both sides'
    "update": Rule(lambda doer, icm: works_on_icm(doer, icm) or doer.is_support, PG_WORKER.sentence),
}


# --- Consultations: who is asked on a rung, and who may take the question back (R30) ------------------------------


def is_asked(doer: Any, consultation: "Consultation") -> bool:
    """Whoever stands on its rung, or above: an SME while it is the SMEs' or has gone past them, PG once it is there."""
    if is_pg(doer, consultation):
        return consultation.is_on_last_rung  # who of them is the link's to say: one may have been brought in
    if not doer.is_support or doer.pk == consultation.asked_by_id:
        return False
    return consultation.audience == "colleagues" or covers(doer, consultation.area_id)


def covers(user: User, area: int | None, region: int | None = None) -> bool:
    """Whether an SME knows this area, in this region where regions are set; without a region, in whichever."""
    if user.role != User.Role.SME:
        return False
    known: Any = user.expertise.all()  # a list reads it ahead
    return any(each.area_id in {None, area} and (region is None or each.region_id in {None, region}) for each in known)


def knowing() -> "QuerySet[Expertise]":
    """What SMEs know: who was one and is something else now keeps the rows, but is asked nothing any more."""
    return Expertise.objects.filter(user__role=User.Role.SME, user__is_active=True)


def takes_back(doer: Any, consultation: "Consultation") -> bool:
    is_owners = doer.pk in {consultation.asked_by_id, consultation.incident.owner_id}
    return doer.is_support and (is_owners or doer.is_manager)


def asks(user: User) -> Q:
    """Consultations whose rung asks this person; the product group's is read by link, and stands in no list."""
    known = knowing().filter(user=user)
    is_expert = Q(area__in=known.values("area")) | Q(Exists(known.filter(area=None)))
    return (Q(audience="colleagues") | Q(Q(audience="smes") & is_expert)) & ~Q(asked_by=user)


@dataclass(frozen=True)
class AskedRule(Rule):
    """The rung decides who answers, so the refusal says who that is."""

    def why(self, record: "Consultation") -> str:
        if record.audience == "colleagues":
            return gettext("A colleague of %(name)s can answer this.") % {"name": record.asked_by.name}
        if record.is_on_last_rung:
            return gettext("The product group is asked now, and answers by the link in its mail.")
        area = record.area
        knows = knowing().filter(Q(area=area) | Q(area=None))
        names = User.objects.filter(pk__in=knows.values("user")).exclude(pk=record.asked_by_id)
        asked = {"area": area.name, "names": ", ".join(each.name for each in names)}
        return gettext("The SMEs of %(area)s are asked now, and one of them can answer: %(names)s.") % asked


CONSULTATION_RULES: Mapping[str, acting.Rule] = {
    "answer": AskedRule(is_asked, SUPPORT.sentence),
    "bring_in": PG,
    "move_up": SUPPORT,
    "end": Rule(takes_back, _("Who asked, the incident's owner or a manager can take it back.")),
}

# What the grant of a link allows at most; who of them may do it now is asked above (R36).
BY_LINK: Mapping[str, list[str]] = {
    "icm": [
        *("acknowledge", "request_information", "update", "mitigate", "resolve", "hand_over"),
        *("consent", "decline_consent", "ask_to_join", "leave", "write_to_customer", "bring_in"),
        *("deny", "engage_csat"),
    ],
    "consultation": ["answer", "bring_in"],
    "shiproom": ["review_icm"],
}


def may_escalate(user: User | None) -> bool:
    """Who asks, opens and requests: the support team (R30, R31, R39)."""
    return user is not None and user.is_active and user.is_support


def icms_visible_to(user: User | None) -> Q:
    """Staff see all; for customers there is no such thing (R2). PG members see theirs by link, and no list."""
    return Q() if may_escalate(user) else Q(pk__in=[])


def consultations_visible_to(user: User | None) -> Q:
    return Q() if may_escalate(user) else Q(pk__in=[])


# --- CSAT requests (R39, R40) -----------------------------------------------------------------------------------------


def decides_csat(doer: Any, request: "CsatRequest") -> bool:
    """An SME of the area, of its region until nobody there has answered; never who asked (R39, R40)."""
    if not isinstance(doer, User) or doer.pk == request.asked_by_id:
        return False
    return covers(doer, request.area_id, None if request.rung >= request.Rung.AREA else request.region_id)


def asked_csat(doer: Any, request: "CsatRequest") -> bool:
    return isinstance(doer, User) and doer.is_support and doer.pk == request.asked_by_id


def ends_csat(doer: Any, request: "CsatRequest") -> bool:
    """A manager; after a review in shiproom, anybody of the support team (R40)."""
    return bool(doer.is_manager or (doer.is_support and request.reviewed_at is not None))


CSAT_SME = Rule(
    decides_csat, _("An SME of the area decides this, of the customer's region where there is one; never who asked.")
)
CSAT_RULES: Mapping[str, acting.Rule] = {
    "revise_csat": Rule(asked_csat, _("Only who asked can change what was asked.")),
    "discuss_csat": SUPPORT,
    "ask_for_more": CSAT_SME,
    "approve_csat": CSAT_SME,
    "decline_csat": CSAT_SME,
    "engage_csat": Rule(lambda doer, request: works_on_icm(doer, request.icm), PG_WORKER.sentence),
    "end_csat": Rule(ends_csat, _("Only a manager can end this before it was reviewed in shiproom.")),
}


def csat_requests_visible_to(user: User | None) -> Q:
    return Q() if may_escalate(user) else Q(pk__in=[])


def csat_requests_decided_by(user: User) -> Q:
    """The same as `decides_csat`, as a condition; where a region is not theirs, only what has come that far."""
    if user.role != User.Role.SME:
        return Q(pk__in=[])
    found = Q(pk__in=[])
    for each in knowing().filter(user=user):
        area = Q() if each.area_id is None else Q(area=each.area_id)
        found |= area & (Q() if each.region_id is None else Q(region=each.region_id) | Q(rung__gte=3))
    return found & ~Q(asked_by=user)


def may_dismiss_risk(user: User | None) -> bool:
    """Who may say that a risk that is seen is none: the support team (R38)."""
    return may_escalate(user)


# --- The two meetings (R28, R41) --------------------------------------------------------------------------------------


def leads_area_of(doer: Any, icm: "Icm") -> bool:
    """An EM or PM of the ICM's area; nobody named an area means all of them."""
    if not is_pg(doer, icm) or not doer.is_leading:
        return False
    areas = set(doer.areas.values_list("pk", flat=True))
    return not areas or icm.area_id in areas


# Whoever of the team attends records: where a manager's hand is needed, the rule says so, and this one does not.
MEETING_RULES: Mapping[str, acting.Rule] = {
    "review_incident": SUPPORT,
    "bring_forward": Rule(lambda doer, incident: doer.is_manager, _("Only a manager can do that.")),
}


def may_answer_calls(user: User | None) -> bool:
    """Calls for help are put before the managers; everybody else of the team finds them in the queue (R15)."""
    return user is not None and user.is_active and user.is_manager
