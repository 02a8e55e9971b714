"""What the page of a single verb says; `%(customer)s`, `%(owner)s` and `%(organization)s` stand for their names."""

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
    who = {
        "customer": incident.customer.name,
        "organization": incident.organization.name,
        "owner": incident.owner.name if incident.owner else gettext("nobody"),
    }
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
    "delegate_task": Words(
        _("Delegate a task"),
        _(
            "A piece of this for a colleague, who is told by mail. It comes back with a result or a reason; "
            "%(owner)s stays the owner, and %(customer)s sees nothing of it."
        ),
        _("Hand it over"),
    ),
    "name_deputy": Words(
        _("Name a deputy"),
        _(
            "For an absence or a shift: the deputy may do whatever %(owner)s may, each act shows both names, and "
            "%(owner)s stays the owner. Both are told by mail; choosing nobody ends it."
        ),
        _("Save the deputy"),
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
    "add_colleague": Words(
        _("Add a colleague of the customer"),
        _(
            "Somebody of %(organization)s reads and writes here beside %(customer)s from now on, gets every letter "
            "to the customer, and decides nothing. They are told by mail."
        ),
        _("Share it with them"),
    ),
    "set_substate": Words(
        _("Say what it waits for"),
        _(
            "Both clocks go on: waiting is ours, not %(customer)s's. When what it waits for is complete, "
            "%(owner)s is told and action is needed."
        ),
        _("Save what it waits for"),
    ),
    "clear_substate": Words(
        _("It waits for nothing"),
        _("Nobody is told. The clocks went on all the time, and go on."),
        _("Clear it"),
    ),
    "match_problem": Words(
        _("Match with a Problem"),
        _(
            "Its workaround can be proposed to %(customer)s, and %(owner)s is told what becomes of it. "
            "%(customer)s is told once when the cause is removed."
        ),
        _("Match"),
    ),
    "unmatch_problem": Words(
        _("It was another cause"),
        _("The match goes; the timeline keeps that it was there."),
        _("Take the match back"),
    ),
    "link_outage": Words(
        _("Link with an outage"),
        _("%(customer)s is told together with the others that the outage hit."),
        _("Link"),
    ),
    "unlink_outage": Words(
        _("It tells of no outage"),
        _("The link goes; the timeline keeps that it was there."),
        _("Take the link back"),
    ),
}
