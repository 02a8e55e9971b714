"""The customer's words: where their problem stands, what comes next and when, and what their plan promises (R22)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.hours import DAY, Hours
from accounts.models import PlanVersion
from incidents.models import Clock, Incident, Problem, Solution
from incidents.stations import milestones, stations
from notifications.moment import now

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Wording:
    """One incident as its customer reads it. `stage` is what the words follow from; `expect` is what comes next."""

    stage: str  # new, listening, checking, solving, ready, kept_open, closed
    reached: str  # the customer's word for the last R they have got
    sentence: str
    ask: str  # what waits for the customer's word: solution, statement, question, or nothing
    expect: str  # answer, update, relief, word (theirs), news, or nothing
    at: datetime | None  # when `expect` was promised for
    is_late: bool


def wording(incident: Incident) -> Wording:
    """Needs the incident's clocks and solutions, which its page and the lists fetch ahead."""
    at = stage(incident)
    expected, moment = expect(incident, at)
    late = moment is not None and moment < now()
    return Wording(at, reached(incident), sentence(incident, at), ask(incident), expected, moment, late)


def stage(incident: Incident) -> str:
    """Two changes of ours that read the same to a customer are one stage to them."""
    if incident.state == Incident.State.SOLUTION_PROPOSED:
        standing = incident.standing_solution()
        return "kept_open" if standing and standing.kept_open_at else "ready"
    if incident.state == Incident.State.WORK_IN_PROGRESS:
        if incident.is_statement_open:
            return "checking"
        return "solving" if incident.recognised_at else "listening"
    return str(incident.state)


def ask(incident: Incident) -> str:
    """The one thing that is asked of the customer; a solution first, for its answer says the others too."""
    if incident.is_closed:
        return ""
    if stage(incident) == "ready":
        return "solution"
    if incident.is_statement_open:
        return "statement"
    return "question" if incident.customer_action_needed else ""


def reached(incident: Incident) -> str:
    done = [station for station in stations(incident) if station.at is not None]
    return done[-1].label if done else _("Reported")


def sentence(incident: Incident, at: str) -> str:
    owner = {"owner": incident.owner.first_name if incident.owner else _("An engineer")}
    match at:
        case "new":
            return _("We have your problem and are reading it")
        case "listening" | "checking":
            return _("%(owner)s is working on it, checking that we have understood") % owner
        case "solving":
            return _("%(owner)s is working on a solution") % owner
        case "closed":
            return closed(incident)
        case _:
            return proposed(incident, at)


def proposed(incident: Incident, at: str) -> str:
    solution = incident.standing_solution()
    if solution is None:
        return ""
    if at == "ready":
        return (
            _("A workaround is ready for you to try") if solution.is_workaround else _("A fix is ready for you to try")
        )
    wishes = {
        Solution.Wish.CONCLUSIVE_FIX.value: _("Working for now; kept open at your request for the permanent fix"),
        Solution.Wish.ROOT_CAUSE_ANALYSIS.value: _("Working for now; kept open at your request for an explanation"),
    }
    return wishes.get(solution.wish, _("Working for now; kept open at your request"))


def closed(incident: Incident) -> str:
    day = {"day": date_format(timezone.localtime(incident.closed_at), "j F Y")}
    ways = {
        Incident.ClosedAs.ACCEPTED: _("Closed on %(day)s, on your word"),
        Incident.ClosedAs.WITHDRAWN: _("Closed on %(day)s: no longer needed"),
    }
    return ways.get(Incident.ClosedAs(incident.closed_as), _("Closed on %(day)s by the support team")) % day


def expect(incident: Incident, at: str) -> tuple[str, datetime | None]:
    """What comes next, and the time that was promised for it."""
    if at == "closed":
        return ("news" if waits_for_removal(incident) else ""), None
    if at == "new":
        return "answer", due(incident, Clock.Kind.RESPONSE)
    if incident.next_update_by:
        return "update", incident.next_update_by
    if at in {"ready", "kept_open"}:
        return "word", None
    return "relief", due(incident, Clock.Kind.RELIEF)


def due(incident: Incident, kind: str) -> datetime | None:
    clock = incident.clock(kind)
    return clock.due_at if clock else None


