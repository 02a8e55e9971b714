"""Who may do what to an incident, and who may see it. The only file that answers either question (R1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.models import User
from notifications.moment import now

if TYPE_CHECKING:
    from incidents.models import Incident, Problem, SavedView, Task


@dataclass(frozen=True)
class Rule:
    """A predicate, and the sentence for those who fail it. Nobody (None, or a deactivated person) passes none."""

    passes: Callable[[User, "Incident"], bool]
    sentence: str | Promise

    def __call__(self, user: User | None, record: "Incident") -> bool:
        return user is not None and user.is_active and self.passes(user, record)

    def why(self, record: "Incident") -> str:
        sentence = str(self.sentence)
        owner = getattr(record, "owner", None)  # what is known beside the incidents is nobody's
        if owner is None and "%(owner)s" in sentence:
            return str(_("Nobody owns this yet, and only its owner can do that."))
        customer = getattr(record, "customer", None)
        return sentence % {"owner": owner.name if owner else "", "customer": customer.name if customer else ""}


def is_decider(user: User, incident: "Incident") -> bool:
    """'The customer' of the process: the reporter, or a lead of their organisation."""
    if not user.is_customer:
        return False
    return user.pk == incident.customer_id or (user.is_lead and user.organization_id == incident.organization_id)


def is_follower(user: User, incident: "Incident") -> bool:
    """A colleague whom the customer shares it with, as long as they are of that organisation (R17)."""
    if not user.is_customer or user.organization_id != incident.organization_id:
        return False
    return any(row.user_id == user.pk for row in incident.colleagues.all())


def is_owner(user: User, incident: "Incident", moment: datetime | None = None) -> bool:
    """The owner, or who stands in for them (R11a); at `moment`, or now."""
    return user.is_support and (owns(user, incident) or stands_in(user, incident, moment))


def owns(user: User, incident: "Incident") -> bool:
    """The owner in person: a deputy names no deputy."""
    return user.is_support and user.pk == incident.owner_id


def stands_in(user: User, incident: "Incident", moment: datetime | None = None) -> bool:
    """The deputy, while the cover lasts (R11a)."""
    return user.pk == incident.deputy_id and incident.is_covered(moment or now())


def is_support(user: User, incident: "Incident") -> bool:
    return user.is_support


def is_manager(user: User, incident: "Incident") -> bool:
    return user.is_manager


def may_help(user: User, incident: "Incident") -> bool:
    return user.is_manager and bool(incident.assistance_required)


CUSTOMER = Rule(is_decider, _("That is for %(customer)s, or a lead of their organisation, to decide."))
WRITER = Rule(
    lambda user, incident: is_decider(user, incident) or is_follower(user, incident),
    _("Only the customer, and colleagues whom it is shared with, write here."),
)
SHARER = Rule(
    lambda user, incident: is_decider(user, incident) or is_owner(user, incident),
    _("Only %(customer)s, a lead of their organisation, or who owns it can do that."),
)
LEAVER = Rule(lambda user, incident: SHARER.passes(user, incident) or is_follower(user, incident), SHARER.sentence)
OWNER = Rule(is_owner, _("Only %(owner)s, who owns this, can do that."))
SUPPORT = Rule(is_support, _("Only the support team can do that."))
MANAGER = Rule(is_manager, _("Only a manager can do that."))
OWNER_OR_MANAGER = Rule(
    lambda user, incident: is_owner(user, incident) or is_manager(user, incident),
    _("Only %(owner)s, who owns this, or a manager can do that."),
)

NAMES_DEPUTY = Rule(
    lambda user, incident: owns(user, incident) or is_manager(user, incident), OWNER_OR_MANAGER.sentence
)
# A manager hands out help where the owner asks for it (R15, R16).
DELEGATOR = Rule(lambda user, incident: is_owner(user, incident) or may_help(user, incident), OWNER.sentence)

may_rate, may_say_unhappy = CUSTOMER, WRITER  # what customers say of how it goes (R42)
may_read_rating = Rule(lambda user, incident: user.is_support or is_decider(user, incident), CUSTOMER.sentence)

RULES: dict[str, Rule] = {
    "assign": SUPPORT,
    "discard": SUPPORT,
    "respond": OWNER,
    "send_update": SUPPORT,
    "add_note": SUPPORT,
    "state_problem": OWNER,
    "propose_solution": OWNER,
    "withdraw_solution": OWNER,
    "raise_flag": SUPPORT,
    "lower_flag": OWNER_OR_MANAGER,
    "set_substate": OWNER,
    "clear_substate": OWNER,
    "match_problem": SUPPORT,
    "unmatch_problem": SUPPORT,
    "link_outage": SUPPORT,
    "unlink_outage": SUPPORT,
    "transfer_ownership": MANAGER,
    "reopen": MANAGER,
    "post_message": WRITER,
    "confirm_problem": CUSTOMER,
    "correct_problem": CUSTOMER,
    "accept_solution": CUSTOMER,
    "reject_solution": CUSTOMER,
    "keep_open": CUSTOMER,
    "report_applied": CUSTOMER,
    "withdraw": CUSTOMER,
    # Cover without hand-over (R11a).
    "name_deputy": NAMES_DEPUTY,
    # Colleagues of the customer (R17); a colleague removes none but themself.
    "add_colleague": SHARER,
    "remove_colleague": LEAVER,
    # Delegated tasks (R16); whose task it is narrows the last two.
    "delegate_task": DELEGATOR,
    "finish_task": SUPPORT,
    "decline_task": SUPPORT,
    "recall_task": OWNER,
    # The initial investigation (R29).
    "record_check": SUPPORT,
}

# What somebody who stands in does by a right of their own, so not for the owner (R11a).
IN_OWN_NAME = {"name_deputy", "transfer_ownership", "reopen", "finish_task", "decline_task"}

# Which flag a person may move narrows raise_flag and lower_flag (R15).
FLAG_RULES: dict[tuple[str, str], Rule] = {
    ("raise_flag", "action_needed"): SUPPORT,
    ("raise_flag", "customer_action_needed"): OWNER,
    ("raise_flag", "assistance_required"): OWNER,
    ("lower_flag", "action_needed"): OWNER,
    ("lower_flag", "customer_action_needed"): OWNER,
    ("lower_flag", "assistance_required"): OWNER_OR_MANAGER,
}


def is_assignee(user: User | None, task: "Task") -> bool:
    """A task is finished or declined by whom it was given to, and by nobody else (R16)."""
    return user is not None and user.is_active and user.is_support and user.pk == task.assignee_id


# What is done to records beside the incidents: Problems, Changes, RCA requests, outages (R24, R26, R27).
ANY_SUPPORT = Rule(lambda user, record: user.is_support, SUPPORT.sentence)
KNOWN_RULES: Mapping[str, acting.Rule] = dict.fromkeys(
    [
        *("edit_problem", "know_problem", "release_fix", "remove_problem", "reinvestigate_problem"),
        *("publish_problem", "hide_problem"),
        *("edit_change", "finish_change", "cancel_change", "edit_rca", "deliver_rca"),
        *("edit_outage", "end_outage", "tell_outage"),
    ],
    ANY_SUPPORT,
)


def may_follow_areas(user: User | None) -> bool:
    """Who may follow areas: the support team, each for themself (R15)."""
    return user is not None and user.is_active and user.is_support


def may_keep_knowledge(user: User | None) -> bool:
    """Problems, Changes, RCA requests and outages are the support team's to write down."""
    return user is not None and user.is_active and user.is_support


