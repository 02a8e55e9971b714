"""The form that assigns what is ticked in a list, for whichever page shows a list."""

from django import template

from incidents.bulk_forms import BulkAssignForm

register = template.Library()


@register.simple_tag
def bulk_assign_form() -> BulkAssignForm:
    return BulkAssignForm()
