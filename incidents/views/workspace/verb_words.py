"""What the pages of single verbs say: of those about what an incident waits for, what hit it and what it tells of."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from incidents.models import Incident


@dataclass(frozen=True)
class Words:
    """What a verb's page says: its heading, what follows from the act and who is told, and its button."""

    heading: str
    follows: str
    button: str
    is_grave: bool = False


def sharing_words(incident: Incident) -> dict[str, Words]:
    who = {"customer": incident.customer.name, "organization": incident.organization.name}
    return {
        "add_colleague": Words(
            _("Add a colleague of the customer"),
            _(
                "Somebody of %(organization)s reads and writes here beside %(customer)s from now on, gets every letter "
                "to the customer, and decides nothing. They are told by mail."
            )
            % who,
            _("Share it with them"),
        ),
    }


def knowledge_words(incident: Incident) -> dict[str, Words]:
    who = {"customer": incident.customer.name, "owner": incident.owner.name if incident.owner else _("nobody")}
    return {
        "set_substate": Words(
            _("Say what it waits for"),
            _(
                "Both clocks go on: waiting is ours, not %(customer)s's. When what it waits for is complete, "
                "%(owner)s is told and action is needed."
            )
            % who,
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
            )
            % who,
            _("Match"),
        ),
        "unmatch_problem": Words(
            _("It was another cause"),
            _("The match goes; the timeline keeps that it was there."),
            _("Take the match back"),
        ),
        "link_outage": Words(
            _("Link with an outage"),
            _("%(customer)s is told together with the others that the outage hit.") % who,
            _("Link"),
        ),
        "unlink_outage": Words(
            _("It tells of no outage"),
            _("The link goes; the timeline keeps that it was there."),
            _("Take the link back"),
        ),
    }


def knowledge_news() -> dict[str, str]:
    """What the page that follows says."""
    return {
        "set_substate": _("Saved. The clocks go on."),
        "clear_substate": _("It waits for nothing any more."),
        "match_problem": _("Matched."),
        "unmatch_problem": _("The match is taken back."),
        "link_outage": _("Linked."),
        "unlink_outage": _("The link is taken back."),
    }
