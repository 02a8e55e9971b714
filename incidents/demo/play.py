"""Lets the stories happen: all their steps in order of time, by the real actions, each at its own moment."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Min, Q

from accounts.acting import through
from accounts.models import User
from incidents import actions
from incidents.demo.knowledge import HAPPENINGS, Happening, asides_of, happen
from incidents.demo.people import World
from incidents.demo.ratings import RATINGS
from incidents.demo.story import OWNER, REPORTER, Step, Story, span
from incidents.models import Clock, Incident, Solution, Task
from notifications.moment import at

SECONDS, MINUTE, DAY = timedelta(seconds=15), timedelta(minutes=1), timedelta(days=1)
SEED = 7
MORNING, EVENING = time(9, 0), time(17, 30)


@dataclass(frozen=True)
class Scene:
    """A step of a story, and when it happens."""

    moment: datetime
    story: Story
    step: Step


def play(
    stories: Iterable[Story],
    world: World,
    loaded_at: datetime,
    more: Iterable[Happening] = (),
    speak: Callable[[datetime], object] = lambda moment: None,
) -> list[Incident]:
    """Everything up to `loaded_at`, as it would have happened: reports, acts, and what the clocks say in between.

    `more` happens on the floor above, which also `speak`s where its own clocks would have.
    """
    chance = random.Random(SEED)  # noqa: S311 - spreads moments, keeps no secret
    scenes = [scene for story in stories for scene in staged(story, world, loaded_at, chance)]
    scenes += [more for scene in last_of_their_kind(scenes) for more in asides(scene)]
    stage = world.incidents
    to_come = sorted([*HAPPENINGS, *RATINGS, *more], key=lambda each: span(each.ago), reverse=True)

    def all_speak(until: datetime) -> None:
        let_clocks_speak(until)
        speak(until)

    for scene in sorted(scenes, key=lambda scene: scene.moment):
        to_come = happen(to_come, world, loaded_at, scene.moment, all_speak)
        all_speak(scene.moment)
        with at(scene.moment):
            perform(scene, world, stage)
    happen(to_come, world, loaded_at, loaded_at, all_speak)
    all_speak(loaded_at)
    with at(loaded_at):
        actions.sweep_clocks(loaded_at)
    return list(stage.values())


# --- When ---------------------------------------------------------------------------------------------------------


def staged(story: Story, world: World, loaded_at: datetime, chance: random.Random) -> Iterator[Scene]:
    """A story's scenes. No step comes before the one it follows, nor after the world is loaded."""
    steps = list(all_steps(story))
    moments = [opening(story, world, loaded_at, chance)]
    for step in steps[1:]:
        moments.append(max(timed(step, story, world, moments[-1], loaded_at, chance), moments[-1] + MINUTE))
    latest = loaded_at
    for number in reversed(range(len(moments))):
        moments[number] = latest = min(moments[number], latest - MINUTE)
    return (Scene(moment, story, step) for moment, step in zip(moments, steps, strict=True))


def last_of_their_kind(scenes: Iterable[Scene]) -> list[Scene]:
    """The last scene of each verb in each story."""
    return list({(scene.story.title, scene.step.verb): scene for scene in scenes}.values())


def asides(scene: Scene) -> Iterator[Scene]:
    """What is done to the incident right after this scene, before its next one."""
    moment = scene.moment
    for step in asides_of(scene.story.title, scene.step.verb):
        moment += SECONDS
        yield Scene(moment, scene.story, step)
        yield from asides(Scene(moment, scene.story, step))


def all_steps(story: Story) -> Iterator[Step]:
    yield Step("open_incident", REPORTER, f"-{story.ago}")
    if story.triage:
        owner, area, category = story.triage.split()
        words = {"owner": owner, "area": area, "category": category}
        yield Step("assign", story.triager, story.triaged_after, words)
    yield from story.steps


def opening(story: Story, world: World, loaded_at: datetime, chance: random.Random) -> datetime:
    moment = loaded_at - span(story.ago)
    if span(story.ago) < DAY:
        return moment
    zone = ZoneInfo(world.people[story.reporter].zone)
    day = moment.astimezone(zone)
    return at_work(day.replace(hour=chance.randint(9, 15), minute=chance.randint(0, 59)), zone, back=True)


