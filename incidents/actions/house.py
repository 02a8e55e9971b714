"""What the incidents floor hands to acting(): how overdue clocks are settled, how an act is recorded, who is told."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.module_loading import import_string

from accounts.acting import Act, House, Rule, door
from accounts.hours import Hours
from accounts.models import User
from incidents import notices, policy, search
from incidents.models import Attachment, Clock, Event, Incident, Message, Task
from incidents.models.clock import EFFECTS, Fact
from incidents.policy import RULES
from incidents.reckoning import AGAIN

SYSTEM = None
BY_SEVERITY, BY_CALENDAR = "by_severity_change", "by_calendar_change"  # why a clock was past its target at once
WORDED = {"open_incident", "propose_solution"}  # their words stand in rows of their own, not in a message


def settle(incident: Incident, now: datetime) -> None:
    """A breach that no sweep has found yet must stand before anything else happens (a closing, say)."""
    for clock in incident.clocks.filter(due_at__lte=now, breached_at=None):
        if clock.is_over(incident, now):
            mark_breached(incident, clock, now)


def settle_change(incident: Incident, now: datetime, change: str) -> list[str]:
    """A new severity (S11) or new hours (S6) may leave a clock past its target.

    A severity judges a paused clock too, as it promises something else; hours only those that run (S6). `change` is
    BY_SEVERITY or BY_CALENDAR; returns the kinds of the clocks that it was too much for.
    """
    judged = Clock.is_used_up if change == BY_SEVERITY else Clock.is_over
    over = [clock for clock in incident.clocks.filter(breached_at=None) if judged(clock, incident, now)]
    for clock in over:
        mark_breached(incident, clock, now, change)
    return [clock.kind for clock in over]


def mark_breached(incident: Incident, clock: Clock, now: datetime, change: str = "") -> None:
    """The breach is at the due instant, whenever it was found (S14); one by a change of the promise, at the change."""
    clock.breached_at = now if change else clock.due_at
    clock.save(update_fields=["breached_at"])
    act = Act("breach", incident, SYSTEM, max(now, incident.last_event_at))
    act.data = {"clock": clock.kind, "due_at": stamp(clock.breached_at)}
    if change:
        act.data[change] = True
    notices.tell(write_event(act))
    save_counts(incident)


def mark_warned(incident: Incident, clock: Clock, now: datetime) -> None:
    act = Act("warn", incident, SYSTEM, max(now, incident.last_event_at))
    clock.warned_at = act.at
    clock.save(update_fields=["warned_at"])
    act.data = {"clock": clock.kind, "due_at": stamp(clock.due_at)}
    notices.tell(write_event(act))
    save_counts(incident)


def mark(incident: Incident, verb: str, now: datetime, data: dict[str, Any], *, public: bool) -> None:
    """Something that nobody did and that changes nothing about the incident, told to its readers."""
    act = Act(verb, incident, SYSTEM, max(now, incident.last_event_at), public=public, data=data)
    notices.tell(write_event(act))
    save_counts(incident)


def record(act: Act[Incident]) -> Event:
    """The timeline's event, its words, what search knows of them, and the clocks as the timeline now says (S12)."""
    show_both(act)
    ask_above(act)
    event = write_event(act)
    if act.verb == "reopen":
        act.record.save()  # before its children: the database lets none of them into a closed incident
    watch_tasks(act)
    if act.words:
        write_words(event, act)
    if act.words or act.verb in WORDED:
        search.index(search.INCIDENT.name, [act.record.pk])
    write_files(event, act)
    see_guests_off(act)
    reckon(act.record, act)
    act.record.take_place()
    if act.record.is_closed and not act.record.is_history:
        for follow in settings.WHEN_CLOSED:
            import_string(follow)(act.record, act.at)
    return event


def ask_above(act: Act[Incident]) -> None:
    """Nothing is written to a closed incident, so a reopening says anew what the product group has of it (R20)."""
    if act.verb == "reopen":
        held = [number for above in settings.HELD_ABOVE for number in import_string(above)(act.record)]
        act.data = {**act.data, **({AGAIN: held} if held else {})}


def watch_tasks(act: Act[Incident]) -> None:
    """A closing ends its open tasks, so that no sweep looks at them again; a reopening takes up what can be kept."""
    open_tasks = act.record.tasks.filter(state=Task.State.OPEN)
    if act.record.is_closed:
        open_tasks.filter(chase_at__isnull=False).update(chase_at=None)
    if act.verb == "reopen":
        open_tasks.filter(due__gt=act.at).update(chase_at=F("due"))


