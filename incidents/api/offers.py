"""The actions that tools may take: each verb with its body and what it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework.serializers import Serializer

from accounts.models import User
from incidents import actions
from incidents.api import known_writing, writing
from incidents.models import Incident


@dataclass(frozen=True)
class Offer:
    """One action: the function that does it, the body it takes, and a sentence for the reader of the schema."""

    act: Callable[..., Incident]
    input: type[Serializer[Any]]
    says: str | Promise

    @property
    def verb(self) -> str:
        return self.act.__name__

    @property
    def name(self) -> str:
        """The address of the action."""
        return self.verb.replace("_", "-")


OFFERS = (
    Offer(actions.assign, writing.TriageInput, _("Triage: owner, area, category, severity; any subset.")),
    Offer(actions.respond, writing.AnswerInput, _("The owner's first answer. Stops the Response clock.")),
    Offer(actions.state_problem, writing.AnswerInput, _("The problem in our words, for the customer to confirm.")),
    Offer(actions.confirm_problem, writing.NothingInput, _("The customer: yes, that is the problem.")),
    Offer(actions.correct_problem, writing.BodyInput, _("The customer: not quite; what is different.")),
    Offer(actions.propose_solution, writing.ProposalInput, _("The owner proposes a workaround or a conclusive fix.")),
    Offer(actions.accept_solution, writing.AcceptanceInput, _("The customer: it works. Closes the incident.")),
    Offer(actions.reject_solution, writing.RejectionInput, _("It does not work: the Relief clock goes on.")),
    Offer(actions.keep_open, writing.KeepOpenInput, _("The customer: it works for now, and stays open.")),
    Offer(actions.withdraw_solution, writing.ToldReasonInput, _("The owner takes a solution back: Relief goes on.")),
    Offer(actions.report_applied, writing.AppliedInput, _("The customer: it is applied in our environment.")),
    Offer(actions.withdraw, writing.ReasonInput, _("The customer: no longer needed. Closes the incident.")),
    Offer(actions.discard, writing.DiscardInput, _("Spam, a duplicate or no incident; before the first answer.")),
    Offer(actions.transfer_ownership, writing.TransferInput, _("A manager gives the incident to another owner.")),
    Offer(actions.name_deputy, writing.DeputyInput, _("The owner or a manager names who stands in, from-until.")),
    Offer(actions.reopen, writing.ToldReasonInput, _("A manager undoes a closing made in error.")),
    Offer(actions.raise_flag, writing.RaisedFlagInput, _("Raise a flag; it stops no clock.")),
    Offer(actions.lower_flag, writing.FlagInput, _("Lower a flag.")),
    # Colleagues of the customer
    Offer(actions.add_colleague, writing.NewColleagueInput, _("Share it with somebody of the customer's own.")),
    Offer(actions.remove_colleague, writing.ColleagueInput, _("They follow it no longer; anybody removes themself.")),
    # What it waits for, what hit it, what it tells of
    Offer(actions.set_substate, known_writing.SubstateInput, _("What the work waits for; no clock stops for it.")),
    Offer(actions.clear_substate, writing.NothingInput, _("It waits for nothing any more.")),
    Offer(actions.match_problem, known_writing.MatchInput, _("A Problem is its cause.")),
    Offer(actions.unmatch_problem, known_writing.MatchInput, _("It was another cause.")),
    Offer(actions.link_outage, known_writing.LinkInput, _("It tells of an outage.")),
    Offer(actions.unlink_outage, known_writing.LinkInput, _("It does not tell of it after all.")),
)
NAMES = {offer.verb: offer.name for offer in OFFERS}


def names_for(reader: User, incident: Incident) -> list[str]:
    """What this person can do now, by the actions' addresses; words without an action of their own are `messages`."""
    return [NAMES[verb] for verb in incident.verbs_for(reader) if verb in NAMES]
