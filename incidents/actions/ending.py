"""The customer's withdrawal, and a manager's two exceptions: another owner, and undoing a closing."""

from django.utils.translation import gettext as _

from accounts.acting import NotValid, acting
from accounts.models import User
from incidents.actions import house
from incidents.actions.repeating import require_fit_for_customer
from incidents.actions.solving import answer
from incidents.actions.words import REASON, able_owner, words
from incidents.models import Incident, Solution


def withdraw(incident: Incident, *, by: User, reason: str) -> Incident:
    """No longer needed: closes, and is counted apart from accepted ones."""
    with acting(house.INCIDENTS, "withdraw", incident, by) as act:
        act.words, act.public = words(reason, field="reason", limit=REASON), True
        answer(act, Solution.Outcome.WITHDRAWN)
        act.record.withdraw(act.at)
    return act.record


def transfer_ownership(incident: Incident, *, by: User, owner: User, reason: str) -> Incident:
    """Somebody else owns it from now on: told to the customer, audited and counted (R11)."""
    with acting(house.INCIDENTS, "transfer_ownership", incident, by) as act:
        if owner.pk == act.record.owner_id:
            raise NotValid({"owner": [_("%(name)s owns this already.") % {"name": owner.name}]})
        before = act.record.owner
        act.words = words(reason, field="reason", limit=REASON)
        act.public = act.is_for_team = True
        act.record.transfer_ownership()
        act.record.give_to(able_owner(owner))
        act.data = {"owner": house.person(owner), "owner_was": house.person(before) if before else None}
    return act.record


def reopen(incident: Incident, *, by: User, reason: str, confirm_note: bool = False) -> Incident:
    """Closed in error: audited and counted; the Relief clock resumes (R12). The customer reads why (R17)."""
    with acting(house.INCIDENTS, "reopen", incident, by) as act:
        act.words, act.public = words(reason, field="reason", limit=REASON), True
        require_fit_for_customer(act.record, act.words, confirm_note=confirm_note, field="reason")
        act.data = {"closed_as_was": act.record.closed_as}
        act.record.reopen()
    return act.record
