"""The three flags as switches: what each says, who sees it, and whether this person may move it (R15)."""

from dataclasses import dataclass

from django.forms import Form
from django.utils.translation import gettext as _

from accounts.models import User
from incidents.forms import LowerFlagForm, RaiseFlagForm
from incidents.models import Incident
from incidents.policy import FLAG_RULES

TONES = {"action_needed": "bad", "customer_action_needed": "warn", "assistance_required": "warn"}
ICONS = {"action_needed": "flag", "customer_action_needed": "user", "assistance_required": "hand"}
ASKS = {"customer_action_needed", "assistance_required"}  # raising these takes words
ANSWERED = {"assistance_required"}  # and lowering this one takes a result


@dataclass(frozen=True)
class Flag:
    """One switch. `form` is none for whoever may not move it; `why_not` then says who may."""

    name: str
    label: str
    tone: str
    icon: str
    is_up: bool
    sentence: str
    seen_by: str
    reason: str
    verb: str
    form: Form | None
    asks: str
    why_not: str


def flags(incident: Incident, user: User, verbs: list[str], sent: Form | None) -> list[Flag]:
    """All three; `sent` is a form that came back with errors."""
    return [switch(incident, user, verbs, name, sent) for name in Incident.FLAGS]


def switch(incident: Incident, user: User, verbs: list[str], name: str, sent: Form | None) -> Flag:
    is_up = bool(getattr(incident, name))
    verb = "lower_flag" if is_up else "raise_flag"
    rule = FLAG_RULES[verb, name]
    allowed = verb in verbs and rule(user, incident)
    return Flag(
        name=name,
        label=str(Incident.Flag(name).label),
        tone=TONES[name],
        icon=ICONS[name],
        is_up=is_up,
        sentence=sentences()[name],
        seen_by=seen_by(incident)[name],
        reason=reasons(incident).get(name, ""),
        verb=verb,
        form=form_of(verb, name, incident, sent) if allowed else None,
        asks=asks()[name] if not is_up else _("How was it settled?"),
        why_not="" if allowed or incident.is_closed else rule.why(incident),
    )


def form_of(verb: str, name: str, incident: Incident, sent: Form | None) -> Form:
    form_class = LowerFlagForm if verb == "lower_flag" else RaiseFlagForm
    is_this = isinstance(sent, form_class) and sent.data.get("flag") == name
    form: Form = sent if is_this and sent is not None else form_class(incident=incident)
    form.auto_id = f"{verb}_{name}_%s"
    form.fields["reason"].required = name in (ASKS if verb == "raise_flag" else ANSWERED)
    if name != "assistance_required":
        form.fields.pop("needed_by", None)
    return form


def sentences() -> dict[str, str]:
    return {
        "action_needed": _("Something here wants the owner. An answer to the customer lowers it."),
        "customer_action_needed": _("We need something from the customer. No clock stops for it."),
        "assistance_required": _("The owner asks for help. The owner stays the owner."),
    }


def seen_by(incident: Incident) -> dict[str, str]:
    customer = {"customer": incident.customer.name}
    return {
        "action_needed": _("Seen by the team; the owner gets a mail."),
        "customer_action_needed": _("%(customer)s reads the question, in the portal and by mail.") % customer,
        "assistance_required": _("Seen by the team; the managers, and whoever follows its area, get a mail."),
    }


def reasons(incident: Incident) -> dict[str, str]:
    return {
        "customer_action_needed": incident.customer_question,
        "assistance_required": incident.assistance_reason,
    }


def asks() -> dict[str, str]:
    return {
        "action_needed": _("What is to be done?"),
        "customer_action_needed": _("What do you need? The customer reads this."),
        "assistance_required": _("What help, and by when?"),
    }
