"""What the product group's page asks of a customer's conversation (R37)."""

from django import template

from escalations.models import Icm
from escalations.thread import Seat, seat_of
from escalations.visits import Visit

register = template.Library()


@register.simple_tag
def seat(visit: Visit) -> Seat | None:
    """Where the reader stands; of a consultation there is no conversation to join."""
    return seat_of(visit.record, visit.member) if isinstance(visit.record, Icm) else None
