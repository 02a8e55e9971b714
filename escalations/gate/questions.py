"""How each fact is asked for: what it is called, and its hint, in the area's own words where it has them (R33)."""

from django.utils.translation import gettext as _

from escalations.models import Naming
from escalations.models.facts_asked import QUESTIONS

IN_UTC = {"window_start", "window_end"}


def label_of(name: str, naming: Naming) -> str:
    """A time is asked for in UTC, whatever it is called; where it is read, UTC stands behind the time itself."""
    own = naming.name(name)
    if own and name in IN_UTC and "UTC" not in own:
        return _("%(name)s (UTC)") % {"name": own}
    return own or str(QUESTIONS[name][0])


def hint_of(name: str, naming: Naming) -> str:
    return naming.hint(name) or str(QUESTIONS[name][1])
