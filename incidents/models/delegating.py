"""What an owner lends without handing over, to a deputy and to colleagues; and the one way to hand over."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django_fsm import transition

from accounts.models import User
from incidents.models.conditions import has_owner
from incidents.models.incident_fields import IncidentFields

State = IncidentFields.State
OPEN = [State.NEW, State.WORK_IN_PROGRESS, State.SOLUTION_PROPOSED]


class Delegating(IncidentFields):
    """The owner's deputy, from and until when (R11a). Whoever stands in, the owner stays the owner."""

    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="covering")
    deputy_from = models.DateTimeField(null=True, blank=True)
    deputy_until = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        deputy_id: int | None

    class Meta(IncidentFields.Meta):
        abstract = True

    @transition(field="state", source=OPEN, target=None, conditions=[has_owner])
    def name_deputy(self, deputy: User | None, begins: datetime | None, until: datetime | None) -> None:
        """Cover without hand-over; a newer deputy replaces the older, and none ends the cover (R11a)."""
        self.deputy, self.deputy_from, self.deputy_until = deputy, begins, until

    @transition(field="state", source=OPEN, target=None)
    def delegate_task(self) -> None:
        """A piece of work for a colleague; the owner stays the owner (R16)."""

    @transition(field="state", source=OPEN, target=None)
    def finish_task(self) -> None:
        """Its result comes back to the owner (R15, R16)."""
        self.action_needed = True

    @transition(field="state", source=OPEN, target=None)
    def decline_task(self) -> None:
        """So does a refusal (R15, R16)."""
        self.action_needed = True

    @transition(field="state", source=OPEN, target=None)
    def recall_task(self) -> None:
        """The owner takes it back; it is theirs again, so nothing new wants them (R16)."""

    @transition(field="state", source=OPEN, target=None)
    def transfer_ownership(self) -> None:
        """The exception to one owner throughout: a manager's, with a reason (R11)."""
        self.action_needed = True

    def is_covered(self, moment: datetime) -> bool:
        """Somebody stands in for the owner then; the last moment of a cover is not part of it."""
        if self.deputy_from is None or self.deputy_until is None:
            return False
        return self.deputy_from <= moment < self.deputy_until

    def give_to(self, owner: User) -> None:
        """Somebody else owns it; whoever stood in did so for the owner before."""
        self.owner = owner
        self.deputy = self.deputy_from = self.deputy_until = None
