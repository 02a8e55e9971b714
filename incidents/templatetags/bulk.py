"""The form that assigns what is ticked in a list, for whichever page shows a list."""

from collections.abc import Iterable
from typing import Any

from django import template

from incidents.forms.bulk import LEAVE, BulkAssignForm
from incidents.views.workspace.filters import NONE, Pick

register = template.Library()


@register.simple_tag
def bulk_assign_form(picks: Iterable[Pick]) -> BulkAssignForm:
    """`picks` are the filters of the list: its areas are read already, and are not asked for again."""
    form = BulkAssignForm()
    area: Any = form.fields["area"]
    for pick in picks:
        if pick.key == "area":
            area.choices = [("", LEAVE), *((one.value, one.label) for one in pick.choices if one.value != NONE)]
    return form
