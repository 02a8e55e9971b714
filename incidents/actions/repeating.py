"""What must not reach a customer by a slip: words of a note, the product group's own, names left open (R17, R35)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from accounts.acting import NotValid
from incidents import placeholders
from incidents.actions.words import words
from incidents.from_above import said_above
from incidents.models import Incident, Message

STRETCH = 40  # characters that are the same, counted as letters, digits and single spaces

INTERNAL, PUBLIC = Message.Visibility.INTERNAL, Message.Visibility.PUBLIC


def for_customer(incident: Incident, text: str, *, confirm_note: bool) -> str:
    """A message's words, fit to be sent; raises NotValid for its `body`, or as below."""
    said = words(text, field="body")
    require_fit_for_customer(incident, said, confirm_note=confirm_note, field="body")
    return said


def require_fit_for_customer(incident: Incident, said: str, *, confirm_note: bool, field: str) -> None:
    """Raises NotValid by `field`, or by `confirm_note` where words of a note want a second look.

    `incident` is the locked one: a note that was saved while this was written is looked at too.
    """
    if open_names := placeholders.left_open(said):
        raise NotValid({field: [_("Put words in place of %(names)s first.") % {"names": ", ".join(open_names)}]})
    if repeats_above(incident, said):
        raise NotValid({field: [_("This is the product group's text, word for word. Say it in your own words first.")]})
    if not confirm_note and repeats_note(incident, said):
        raise NotValid({"confirm_note": [_("This came from a team note. Send it?")]})


def repeats_above(incident: Incident, text: str) -> bool:
    """Whether all that somebody above wrote for the customer stands in it as they wrote it; a few words are no text.

    What the customer has read already is nobody's secret, whoever copied it from whom.
    """
    own = plain(text)
    above = [plain(said.text) for said in said_above(incident)] if len(own) >= STRETCH else []
    found = [words for words in above if len(words) >= STRETCH and words in own]
    read = [plain(said) for said in read_by_customer(incident)] if found else []
    return any(not any(words in said for said in read) for words in found)


def repeats_note(incident: Incident, text: str) -> bool:
    """Whether a long stretch of the text stands in a note of this incident, and nowhere in what the customer reads."""
    own = set(stretches(plain(text)))
    notes = incident.messages.filter(visibility=INTERNAL).values_list("body", flat=True) if own else []
    found = {stretch for note in notes for stretch in stretches(plain(note)) if stretch in own}
    for said in read_by_customer(incident) if found else []:
        found.difference_update(stretches(plain(said)))
    return bool(found)


def plain(text: str) -> str:
    """What is compared: neither case, marks nor line breaks make a difference."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


def stretches(text: str) -> Iterator[str]:
    """From the beginning of each word."""
    start = 0
    while start + STRETCH <= len(text):
        yield text[start : start + STRETCH]
        start = text.find(" ", start) + 1 or len(text)


def read_by_customer(incident: Incident) -> list[str]:
    """What stands on the customer's page already may be said again, though a note quotes it."""
    said = incident.messages.filter(visibility=PUBLIC).values_list("body", flat=True)
    solved = incident.solutions.values_list("body", flat=True)
    return [incident.title, incident.description, *said, *solved]
