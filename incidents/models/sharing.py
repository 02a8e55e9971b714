"""Whom a customer shares their incident with: colleagues of their own organisation, and nobody else (R17)."""

from typing import TYPE_CHECKING

from django.db import models
from django_fsm import transition

from accounts.models import User
from incidents.models.colleague import Colleague, is_of_customer
from incidents.models.conditions import is_shared
from incidents.models.delegating import OPEN
from incidents.models.incident_fields import IncidentFields


class Sharing(IncidentFields):
    """Colleagues come and go; the incident stays its reporter's."""

    if TYPE_CHECKING:
        colleagues: models.Manager[Colleague]

    class Meta(IncidentFields.Meta):
        abstract = True

    @transition(field="state", source=OPEN, target=None)
    def add_colleague(self) -> None:
        """Somebody more of the customer's reads and writes here (R17)."""

    @transition(field="state", source=OPEN, target=None, conditions=[is_shared])
    def remove_colleague(self) -> None:
        """Somebody does not any more (R17)."""

    @property
    def followers(self) -> list[User]:
        """The colleagues who are still with the customer's organisation, oldest first."""
        people = [row.user for row in self.colleagues.all()]  # type: ignore[arg-type]
        return [person for person in people if is_of_customer(person, self)]