def see_guests_off(act: Act[Incident]) -> None:
    """A closing ends what guests were let in for; reopened, nobody is back who was not let in anew (R37)."""
    if act.record.is_closed:
        act.record.guests.there().update(until=act.at)


def show_both(act: Act[Incident]) -> None:
    """A deputy's act shows both names (R11a); an act that gives the incident away asks before it does."""
    if policy.is_for_owner(act.by, act.record, act.verb, act.at):
        act.data["for_owner"] = person(act.record.owner)  # type: ignore[arg-type]


def write_event(act: Act[Incident]) -> Event:
    incident = act.record
    incident.event_count += 1
    incident.last_event_at = act.at
    return Event.objects.create(
        incident=incident,
        seq=incident.event_count,
        verb=act.verb,
        by=act.by,
        at=act.at,
        clamped=act.clamped,
        way=door(),
        public=act.public,
        state=incident.state,
        data=act.data,
    )


def write_words(event: Event, act: Act[Incident]) -> Message:
    message = Message.objects.create(
        incident=act.record, event=event, author=act.by, visibility=audience(act), body=act.words, at=act.at
    )
    if act.verb == "state_problem":
        act.record.statement = message
    return message


def audience(act: Act[Incident]) -> Message.Visibility:
    """Who may read what comes with an act, from birth (R17)."""
    return Message.Visibility.PUBLIC if act.public and not act.is_for_team else Message.Visibility.INTERNAL


def write_files(event: Event, act: Act[Incident]) -> None:
    for kept in act.files:
        Attachment.objects.create(
            incident=act.record, event=event, visibility=audience(act), by=act.by, at=act.at, **asdict(kept)
        )


def save_counts(incident: Incident) -> None:
    """How far the timeline goes, for an event that no act saves the incident after: a clock's own, changed hours."""
    Incident.objects.filter(pk=incident.pk).update(
        event_count=incident.event_count, last_event_at=incident.last_event_at
    )


def reckon(incident: Incident, act: Act[Incident]) -> None:
    if act.verb in EFFECTS or "severity" in act.data:
        reckon_clocks(incident, incident.events.facts())
    if "next_update_by" in act.data or incident.is_closed:
        reckon_promise(incident, act)
    if "severity" in act.data and act.verb == "assign":
        settle_change(incident, act.at, BY_SEVERITY)
        pass_on_hours(incident, act.at, incident.promise.hours_at(act.data["severity_was"]))


def pass_on_hours(incident: Incident, at: datetime, before: Hours | None) -> None:
    """What the floors above count by this incident's hours is theirs to move."""
    for follow in settings.WHEN_HOURS_CHANGE:
        import_string(follow)(incident, at, before)


def reckon_clocks(incident: Incident, history: Iterable[Fact]) -> None:
    history = list(history)
    kept = {clock.kind: clock for clock in incident.clocks.all()}
    for kind in (Clock.Kind.RESPONSE, Clock.Kind.RELIEF):
        clock = kept.get(kind) or Clock(incident=incident, kind=kind)
        clock.reckon(history, incident.promise)
        clock.save()


def reckon_promise(incident: Incident, act: Act[Incident]) -> None:
    """The promised next update is a clock like any other, by the wall; each promise replaces the one before."""
    clock = incident.clocks.filter(kind=Clock.Kind.NEXT_UPDATE).first()
    if incident.next_update_by is None:
        if clock is not None:
            clock.state = Clock.State.STOPPED
            clock.run_for(None, None)
            clock.save()
        return
    clock = clock or Clock(incident=incident, kind=Clock.Kind.NEXT_UPDATE)
    clock.state, clock.warned_at, clock.breached_at = Clock.State.RUNNING, None, None
    clock.target = incident.next_update_by - act.at
    clock.run_for(act.at, None)
    clock.save()


def promise_update(act: Act[Incident], next_update_by: datetime | None) -> None:
    """Words of the support team to the customer keep the promise before, and may make a new one."""
    if next_update_by is None and act.record.next_update_by is None:
        return
    act.record.next_update_by = next_update_by
    act.data["next_update_by"] = stamp(next_update_by)


def stamp(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def person(user: User) -> dict[str, Any]:
    """A person as the timeline keeps them: found by id, readable without."""
    return {"id": user.pk, "name": user.name}


INCIDENTS: House[Incident] = House(rules=RULES, settle=settle, record=record, tell=notices.tell)


def narrowed(verb: str, rule: Rule) -> House[Incident]:
    """For a verb that what it is about narrows: asked of the record as it is under the lock, before its state (R1)."""
    return replace(INCIDENTS, rules={verb: rule})
