"""ICMs as search has them: by number, title and facts, and by what was said of them; the support team's alone (R25)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from escalations.models import EscalationEvent, Icm
from incidents.search import Kind, Role, register
from incidents.search.kinds import Shown, Text


def read_icms(ids: Sequence[int]) -> Iterable[Text]:
    rows = Icm.objects.filter(pk__in=ids).values_list("pk", "title", "facts", "evidence", "insight")
    for pk, title, facts, *texts in rows:
        yield pk, Role.CODE, Icm(pk=pk).number
        yield pk, Role.TITLE, title
        yield from ((pk, Role.INTERNAL, text) for text in (*worded(facts), *texts) if text)
    said = EscalationEvent.objects.filter(kind=Icm.KIND, record_id__in=ids).exclude(body="").order_by("pk")
    for pk, body in said.values_list("record_id", "body"):
        yield pk, Role.INTERNAL, body


def worded(facts: dict[str, Any]) -> Iterable[str]:
    """Facts in words; a window or an amount is nothing that anybody searches for."""
    unsearched = {"window_start", "window_end", "amount_now", "amount_asked"}
    for name, value in facts.items():
        if name not in unsearched:
            yield " ".join(value) if isinstance(value, list) else str(value)


def show_icm(icm: Icm) -> Shown:
    url = reverse("escalations:icm", args=[icm.number])
    return Shown(icm.number, icm.staff_title, icm.state, str(icm.get_state_display()), url)


ICM = Kind(Icm.KIND, Icm, _("ICMs"), read_icms, show_icm)
register(ICM)
