"""What happened while somebody was writing: told before their words are sent (R17)."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.acting import NotPossible, Stale, require
from accounts.models import User
from incidents.models import Event, Incident
from incidents.policy import RULES, sees_internal

SHOWN = 20
# Words to the customer go on as an update where somebody else was faster with the first answer.
GOES_ON_AS = {"respond": "send_update"}


@dataclass(frozen=True)
class Meanwhile:
    """The events that the writer's page did not show, for the timeline's lines."""

    incident: Incident
    reader: User
    staff: bool
    events: list[Event]

    @classmethod
    def of(cls, request: HttpRequest, incident: Incident, user: User) -> "Meanwhile":
        rows = incident.events.visible_to(user).select_related("by", "message__author").prefetch_related("attachments")
        since = events_seen(request)
        if since is None:
            events = list(rows.order_by("-seq")[:1])
        elif sees_internal(user):
            events = list(rows.filter(seq__gt=since).order_by("seq")[:SHOWN])
        else:
            events = list(rows.order_by("seq")[since : since + SHOWN])
        return cls(incident, user, sees_internal(user), events)


def events_seen(request: HttpRequest) -> int | None:
    """How far the page's timeline went: staff count all events, a customer those they see, or their gaps would tell."""
    sent = request.POST.get("since", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def require_nothing_new(request: HttpRequest, incident: Incident, user: User) -> None:
    """A customer's words were written under all that they can see; a version would tell of what they cannot (R2).

    Courtesy, not a lock: what comes in between this and the act is met on the page that follows. Raises Stale.
    """
    since = events_seen(request)
    if sees_internal(user) or since is None:
        return
    if incident.events.visible_to(user).order_by("seq")[since : since + 1].exists():
        raise Stale(_("Something was added while you were writing. Read it, then send yours again."))


def require_still(verb: str, incident: Incident, user: User) -> None:
    """Whether the words can be sent at all as things stand now. Raises NotAllowed or NotPossible."""
    try:
        require(RULES, verb, incident, user)
    except NotPossible:
        if verb not in GOES_ON_AS:
            raise
        require(RULES, GOES_ON_AS[verb], incident, user)
