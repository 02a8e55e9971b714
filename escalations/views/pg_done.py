"""What a PG member reads in the place of what they pressed: that it is done, and what happens next (R35, R37)."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escalations.models import Icm, PgMember
from escalations.shown import Line

YOU_ARE_IN = _("You are in the customer's conversation. Its mail comes to you from now on, and below you can write.")
WORDS: dict[str, str | Promise] = {
    "acknowledge": _("You have it now, and support knows. Below you can write how it goes, ask, or resolve it."),
    "request_information": _("%(name)s has your question. You get the answer by mail, and it stands here too."),
    "update": _("Support has your update; the customer does not read it."),
    "mitigate": _("Support tells the customer. It stays with you until the cause is gone."),
    "resolve": _("%(name)s verifies it now. You hear when it is closed, or why it comes back to you."),
    # The customer's conversation
    "consent": YOU_ARE_IN,
    "ask_to_join": YOU_ARE_IN,
    "decline_consent": _("Support knows. No mail of the customer's comes to you; your work here goes on as before."),
    "leave": _("You are out of the customer's conversation; no more of its mail comes to you."),
    "write_to_customer": _("The customer has your words, and so has support."),
    # What was asked of this person
    "deny": _("%(name)s knows now that you did not ask for it. Nothing more is asked of you."),
    "engage_csat": _("Support knows that you are in touch with the customer."),
    "bring_in": _("Your colleague gets a link of their own by mail. Support is told."),
}
FOR_ONE_QUESTION = _("You can write to the customer below, once; with that you are out again.")
OUT_AGAIN = _("The customer has your words, and so has support. With that you are out of the conversation again.")


def done(verb: str, icm: Icm, member: PgMember, lines: Sequence[Line]) -> str:
    """What happens next, after what this person did just now; nothing for an address that only claims it."""
    own = [line.event for line in lines if line.event.member_id == member.pk]
    if not own or own[-1].verb != verb:
        return ""
    data = own[-1].data
    words = WORDS.get(verb, "")
    if data.get("only_once"):
        words = FOR_ONE_QUESTION if verb == "consent" else OUT_AGAIN
    if verb == "engage_csat" and data.get("ground"):
        words = YOU_ARE_IN
    return str(words) % {"name": icm.opened_by.name}