def timed(
    step: Step, story: Story, world: World, before: datetime, loaded_at: datetime, chance: random.Random
) -> datetime:
    """Steps counted from the loading are exact; the others fall into the working hours of who takes them."""
    if step.when.startswith("-"):
        return loaded_at - span(step.when)
    moment = before + span(step.when) + chance.randint(0, 7) * MINUTE
    if span(story.ago) < DAY:
        return moment
    person = {OWNER: story.triage.split(" ")[0], REPORTER: story.reporter}.get(step.by, step.by)
    return at_work(moment, ZoneInfo(world.people[person].zone))


def at_work(moment: datetime, zone: ZoneInfo, *, back: bool = False) -> datetime:
    """The same moment if somebody works then, else early on the next (or the last) working day."""
    local = moment.astimezone(zone)
    if local.time() > EVENING and not back:
        local = local.replace(hour=MORNING.hour, minute=local.minute) + DAY
    elif local.time() < MORNING:
        local = local.replace(hour=MORNING.hour, minute=local.minute)
    while local.weekday() > 4:
        local += -DAY if back else DAY
    return local.astimezone(moment.tzinfo)


# --- What ---------------------------------------------------------------------------------------------------------


def let_clocks_speak(until: datetime) -> None:
    """Warn and breach at the minute at which a sweep would have found it, so that the timeline tells it in order."""
    told_at = None
    while (moment := next_word()) is not None and moment < until and moment != told_at:
        told_at = moment
        found = min(moment + MINUTE, until)
        with at(found):
            actions.sweep_clocks(found)


def next_word() -> datetime | None:
    """When a clock, a solution without an answer or a late task has next something to say that nobody was told."""
    untold = Clock.objects.filter(breached_at=None)
    moments = [
        *untold.aggregate(due=Min("due_at"), near=Min("warn_at", filter=Q(warned_at=None))).values(),
        *Solution.objects.filter(outcome=Solution.Outcome.PROPOSED).aggregate(Min("remind_at")).values(),
        *Task.objects.aggregate(Min("chase_at")).values(),
    ]
    return min((moment for moment in moments if moment is not None), default=None)


def perform(scene: Scene, world: World, stage: dict[str, Incident]) -> None:
    story, step = scene.story, scene.step
    key = story.key or story.title
    if step.verb == "open_incident":
        by = world.people[story.reporter]
        with through("portal"):
            stage[key] = actions.open_incident(
                by=by, title=story.title, description=story.description, severity=story.severity
            )
        return
    incident = Incident.objects.get(pk=stage[key].pk)
    by = actor(step, story, incident, world)
    words = said(scene, world, stage)
    if step.verb in {"finish_task", "decline_task"}:
        words["task"] = incident.tasks.open().filter(assignee=by).latest("pk").pk
    if step.verb == "recall_task":
        words["task"] = incident.tasks.open().latest("pk").pk
    with through("portal" if by.is_customer else "workspace"):
        stage[key] = getattr(actions, step.verb)(incident, by=by, **words)


def actor(step: Step, story: Story, incident: Incident, world: World) -> User:
    if step.by == OWNER:
        assert incident.owner is not None  # noqa: S101 - a story that forgot its triage
        return incident.owner
    return world.people[story.reporter if step.by == REPORTER else step.by]


def said(scene: Scene, world: World, stage: dict[str, Incident]) -> dict[str, Any]:
    """A step's words as its action takes them: names become records, spans become moments."""
    words = {name: meant(name, word, scene, world, stage) for name, word in scene.step.words.items()}
    if scene.step.verb == "report_applied":
        words["applied_on"] = scene.moment.date()
    if scene.step.promise:
        words["next_update_by"] = scene.moment + span(scene.step.promise)
    return words


def meant(name: str, word: Any, scene: Scene, world: World, stage: dict[str, Incident]) -> Any:
    match name:
        case "owner" | "deputy" | "assignee" | "colleague":
            return world.people[word]
        case "area":
            return world.areas[word]
        case "files":
            return [SimpleUploadedFile(named, text.encode()) for named, text in word.items()]
        case "duplicate_of":
            return stage[word]
        case "problem" | "change" | "rca" | "outage":
            return world.known[word]
        case "until" | "due":
            return scene.moment + span(word) if word else None
        case _:
            return word
