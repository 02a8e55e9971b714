"""What the page of a single verb says; `%(customer)s` and `%(owner)s` stand for the names of those of the incident."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident


@dataclass(frozen=True)
class Words:
    """What a verb's page says: its heading, what follows from the act and who is told, and its button."""

    heading: str | Promise
    follows: str | Promise
    button: str | Promise
    is_grave: bool = False


def words(verb: str, incident: Incident) -> Words:
    who = {"customer": incident.customer.name, "owner": incident.owner.name if incident.owner else gettext("nobody")}
    said = WORDS[verb]
    return replace(said, follows=str(said.follows) % who, button=str(said.button) % who)


WORDS = {
    "assign": Words(
        _("Triage"),
        _(
            "Area, category, severity and owner are what the first answer waits for. A new severity moves the "
            "targets, not the time that has passed, and %(customer)s is shown it."
        ),
        _("Save the triage"),
    ),
    "state_problem": Words(
        _("State the problem"),
        _(
            "Say in our words what the problem is. %(customer)s gets it by mail and answers with one press: "
            "yes, or what is different."
        ),
        _("Send to %(customer)s"),
    ),
    "withdraw_solution": Words(
        _("Withdraw the solution"),
        _("We found it wrong. %(customer)s is told why, and the Relief clock goes on where it stood."),
        _("Withdraw and tell %(customer)s"),
    ),
    "discard": Words(
        _("Discard"),
        _(
            "For spam, a duplicate, or what is no incident. It closes, it is counted apart, and %(customer)s is "
            "told why, unless it is spam."
        ),
        _("Discard this incident"),
        is_grave=True,
    ),
    "transfer_ownership": Words(
        _("Transfer ownership"),
        _(
            "Ownership is meant never to change: %(owner)s owns this. %(customer)s is told who owns it from now "
            "on, without the reason; the transfer is counted."
        ),
        _("Transfer and tell %(customer)s"),
        is_grave=True,
    ),
    "reopen": Words(
        _("Reopen"),
        _(
            "For what was closed in error. It is counted, the Relief clock goes on where it stood, and "
            "%(customer)s is told why."
        ),
        _("Reopen and tell %(customer)s"),
        is_grave=True,
    ),
}
