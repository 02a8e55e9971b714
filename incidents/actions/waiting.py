"""What an incident waits for and what hit it: sub-states, Problems and outages; none of it stops a clock (R14, R24)."""

from django.utils.translation import gettext as _

from accounts.acting import Act, NotPossible, NotValid, acting, lock
from accounts.models import User
from incidents import notices
from incidents.actions import house
from incidents.models import Change, Incident, Match, Outage, OutageLink, Problem, RcaRequest

Awaited = Problem | Change | RcaRequest


def set_substate(
    incident: Incident,
    *,
    by: User,
    substate: str,
    problem: Problem | None = None,
    change: Change | None = None,
    rca: RcaRequest | None = None,
) -> Incident:
    """Say what the work waits for, with the record it waits for; the clocks go on (R14)."""
    with acting(house.INCIDENTS, "set_substate", incident, by) as act:
        if substate not in Incident.Substate.values:
            raise NotValid({"substate": [_("Choose what this waits for.")]})
        name = substate.removeprefix("pending_")
        record = named(name, {"problem": problem, "change": change, "rca": rca}[name])
        act.data = {"substate": substate, "substate_was": act.record.substate, name: record.pk, "number": record.number}
        act.record.set_substate(substate, record)
    return act.record


def named(name: str, record: Awaited | None) -> Awaited:
    """The record as it is now, held: nothing is waited for that completes at the same time."""
    if record is None:
        raise NotValid({name: [_("Name the record that this waits for.")]})
    record = lock(record)
    if is_complete(record):
        complete = _("%(number)s is complete; there is nothing to wait for.") % {"number": record.number}
        raise NotValid({name: [complete]})
    return record


def is_complete(record: Awaited) -> bool:
    match record:
        case Problem():
            return record.has_fix
        case Change():
            return bool(record.status != Change.Status.PLANNED)
        case RcaRequest():
            return bool(record.status == RcaRequest.Status.DELIVERED)


def clear_substate(incident: Incident, *, by: User) -> Incident:
    """It waits for nothing any more."""
    with acting(house.INCIDENTS, "clear_substate", incident, by) as act:
        act.data = {"substate": "", "substate_was": act.record.substate}
        act.record.clear_substate()
    return act.record


def match_problem(incident: Incident, *, by: User, problem: Problem) -> Incident:
    """A Problem is its cause. One that was removed has come back: its owner is warned, and action is needed (R23)."""
    with acting(house.INCIDENTS, "match_problem", incident, by) as act:
        match(act, problem, by)
    return act.record


def match(act: Act[Incident], problem: Problem, by: User) -> None:
    cause = lock(problem)  # as it is now: what becomes of it next finds the match
    _match, is_new = Match.objects.get_or_create(
        problem=cause, incident=act.record, defaults={"by": by, "at": act.at, "told_status": cause.status}
    )
    act.is_nothing = not is_new
    came_back = cause.status == Problem.Status.REMOVED
    about(act, "problem", cause)
    act.data["came_back"] = came_back
    act.record.match_problem(came_back=came_back)


def match_reported(incident: Incident, problem: Problem, by: User) -> None:
    """A new report names the known problem that it is: matched by its customer's word, in the report's act (R24)."""
    act = Act("match_problem", incident, by, incident.opened_at)
    match(act, problem, by)
    event = house.record(act)
    incident.save()
    notices.tell(event)


def about(act: Act[Incident], name: str, record: Problem | Outage) -> None:
    """What the timeline keeps of a record beside the incident: found by its key, readable without."""
    act.data = {name: record.pk, "number": record.number, "title": record.title}


def unmatch_problem(incident: Incident, *, by: User, problem: Problem) -> Incident:
    """It was another cause."""
    with acting(house.INCIDENTS, "unmatch_problem", incident, by) as act:
        act.record.unmatch_problem()
        gone, _rows = act.record.matches.filter(problem=problem).delete()
        if not gone:
            raise NotPossible(_("It is not matched with this Problem."))
        about(act, "problem", problem)
    return act.record


def link_outage(incident: Incident, *, by: User, outage: Outage) -> Incident:
    """It tells of an outage, and its customer is told together with the others (R26)."""
    with acting(house.INCIDENTS, "link_outage", incident, by) as act:
        _link, is_new = OutageLink.objects.get_or_create(
            outage=outage, incident=act.record, defaults={"by": by, "at": act.at}
        )
        act.is_nothing = not is_new
        about(act, "outage", outage)
        act.record.link_outage()
    return act.record


def unlink_outage(incident: Incident, *, by: User, outage: Outage) -> Incident:
    """It does not tell of it after all."""
    with acting(house.INCIDENTS, "unlink_outage", incident, by) as act:
        act.record.unlink_outage()
        gone, _rows = act.record.outage_links.filter(outage=outage).delete()
        if not gone:
            raise NotPossible(_("It is not linked with this outage."))
        about(act, "outage", outage)
    return act.record
