"""What a floor above has for the customer: words that a person puts in their own before anybody gets them (R35)."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from incidents.models import Incident


@dataclass(frozen=True)
class Said:
    """Somebody's words, by the number of the record that they stand in."""

    number: str
    title: str
    text: str


def said_above(incident: Incident) -> list[Said]:
    """The newest first."""
    return [said for above in settings.SAID_ABOVE for said in import_string(above)(incident)]
