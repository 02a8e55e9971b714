"""Who may do what to a consultation, an ICM or a CSAT request, and who may see it. The only file that answers (R1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import acting
from accounts.models import User

if TYPE_CHECKING:
    from escalations.models import Icm
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
    return is_pg(doer, icm) and icm.owner_id in {None, doer.pk}


def leads_or_works(doer: Any, icm: "Icm") -> bool:
    """Who works on it, and the area's EM and PMs, whom a customer's anger concerns as well (R40)."""
    return is_pg(doer, icm) and (works_on_icm(doer, icm) or doer.role in {"em", "pm"})


SUPPORT = Rule(lambda doer, record: doer.is_support, _("Only the support team can do that."))
PG = Rule(is_pg, _("Only the product group can do that, by the link in its mail."))
PG_OWNER = Rule(owns_icm, _("Only the ICM's owner can do that."))
PG_WORKER = Rule(works_on_icm, _("Somebody else of the product group owns this ICM; this link is for reading."))
ANYBODY_ASKED = Rule(lambda doer, record: is_pg(doer, record) or doer.is_support, SUPPORT.sentence)

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
    # Both sides'
    "update": Rule(lambda doer, icm: works_on_icm(doer, icm) or doer.is_support, PG_WORKER.sentence),
}
CONSULTATION_RULES: Mapping[str, acting.Rule] = {
    "answer": ANYBODY_ASKED,
    "move_up": SUPPORT,
    "end": SUPPORT,
}


def may_escalate(user: User | None) -> bool:
    """Who asks, opens and requests: the support team (R30, R31, R39)."""
    return user is not None and user.is_active and user.is_support


def icms_visible_to(user: User | None) -> Q:
    """Staff see all; for customers there is no such thing (R2). PG members see theirs by link, and no list."""
    return Q() if may_escalate(user) else Q(pk__in=[])


def consultations_visible_to(user: User | None) -> Q:
    return Q() if may_escalate(user) else Q(pk__in=[])
