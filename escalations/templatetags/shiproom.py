"""What shiproom's pages may ask of an ICM: where it is shown, how old its escalation is, how far its customer got."""

from django import template

from escalations.meetings.shiproom import Row
from escalations.models import Icm
from incidents.models import Incident
from incidents.stations import Station, stations
from notifications.moment import now

register = template.Library()


@register.filter
def place(icm: Icm) -> str:
    """Its page in the workspace."""
    return f"/workspace/icms/{icm.number}/"


@register.filter
def age_in_days(row: Row) -> int:
    """Days since it became CSAT-impacting, that one included."""
    return (now() - row.since).days + 1


@register.filter
def five_rs(incident: Incident) -> list[Station]:
    return stations(incident)
