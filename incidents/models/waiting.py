"""What an incident waits for, what hit it and what it tells of: records that stand beside it."""

from typing import TYPE_CHECKING

from django_fsm import transition

from incidents.models.conditions import is_hit, tells_of_outage, waits
from incidents.models.delegating import OPEN
from incidents.models.incident_fields import IncidentFields

if TYPE_CHECKING:
    from incidents.models.known import Known

State = IncidentFields.State
WORKED_ON = [State.WORK_IN_PROGRESS, State.SOLUTION_PROPOSED]


class Waiting(IncidentFields):
    """The sub-state and its record, and matches and links that come and go while the work goes on (R14, R24, R26)."""

    class Meta(IncidentFields.Meta):
        abstract = True

    @transition(field="state", source=WORKED_ON, target=None)
    def set_substate(self, substate: str, record: "Known") -> None:
        """What the work waits for, by name; no clock stops for it (R14)."""
        self.wait_for_nothing()
        self.substate = substate
        setattr(self, self.WAITS_FOR[substate], record)

    @transition(field="state", source=WORKED_ON, target=None, conditions=[waits])
    def clear_substate(self) -> None:
        self.wait_for_nothing()

    @transition(field="state", source=OPEN, target=None)
    def match_problem(self, *, came_back: bool) -> None:
        """A Problem is its cause; the work on it goes on. What was taken for removed wants the owner (R23, R24)."""
        self.action_needed |= came_back

    @transition(field="state", source=OPEN, target=None, conditions=[is_hit])
    def unmatch_problem(self) -> None:
        """It was another cause."""

    @transition(field="state", source=OPEN, target=None)
    def link_outage(self) -> None:
        """It tells of an outage (R26)."""

    @transition(field="state", source=OPEN, target=None, conditions=[tells_of_outage])
    def unlink_outage(self) -> None:
        """It does not after all."""

    def wait_for_nothing(self) -> None:
        self.substate = ""
        self.waits_for_problem = self.waits_for_change = self.waits_for_rca = None

    @property
    def awaited(self) -> "Known | None":
        """The record that its sub-state waits for."""
        waits_for: Known | None = getattr(self, self.WAITS_FOR[self.substate]) if self.substate else None
        return waits_for
