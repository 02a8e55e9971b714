"""What the initial investigation has found so far, check by check, as pages show it (R29)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.forms import Form
from django.utils.translation import gettext as _

from incidents.forms import RecordCheckForm
from incidents.models import Check, Incident


@dataclass(frozen=True)
class Row:
    """One of the four checks: what stands, what it replaced (the newest first), and the form where one may record."""

    kind: str
    label: str
    asks: str
    standing: Check | None
    earlier: list[Check]
    form: Form | None


@dataclass(frozen=True)
class Investigation:
    rows: list[Row]
    made: int

    @property
    def is_complete(self) -> bool:
        return self.made == len(self.rows)


def panel(incident: Incident) -> Investigation:
    """How far it is; one query."""
    return investigation(incident.checks.all(), {})


def whole(incident: Incident, forms: dict[str, Form]) -> Investigation:
    """With everything that was ever found, and by whom; one query."""
    return investigation(incident.checks.select_related("by", "outage"), forms)


def investigation(checks: Iterable[Check], forms: dict[str, Form]) -> Investigation:
    found: dict[str, list[Check]] = {kind: [] for kind in Check.Kind.values}
    for check in checks:
        found[check.kind].insert(0, check)
    rows = [
        Row(kind, str(Check.Kind(kind).label), asks()[kind], made[0] if made else None, made[1:], forms.get(kind))
        for kind, made in found.items()
    ]
    return Investigation(rows, sum(row.standing is not None for row in rows))


def asks() -> dict[str, str]:
    return {
        "diagnostics": _("What the support centre's diagnostics said, with a link to the run."),
        "guides": _("Which troubleshooting guides you followed, and where each of them led."),
        "icm_search": _("What you make of what the search shows: which one is the same, and why the others are not."),
        "outage": _("What you looked at, and what it said."),
    }


def blank_forms(incident: Incident, query: str) -> dict[str, Form]:
    return {kind: blank_form(incident, kind, query) for kind in Check.Kind.values}


def blank_form(incident: Incident, kind: str, query: str) -> Form:
    form = RecordCheckForm(incident=incident, initial={"check": kind, "query": query})
    form.auto_id = f"{kind}_%s"
    return form
