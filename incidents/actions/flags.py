"""The three flags, which stand beside the state and stop no clock (R15)."""

from django.utils.translation import gettext as _

from accounts.acting import NotAllowed, NotPossible, NotValid, Rule, acting
from accounts.models import User
from incidents.actions import house
from incidents.actions.repeating import require_fit_for_customer
from incidents.actions.words import REASON, words
from incidents.models import Incident
from incidents.policy import FLAG_RULES, RULES


def raise_flag(incident: Incident, *, by: User, flag: str, reason: str = "", confirm_note: bool = False) -> Incident:
    """Raise one, or say anew why it is up. A question to the customer and a call for help need their words."""
    with acting(house.narrowed("raise_flag", rule_of("raise_flag", flag)), "raise_flag", incident, by) as act:
        require_known(flag)
        said = words(reason, field="reason", limit=REASON, required=flag != "action_needed")
        act.words, act.public = said, flag == "customer_action_needed"
        if act.public:
            require_fit_for_customer(act.record, said, confirm_note=confirm_note, field="reason")
        act.record.raise_flag(flag, said)
        act.data = {"flag": flag}
    return act.record


def lower_flag(incident: Incident, *, by: User, flag: str, reason: str = "") -> Incident:
    """Handled, answered, or helped."""
    with acting(house.narrowed("lower_flag", rule_of("lower_flag", flag)), "lower_flag", incident, by) as act:
        require_known(flag)
        require_up(flag, act.record)
        act.words = words(reason, field="reason", limit=REASON, required=False)
        act.record.lower_flag(flag)
        act.data = {"flag": flag}
    return act.record


def rule_of(verb: str, flag: str) -> Rule:
    """Which flag it is narrows who may."""
    return FLAG_RULES.get((verb, flag), RULES[verb])


def require_flag(verb: str, flag: str, incident: Incident, by: User) -> None:
    """For a door, which asks this before what the state allows (R1); the act asks again. Raises NotAllowed."""
    rule = FLAG_RULES.get((verb, flag))
    if rule is not None and not rule(by, incident):
        raise NotAllowed(rule.why(incident))


def require_known(flag: str) -> None:
    """What is no flag is a mistake, and is said last (R1). Raises NotValid."""
    if flag not in Incident.FLAGS:
        raise NotValid({"flag": [_("Choose one of: %(flags)s.") % {"flags": ", ".join(Incident.FLAGS)}]})


def require_up(flag: str, incident: Incident) -> None:
    if not getattr(incident, flag):
        raise NotPossible(_("This flag is not up."))