def knowledge_visible_to(user: User | None) -> Q:
    """Changes and RCA requests are the support team's alone (R2, R27)."""
    return Q() if may_keep_knowledge(user) else Q(pk__in=[])


def problems_visible_to(user: User | None) -> Q:
    """The support team sees all, customers what is published (R2, R24)."""
    if user is None or not user.is_active or not (user.is_support or user.is_customer):
        return Q(pk__in=[])
    return Q() if user.is_support else Q(is_published=True)


def may_follow(user: User | None, problem: "Problem") -> bool:
    """Customers hear how a published Problem goes on, with or without a report of their own (R24)."""
    return user is not None and user.is_active and user.is_customer and problem.is_published


def outages_visible_to(user: User | None, moment: datetime) -> Q:
    """The support team sees all, customers what is going on now in their own region, or everywhere (R2, R26)."""
    if user is None or not user.is_active or not (user.is_support or user.is_customer):
        return Q(pk__in=[])
    if user.is_support or user.organization is None:
        return Q() if user.is_support else Q(pk__in=[])
    here = Q(regions=user.organization.region_id) | Q(regions=None)
    return here & going_on(moment)


def going_on(moment: datetime) -> Q:
    """Outages that have begun and are not over."""
    return Q(status="going_on", starts_at__lte=moment) & (Q(ends_at=None) | Q(ends_at__gt=moment))


