"""An incident: four states, three flags, one owner, no parking place. What a state entails reads here as one page."""

from datetime import datetime

from django.utils.translation import gettext as _
from django_fsm import can_proceed, transition

from accounts.acting import NotPossible
from accounts.models import User
from incidents import policy
from incidents.models.clock import Clock, Promise
from incidents.models.conditions import (
    a_flag_is_up,
    heard,
    statement_open,
    statement_stands,
    triaged,
    unheard,
)
from incidents.models.delegating import OPEN, Delegating
from incidents.models.incident_fields import NUMBERS_FROM, IncidentFields
from incidents.models.investigating import Investigated
from incidents.models.pressing import place_in_queue
from incidents.models.sharing import Sharing
from incidents.models.solution import Solution
from incidents.models.stated import Stated
from incidents.models.waiting import WORKED_ON, Waiting

State, StatementAnswer = IncidentFields.State, IncidentFields.StatementAnswer
ANSWERED_FIRST = {"send_update", "state_problem", "propose_solution"}  # nothing else is said before the first answer


class Incident(Stated, Waiting, Sharing, Delegating, Investigated):
    """One customer's problem, from report to close."""

    class Meta(IncidentFields.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    # --- What people do: each verb is one transition; target None stays in the state ---------------------------------

    @transition(field="state", source=OPEN, target=None)
    def assign(self) -> None:
        """Triage; after the first response an owner only changes by transfer (R4, R11)."""

    @transition(
        field="state",
        source=[State.NEW, State.WORK_IN_PROGRESS],
        target=State.WORK_IN_PROGRESS,
        conditions=[unheard, triaged],
    )
    def respond(self, at: datetime) -> None:
        """The owner's first words of value: Response is reached (R5)."""
        self.responded_at = at
        self.answered()

    @transition(field="state", source=WORKED_ON, target=None, conditions=[heard])
    def send_update(self) -> None:
        """Words to the customer after the first response."""

    @transition(field="state", source=OPEN, target=None)
    def add_note(self) -> None:
        """Words for the support team only."""

    @transition(field="state", source=OPEN, target=None)
    def post_message(self) -> None:
        self.wants_owner()

    @transition(field="state", source=WORKED_ON, target=None, conditions=[heard])
    def state_problem(self) -> None:
        """Our words for the customer's problem; theirs is the answer (R6)."""
        self.statement_answer = ""
        self.answered()

    @transition(field="state", source=WORKED_ON, target=None, conditions=[statement_open])
    def confirm_problem(self, at: datetime) -> None:
        """Recognition is reached (R6)."""
        self.statement_answer = StatementAnswer.CONFIRMED
        self.recognised_at = self.recognised_at or at
        self.heard_from_customer()

    @transition(field="state", source=WORKED_ON, target=None, conditions=[statement_stands])
    def correct_problem(self) -> None:
        self.statement_answer = StatementAnswer.CORRECTED
        self.recognised_at = None
        self.wants_owner()

    @transition(field="state", source=WORKED_ON, target=State.SOLUTION_PROPOSED, conditions=[heard])
    def propose_solution(self, at: datetime) -> None:
        """Relief is reached, and its clock stands still while the solution is in the customer's hands (R7).

        It was reached with the first of several that replace each other: there its clock paused (R20).
        """
        self.relieved_at = self.relieved_at or at
        self.answered()

    @transition(field="state", source=State.SOLUTION_PROPOSED, target=State.WORK_IN_PROGRESS)
    def withdraw_solution(self) -> None:
        """We found it wrong; the Relief clock goes on where it stood."""
        self.relieved_at = None
        self.answered()

    @transition(field="state", source=State.SOLUTION_PROPOSED, target=State.CLOSED)
    def accept_solution(self, at: datetime) -> None:
        """The customer's word closes (R8); what they accept, they have recognised."""
        if self.recognised_at is None:
            self.recognised_at = at
            self.statement_answer = StatementAnswer.ACCEPTED
        self.close(self.ClosedAs.ACCEPTED, at)

    @transition(field="state", source=State.SOLUTION_PROPOSED, target=State.WORK_IN_PROGRESS)
    def reject_solution(self) -> None:
        """Back to work: the Relief clock goes on where it stood (R9)."""
        self.relieved_at = None
        self.wants_owner()

    @transition(field="state", source=State.SOLUTION_PROPOSED, target=None)
    def keep_open(self) -> None:
        """It works for now. Saying nothing at all means the same (R10)."""
        self.heard_from_customer()

    @transition(field="state", source=WORKED_ON, target=None)
    def report_applied(self, at: datetime) -> None:
        """The cause is out of the customer's way, on their word (R23)."""
        self.resolved_at = self.resolved_at or at
        self.heard_from_customer()

    @transition(field="state", source=OPEN, target=State.CLOSED)
    def withdraw(self, at: datetime) -> None:
        self.close(self.ClosedAs.WITHDRAWN, at)

    @transition(field="state", source=State.NEW, target=State.CLOSED)
    def discard(self, at: datetime) -> None:
        """No incident at all; impossible after the first response."""
        self.close(self.ClosedAs.DISCARDED, at)

    @transition(field="state", source=State.CLOSED, target=State.WORK_IN_PROGRESS)
    def reopen(self) -> None:
        """Closed in error; the Relief clock goes on where it stood (R12)."""
        self.closed_at, self.closed_as = None, ""
        self.relieved_at = self.resolved_at = self.applied_on = self.duplicate_of = None
        self.action_needed = True

    @transition(field="state", source=OPEN, target=None)
    def raise_flag(self, flag: str, reason: str) -> None:
        """Flags stand beside the state and stop no clock (R15)."""
        setattr(self, flag, True)
        self.say_why(flag, reason)

    @transition(field="state", source=OPEN, target=None, conditions=[a_flag_is_up])
    def lower_flag(self, flag: str) -> None:
        setattr(self, flag, False)
        self.say_why(flag, "")

    # --- What a state entails ----------------------------------------------------------------------------------------

    def answered(self) -> None:
        """The owner has answered the customer."""
        self.action_needed = False

    def wants_owner(self) -> None:
        """Something wants the owner; a customer's word is also the answer to what they were asked for."""
        self.heard_from_customer()
        self.action_needed = True

    def heard_from_customer(self) -> None:
        """Any interaction of the customer lowers the question that was put to them, and raises ours (R15)."""
        if self.customer_action_needed:
            self.lower_question()
            self.action_needed = True

    def lower_question(self) -> None:
        self.customer_action_needed, self.customer_question = False, ""

    def close(self, how: str, at: datetime) -> None:
        self.closed_as, self.closed_at = how, at
        self.next_update_by = None
        self.wait_for_nothing()
        self.action_needed = self.assistance_required = False
        self.assistance_reason = ""
        self.lower_question()

    def take_place(self) -> None:
        """Where it stands in the queue, by its clocks as they are stored and by whether somebody has to act."""
        wants = self.action_needed or self.state == State.NEW
        self.presses_at, self.next_due_at = place_in_queue(wants, self.clocks.all())

    def say_why(self, flag: str, reason: str) -> None:
        if flag == "customer_action_needed":
            self.customer_question = reason
        if flag == "assistance_required":
            self.assistance_reason = reason

    # --- What can be asked of it -------------------------------------------------------------------------------------

    @property
    def number(self) -> str:
        return f"INC-{NUMBERS_FROM + self.pk}"

    @property
    def staff_title(self) -> str:
        """The title as staff and the product group read it; a customer's letter or page never says this one."""
        mark = getattr(self, "title_mark", None)
        is_typed = self.title.startswith(str(mark))  # by the customer, who may write what they like
        return f"{mark} {self.title}" if mark and not is_typed else self.title

    @property
    def is_closed(self) -> bool:
        return bool(self.state == State.CLOSED)

    @property
    def is_statement_open(self) -> bool:
        """Our statement of the problem waits for the customer's word (R6)."""
        return self.statement_id is not None and not self.statement_answer

    @property
    def is_counted_apart(self) -> bool:
        """Discarded, or withdrawn before the first response: never counted as breached (R20)."""
        if self.closed_as == self.ClosedAs.DISCARDED:
            return True
        return self.closed_as == self.ClosedAs.WITHDRAWN and self.responded_at is None

    @property
    def promise(self) -> Promise:
        return Promise(self.plan_version, self.calendar_version.hours)

    def missing_triage(self) -> list[str]:
        """What the first response still waits for; the severity is there from the start."""
        return [name for name in ("area", "category", "owner") if not getattr(self, name)]

    def hindrance(self, verb: str) -> NotPossible | None:
        """Why the state forbids this verb now, or none."""
        method = getattr(self, verb)
        if verb in ANSWERED_FIRST and self.state == State.NEW:
            return self.unmet(verb)
        if not can_proceed(method, check_conditions=False) or (verb == "respond" and heard(self)):
            return NotPossible(_("As things stand now, this is not possible any more. Look at it again."))
        return None if can_proceed(method) else self.unmet(verb)

    def unmet(self, verb: str) -> NotPossible:
        """What this verb still waits for, in a state that allows it."""
        match verb:
            case "respond":
                missing = {name: [_("Set this before the first answer.")] for name in self.missing_triage()}
                return NotPossible(_("Before the first answer, set: %(what)s.") % {"what": ", ".join(missing)}, missing)
            case verb if verb in ANSWERED_FIRST:
                return NotPossible(_("The owner's first answer comes first."))
            case "name_deputy":
                return NotPossible(_("Nobody owns this yet, so there is nobody to stand in for."))
            case "lower_flag" | "unmatch_problem" | "unlink_outage" | "remove_colleague" | "clear_substate":
                return NotPossible(nothing_there()[verb])
            case _:
                return NotPossible(_("There is no statement of the problem that waits for an answer."))

    def verbs_for(self, user: User | None) -> list[str]:
        """What this person can do now: what the policy allows and the state allows."""
        return [verb for verb, rule in policy.RULES.items() if rule(user, self) and self.can_now(verb, user)]

    def can_now(self, verb: str, user: User | None) -> bool:
        """The state allows it; and of the flags that are up, this person may lower one (R15)."""
        if self.hindrance(verb) is not None:
            return False
        up = [flag for flag in self.FLAGS if getattr(self, flag)]
        return verb != "lower_flag" or any(policy.FLAG_RULES[verb, flag](user, self) for flag in up)

    def clock(self, kind: str) -> Clock | None:
        return next((clock for clock in self.clocks.all() if clock.kind == kind), None)

    def standing_solution(self) -> Solution | None:
        return next((s for s in self.solutions.all() if s.outcome == Solution.Outcome.PROPOSED), None)


def nothing_there() -> dict[str, str]:
    """What is said where there is nothing to take back."""
    return {
        "lower_flag": _("No flag is up."),
        "unmatch_problem": _("No Problem is matched with it."),
        "unlink_outage": _("No outage is linked with it."),
        "remove_colleague": _("It is shared with nobody."),
        "clear_substate": _("There is no sub-state to clear."),
    }
