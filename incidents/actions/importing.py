"""The past of another system, written as if it had happened here: the same verbs, timeline and clocks (R18, S12).

Who may, and what a verb needs, is not asked of the past. Nobody is told of it either: no letter is written.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import Act, through
from accounts.models import User
from incidents.actions import house
from incidents.actions.opening import change
from incidents.actions.solving import answer
from incidents.imports.people import Past
from incidents.imports.steps import Step
from incidents.models import Event, ImportedIncident, Incident, Solution
from notifications.moment import now


@transaction.atomic
def import_incident(name: str, digest: str, history: Sequence[Step], past: Past) -> Incident:
    """Write one incident's whole history, from its report on; all of it or nothing.

    Raises IntegrityError where an incident of this name is there already. A promise missed in the past is recorded
    at its due instant (S14), warnings of the past are not made (S15).
    """
    opening, *others = history
    with through(Event.IMPORT):
        incident = opened(name, opening, past)
        ImportedIncident.objects.create(name=name, incident=incident, digest=digest)
        begin(incident, opening)
        for step in others:
            take(incident, step, past)
        if not incident.is_closed:
            house.settle(incident, now())  # what was missed since, so that no sweep tells of it as news
    return incident


def opened(name: str, step: Step, past: Past) -> Incident:
    incident = Incident(
        title=_("%(name)s, imported") % {"name": name},
        description=_("In the system that it was imported from, this is %(name)s.") % {"name": name},
        severity=step.severity,
        severity_asked=step.severity,
        customer=past.customer,
        organization=past.customer.organization,
        plan_version=past.plan,
        calendar_version=past.calendar,
        opened_at=step.at,
        last_event_at=step.at,
    )
    incident.is_history = True
    incident.save()
    return incident


def begin(incident: Incident, step: Step) -> None:
    with happening(incident, step) as act:
        act.data = {
            "severity": incident.severity,
            "plan_version": incident.plan_version.pk,
            "calendar_version": incident.calendar_version.pk,
        }


def take(incident: Incident, step: Step, past: Past) -> None:
    with happening(incident, step) as act:
        VERBS[step.verb](act, step, past)


@contextmanager
def happening(incident: Incident, step: Step) -> Iterator[Act[Incident]]:
    """One event of the past. Nobody else can see this incident before the transaction ends, so nothing is locked."""
    house.settle(incident, step.at)
    act = Act(step.verb, incident, house.SYSTEM, step.at, clamped=step.is_clamped)
    yield act
    if step.substate is not None:
        incident.substate = act.data["substate"] = step.substate
    act.data["imported"] = step.mark
    if step.is_inserted:
        act.data["inserted"] = True
    incident.version += 1
    house.record(act)
    incident.save()


def assign(act: Act[Incident], step: Step, past: Past) -> None:
    act.record.assign()
    if step.owner:
        give(act, past.owner(step.owner))
    if step.severity:
        change(act, "severity", step.severity, step.severity)


def transfer_ownership(act: Act[Incident], step: Step, past: Past) -> None:
    act.record.transfer_ownership()
    give(act, past.owner(step.owner))


def give(act: Act[Incident], owner: User) -> None:
    """Whoever had it then need not be there any more."""
    before = act.record.owner
    act.record.owner = owner
    act.data |= {"owner": house.person(owner), "owner_was": house.person(before) if before else None}


def respond(act: Act[Incident], step: Step, past: Past) -> None:
    act.record.respond(act.at)


def propose_solution(act: Act[Incident], step: Step, past: Past) -> None:
    """A workaround: a log does not say whether the cause was removed, and Resolution is claimed for nobody (R23)."""
    act.record.propose_solution(act.at)
    solution = act.record.solutions.create(
        kind=Solution.Kind.WORKAROUND,
        body=_("Imported: the log says that there was a solution, and not what it was."),
        proposed_by=act.record.owner or past.somebody,
        proposed_at=act.at,
    )
    act.data = {"solution": solution.pk, "kind": solution.kind}


def accept_solution(act: Act[Incident], step: Step, past: Past) -> None:
    answer(act, Solution.Outcome.ACCEPTED)
    act.record.accept_solution(act.at)


def reject_solution(act: Act[Incident], step: Step, past: Past) -> None:
    answer(act, Solution.Outcome.REJECTED)
    act.record.reject_solution()


def withdraw(act: Act[Incident], step: Step, past: Past) -> None:
    act.record.withdraw(act.at)


def reopen(act: Act[Incident], step: Step, past: Past) -> None:
    act.data = {"closed_as_was": act.record.closed_as}
    act.record.reopen()


def raise_flag(act: Act[Incident], step: Step, past: Past) -> None:
    act.record.raise_flag(step.flag, "")
    act.data = {"flag": step.flag}


def lower_flag(act: Act[Incident], step: Step, past: Past) -> None:
    act.record.lower_flag(step.flag)
    act.data = {"flag": step.flag}


def import_line(act: Act[Incident], step: Step, past: Past) -> None:
    """What the log says and no verb does: it stands in the timeline; of the incident it sets the sub-state at most."""


VERBS: dict[str, Callable[[Act[Incident], Step, Past], None]] = {
    "assign": assign,
    "transfer_ownership": transfer_ownership,
    "respond": respond,
    "propose_solution": propose_solution,
    "accept_solution": accept_solution,
    "reject_solution": reject_solution,
    "withdraw": withdraw,
    "reopen": reopen,
    "raise_flag": raise_flag,
    "lower_flag": lower_flag,
    "import_line": import_line,
}
