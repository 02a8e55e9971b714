"""What the demo world's team knows beside the incidents, how that came about, and which incidents it has to do with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.acting import through
from incidents.actions.changes import open_change, open_rca
from incidents.actions.outages import open_outage
from incidents.actions.problems import know_problem, open_problem, publish_problem, release_fix, remove_problem
from incidents.actions.spreading import sweep_knowledge
from incidents.demo.people import World
from incidents.demo.story import OWNER, REPORTER, Step, span
from notifications.moment import at

LEASE = {
    "title": "Output pauses after scaling a job up",
    "symptoms": (
        "After a change to more streaming units the job reads and writes nothing for up to 40 minutes, though its "
        "state says *running*. Some partitions may stay quiet longer than others."
    ),
    "workaround": (
        "1. Stop the job and wait until its state says *stopped*.\n2. Start it with “from the last output”.\n\n"
        "It takes about five minutes and loses no event. To undo it, there is nothing to do."
    ),
}
DECIMAL = {
    "title": "Numbers lose digits on their way into a SQL table",
    "symptoms": "Values with more than six digits arrive rounded. The same values are whole in files and topics.",
    "workaround": "Write the value as text into a column beside the number: `CAST(torque AS nvarchar(max))`.",
}
TWICE = {
    "title": "Results are written twice after a failover",
    "symptoms": "For some minutes after a failover each result is in the output twice, with the same times.",
    "workaround": "Give the table a unique key over window end and device; the second copy is then refused.",
}
SCHEMA = {
    "title": "Inputs refuse events with a newer Avro schema",
    "symptoms": "Since the sender's schema has a new optional field, events are dropped as malformed.",
    "workaround": "Ask the sender to keep the older schema's name beside the newer one.",
}


@dataclass(frozen=True)
class Happening:
    """Something becomes known, or of what is known. `ago`: before the world is loaded."""

    ago: str
    act: Callable[[World, datetime], Any]


def written(key: str, area: str, words: dict[str, str]) -> Callable[[World, datetime], Any]:
    def write(world: World, moment: datetime) -> None:
        world.known[key] = open_problem(by=world.people["sam"], area=world.areas[area], **words)

    return write


def understood(key: str, cause: str) -> Callable[[World, datetime], Any]:
    def understand(world: World, moment: datetime) -> None:
        problem: Any = know_problem(world.known[key], by=world.people["sam"], cause=cause)  # type: ignore[arg-type]
        world.known[key] = publish_problem(problem, by=world.people["sam"])

    return understand


def released(key: str, release: str) -> Callable[[World, datetime], Any]:
    return lambda world, moment: release_fix(world.known[key], by=world.people["sam"], release=release)  # type: ignore[arg-type]


def removed(key: str) -> Callable[[World, datetime], Any]:
    return lambda world, moment: remove_problem(world.known[key], by=world.people["sam"])  # type: ignore[arg-type]


def planned(world: World, moment: datetime) -> None:
    day = (moment + timedelta(days=7)).replace(hour=20, minute=0)
    world.known["columns"] = open_change(
        by=world.people["sia"], title="SQL output with decimal columns, 11.5", planned_for=day
    )


def asked(world: World, moment: datetime) -> None:
    world.known["restarts"] = open_rca(
        by=world.people["eli"], title="Three restarts of store-traffic", due_on=(moment + timedelta(days=9)).date()
    )


def down(world: World, moment: datetime) -> None:
    world.known["broker"] = open_outage(
        by=world.people["sia"],
        title="Broker gateway drops connections",
        area=world.areas["inputs"],
        public_text="Jobs may read nothing from their brokers for minutes at a time. We are moving to a spare gateway.",
        starts_at=moment,
    )


HAPPENINGS = (
    Happening("40d", written("twice", "outputs", TWICE)),
    Happening("36d", written("lease", "query", LEASE)),
    Happening("35d", understood("twice", "The offset is kept after the write, not with it.")),
    Happening("30d", understood("lease", "A worker that is taken away does not give its lease back.")),
    Happening("29d", released("twice", "11.3.0")),
    Happening("22d", written("schema", "inputs", SCHEMA)),
    Happening("20d", understood("schema", "The reader's schema is pinned when the job starts.")),
    Happening("12d", removed("twice")),
    Happening("9d", written("decimal", "outputs", DECIMAL)),
    Happening("7d", understood("decimal", "The output maps decimals to float.")),
    Happening("7d", asked),
    Happening("4d", planned),
    Happening("26h", released("schema", "11.4.2")),
    Happening("3h 2m", down),
)


# --- What incidents have to do with it: right after one of their own steps --------------------------------------------


@dataclass(frozen=True)
class Aside:
    """In the story of this title, after its last such step."""

    title: str
    after: str
    step: Step


def aside(title: str, after: str, verb: str, by: str = OWNER, **words: str) -> Aside:
    return Aside(title, after, Step(verb, by, "", dict(words)))


STALLS = "store-traffic stalls after we went from 6 to 18 streaming units"
PRECISION = "torque-log loses precision in the sixth digit"
RETRIES = "SQL output of warehouse-scan retries for hours after a deadlock"
FREEZERS = "Freezer alarms come twice for stores with two gateways"
LABELS = "Price labels show yesterday's campaign in 12 stores"
ASIDES = (
    aside("torque-log: duplicates in the table after a failover", "confirm_problem", "match_problem", problem="twice"),
    aside("scrap-rate writes each result twice to the topic", "assign", "match_problem", "sia", problem="twice"),
    aside("Schema errors since the supplier's new Avro version", "confirm_problem", "match_problem", problem="schema"),
    aside(STALLS, "respond", "match_problem", "sam", problem="lease"),
    aside(STALLS, "respond", "add_colleague", REPORTER, colleague="lead"),
    aside(STALLS, "state_problem", "set_substate", substate="pending_problem", problem="lease"),
    aside("warehouse-scan stood still for 50 minutes on Monday", "confirm_problem", "match_problem", problem="lease"),
    aside("Freezer alarms come twice for stores with two gateways", "respond", "match_problem", problem="twice"),
    aside(
        "Freezer alarms come twice for stores with two gateways", "confirm_problem", "unmatch_problem", problem="twice"
    ),
    aside(FREEZERS, "respond", "add_colleague", REPORTER, colleague="ada"),
    aside(FREEZERS, "confirm_problem", "remove_colleague", "ada", colleague="ada"),
    aside(PRECISION, "respond", "match_problem", problem="decimal"),
    aside(PRECISION, "send_update", "set_substate", substate="pending_change", change="columns"),
    aside(
        "Explanation wanted: why did store-traffic restart three times last Friday?",
        "confirm_problem",
        "set_substate",
        substate="pending_rca",
        rca="restarts",
    ),
    aside(RETRIES, "state_problem", "set_substate", substate="pending_problem", problem="decimal"),
    aside(RETRIES, "confirm_problem", "clear_substate"),
    aside("torque-log: events of assembly hall 2 are missing", "state_problem", "link_outage", outage="broker"),
    aside(LABELS, "send_update", "link_outage", "sam", outage="broker"),
    aside(LABELS, "link_outage", "unlink_outage", outage="broker"),
    aside("energy-meter: one meter's values jump between two tariffs", "send_update", "link_outage", outage="broker"),
)


def happen(
    happenings: list[Happening],
    world: World,
    loaded_at: datetime,
    until: datetime,
    speak: Callable[[datetime], object],
) -> list[Happening]:
    """What became known until then, after what had to `speak` before it; the rest is still to come."""
    due = [each for each in happenings if loaded_at - span(each.ago) <= until]
    for each in due:
        moment = loaded_at - span(each.ago)
        speak(moment)
        with at(moment), through("workspace"):
            each.act(world, moment)
            sweep_knowledge()
    return happenings[len(due) :]


def asides_of(title: str, after: str) -> Iterable[Step]:
    return [each.step for each in ASIDES if (each.title, each.after) == (title, after)]
