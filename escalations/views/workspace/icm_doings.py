"""What the support team can do to an ICM: each with its words, its form and its address."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from escalations import actions
from escalations.forms import icms as forms
from escalations.models import Icm
from escalations.offered import Around, may
from incidents.views.doors import user_of
from incidents.views.workspace.shelves import Doing

UPDATE = Doing(
    actions.update,
    _("Send an update"),
    _("Who works on it is told at once."),
    forms.UpdateForm,
)
DOINGS = (
    Doing(
        actions.provide_information,
        _("Answer what they ask"),
        _("The product group is told at once, and goes on."),
        forms.ProvideInformationForm,
    ),
    Doing(
        actions.close,
        _("Verified: close it"),
        _("Its links end with it. The incidents that it hit stay as they are."),
        forms.CloseForm,
    ),
    Doing(
        actions.send_back,
        _("Send it back"),
        _("It goes back to its owner in the product group, with your reason; its resolution is taken off."),
        forms.SendBackForm,
        is_grave=True,
    ),
    Doing(
        actions.join,
        _("Attach an incident"),
        _("One more that it hits. The product group sees how many there are, not whose."),
        forms.JoinForm,
    ),
    Doing(
        actions.notify_again,
        _("Send its letters again"),
        _("Each who works on it gets a letter with a fresh link."),
        forms.NotifyAgainForm,
    ),
)
# What the state asks of us first.
FIRST = {"needs_information": "provide_information", "resolved": "close"}


@dataclass(frozen=True)
class Step:
    """Something that this person can do now, and where."""

    doing: Doing
    href: str
    is_first: bool


def steps(request: HttpRequest, icm: Icm, known: Around) -> list[Step]:
    """What can be done now by who asks, the first one first."""
    wanted = FIRST.get(str(icm.state), "")
    user = user_of(request)
    found = [
        Step(doing, address(icm, doing), doing.verb == wanted) for doing in DOINGS if may(user, icm, doing.verb, known)
    ]
    return sorted(found, key=lambda step: not step.is_first)


def address(icm: Icm, doing: Doing) -> str:
    return reverse(f"escalations:{doing.verb}", args=[icm.number])


def news() -> dict[str, Any]:
    """What is said once it is done, by verb."""
    return {
        "provide_information": _("Answered. The product group is told."),
        "close": _("Closed."),
        "send_back": _("Sent back."),
        "join": _("Attached."),
        "notify_again": _("Its letters are on their way again."),
        "update": _("Sent to the product group."),
        # The product group in the customer's conversation
        "request_consent": _("Asked. The conversation stays as it is until they say yes."),
        "add_to_thread": _("Added. They and the customer are told."),
        "remove_from_thread": _("Out, from this moment on."),
    }