def may_open(user: User | None) -> bool:
    """Customers for themselves, the support team on a customer's behalf."""
    return user is not None and user.is_active and (user.is_customer or user.is_support)


def is_for_owner(by: User | None, incident: "Incident", verb: str, moment: datetime) -> bool:
    """A deputy's act, which shows both names (R11a)."""
    if by is None or verb in IN_OWN_NAME or incident.owner_id in {None, by.pk}:
        return False
    return by.is_support and stands_in(by, incident, moment)


def held_by(user: User) -> Q:
    """What somebody works on: their own incidents, and those that they stand in for just now (R11a)."""
    moment = now()
    return Q(owner=user) | Q(deputy=user, deputy_from__lte=moment, deputy_until__gt=moment)


def may_change_calendars(user: User | None) -> bool:
    """Holding open incidents to changed hours moves promises already made, so managers look at it first (S6)."""
    return user is not None and user.is_active and user.is_manager


def visible_to(user: User | None) -> Q:
    """The incidents that exist for this person: staff all, customers theirs and what colleagues share with them."""
    if user is None or not user.is_active:
        return Q(pk__in=[])
    if user.is_support:
        return Q()
    if not user.is_customer:
        return Q(pk__in=[])
    if user.is_lead:
        return decided_by(user)  # what could be shared with them is their organisation's anyway
    # As one set of keys: joined by "or", no index would serve both, and a whole organisation's be read.
    theirs = user.reported.order_by().values("pk")
    return Q(pk__in=theirs.union(followed_by(user), all=True))


def decided_by(user: User) -> Q:
    """Those in which a customer has the last word: their own, and a lead's organisation's."""
    own = Q(customer=user)
    return own | Q(organization=user.organization_id) if user.is_lead else own


def shared_with(user: User) -> Q:
    """Those that colleagues of their own organisation share with them (R17)."""
    return Q(pk__in=followed_by(user))


def followed_by(user: User) -> QuerySet[Any, Any]:
    """The keys of what is shared with them; of an organisation that they left, none."""
    return user.follows.filter(incident__organization=user.organization_id).order_by().values("incident")


def sees_internal(user: User | None) -> bool:
    """Internal notes, events and figures are the support team's (R2)."""
    return user is not None and user.is_active and user.is_support


# --- Views of the queue that people keep ------------------------------------------------------------------------------


def may_keep_views(user: User | None) -> bool:
    return user is not None and user.is_active and user.is_support


def views_visible_to(user: User | None) -> Q:
    """One's own, and what colleagues share; all of them are the support team's."""
    return Q(owner=user) | Q(is_shared=True) if may_keep_views(user) else Q(pk__in=[])


def may_rename_view(user: User, view: "SavedView") -> bool:
    return may_keep_views(user) and view.owner_id == user.pk


def may_delete_view(user: User, view: "SavedView") -> bool:
    """A manager also what is shared: whoever made it may have left."""
    return may_rename_view(user, view) or (user.is_active and user.is_manager and view.is_shared)