def waits_for_removal(incident: Incident) -> bool:
    is_accepted = incident.closed_as == Incident.ClosedAs.ACCEPTED
    is_to_prevent = incident.category not in Incident.NOTHING_TO_PREVENT
    return is_accepted and is_to_prevent and milestones(incident)["removal"] is None


def waits(incident: Incident) -> str:
    """What our work waits for, in the customer's words; their time goes on (R14)."""
    if incident.waits_for_problem:
        return fix_words(incident.waits_for_problem)
    if incident.waits_for_change:
        moment = incident.waits_for_change.planned_for
        return _("A change is planned for %(day)s.") % {"day": day_of(moment)} if moment else _("A change is planned.")
    if incident.waits_for_rca:
        day = incident.waits_for_rca.due_on
        return _("We are writing up what happened and why%(by)s.") % {
            "by": _(", by %(day)s") % {"day": date_format(day, "j F")} if day else ""
        }
    return ""


def day_of(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "l j F, H:i")


# --- What a plan promises, before anything is reported ----------------------------------------------------------------


def promises(plan: PlanVersion, hours: Hours) -> Mapping[int, str]:
    """For each severity what choosing it means: the harm, when a person answers, and when there is relief."""
    harm = {
        1: _("We are losing money, safety or trust right now."),
        2: _("Something important is late, wrong or close to stopping."),
        3: _("It costs us effort, but work goes on."),
        4: _("Nothing is broken."),
    }
    return {severity: f"{words} {promise(plan, hours, severity)}" for severity, words in harm.items()}


def promise(plan: PlanVersion, hours: Hours, severity: int) -> str:
    counted = None if severity == 1 else hours
    lengths = {
        "response": length(plan.target("response", severity), counted),
        "relief": length(plan.target("relief", severity), counted),
    }
    if counted is None or is_round_the_clock(counted):
        words = _("A person answers within %(response)s, day or night; a way to keep working within %(relief)s.")
    elif severity == Incident.Severity.FOUR:
        words = _("A person answers within %(response)s, and you have what you need within %(relief)s.")
    else:
        words = _("A person answers within %(response)s; a fix, or a way to keep working, within %(relief)s.")
    return words % lengths


def length(target: timedelta, hours: Hours | None) -> str:
    """An amount of time as people say it. Days are working days, and only where all of them are equally long."""
    minutes = target // MINUTE
    if hours is None or is_round_the_clock(hours):
        return span(minutes)
    day = working_day(hours)
    if day and minutes % day == 0:
        days = minutes // day
        return ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}
    if minutes % 60:
        return ngettext("%(n)d working minute", "%(n)d working minutes", minutes) % {"n": minutes}
    return ngettext("%(n)d working hour", "%(n)d working hours", minutes // 60) % {"n": minutes // 60}


def span(minutes: int) -> str:
    if minutes % 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}


def working_day(hours: Hours) -> int | None:
    """The minutes of a day of this week; none where its days differ."""
    lengths = {sum(closes - opens for opens, closes in intervals) for intervals in hours.weekly.values()} - {0}
    return lengths.pop() if len(lengths) == 1 else None


def is_round_the_clock(hours: Hours) -> bool:
    return not hours.holidays and all(hours.weekly.get(weekday) == ((0, DAY),) for weekday in range(7))


# --- Known problems ---------------------------------------------------------------------------------------------------


def fix_words(problem: Problem) -> str:
    """How far the permanent fix is, in plain words."""
    release = {"release": problem.release}
    match problem.status:
        case Problem.Status.REMOVED if problem.removed_at:
            return _("Fixed for good since %(day)s.") % {
                "day": date_format(timezone.localtime(problem.removed_at), "j F Y")
            }
        case Problem.Status.FIX_RELEASED if problem.release:
            return _("A fix is released: %(release)s.") % release
        case Problem.Status.FIX_RELEASED | Problem.Status.REMOVED:
            return _("A fix is released.")
        case Problem.Status.KNOWN_ERROR:
            return _("We know the cause, and a permanent fix is being built.")
        case _:
            return _("We are looking for the cause.")
