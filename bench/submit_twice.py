"""A drill: one request comes many times at once under one key; it is done once, and all are answered alike (D10).

    python bench/submit_twice.py --keys 200 --copies 50

Keys are an API's Idempotency-Key or the nonce of a form, over different verbs, at a real web server. Each key is first
sent with something that is refused, which must keep no key; then come the copies at once, a client that is told to
come back doing so; then the key with other content, which must be refused; then the same key from another person, which
is another key. The database is a scratch one: SQLite in a temporary folder, or a new one on the PostgreSQL server that
DATABASE_URL names. The last line is JSON; the exit code is 1 on any deviation. `--seeded-fault key-not-kept` forgets
every key: the drill must then fail.
"""

import argparse
import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scratch import installation
from bench.webserver import Answer, Call, WebServer, percentile, running_server

FAULTS = {"none": "config.wsgi:application", "key-not-kept": "bench.submit_twice:key_not_kept()"}
DONE = {200, 201, 302}
TURNS_BACK = 10  # so often is a client told to come back before it gives up


class Kind(NamedTuple):
    """One verb at one door: what is sent, what of it is refused, and what makes it other content."""

    door: str
    verb: str
    good: dict[str, Any]
    bad: dict[str, Any]
    other: dict[str, Any]


REPORT = {"title": "It stopped", "description": "At noon.", "severity": 3}
KINDS = [
    Kind("api", "post_message", {"body": "One."}, {"body": ""}, {"body": "Two."}),
    Kind("portal", "post_message", {"body": "One."}, {"body": ""}, {"body": "Two."}),
    Kind("api", "accept_solution", {}, {"solution": 0}, {"applied_on": "2020-01-01"}),
    Kind("portal", "accept_solution", {}, {"solution": 0}, {"applied_on": "2020-01-01"}),
    Kind("api", "open_incident", REPORT, {"severity": 9}, {"severity": 1}),
    Kind("portal", "open_incident", REPORT, {"severity": 9}, {"severity": 1}),
    Kind("api", "add_note", {"body": "One.", "visibility": "internal"}, {"body": ""}, {"body": "Two."}),
    Kind("workspace", "add_note", {"body": "One."}, {"body": ""}, {"body": "Two."}),
    Kind("api", "reject_solution", {"reason": "One."}, {"reason": ""}, {"reason": "Two."}),
    Kind("portal", "keep_open", {"wish": "conclusive_fix"}, {"wish": "x"}, {"wish": "root_cause_analysis"}),
    Kind("api", "raise_flag", {"flag": "action_needed"}, {"flag": "x"}, {"reason": "Two."}),
    Kind("workspace", "propose_solution", {"kind": "workaround", "body": "One."}, {"kind": "x"}, {"body": "Two."}),
    Kind("portal", "withdraw", {"reason": "One."}, {"reason": ""}, {"reason": "Two."}),
]
TO_SOLUTION = {"accept_solution", "reject_solution", "keep_open"}
BY_STAFF = {"add_note", "raise_flag", "propose_solution"}
# What a second person can do as well, so that the same key of theirs must have an effect of its own.
FOR_TWO = {"post_message", "open_incident", "add_note"}


def main() -> int:
    options = arguments()
    application = FAULTS[options.seeded_fault]
    with installation("submit-twice") as folder, running_server(folder, application) as server:
        result = drill(options, server)
    print(json.dumps(result))
    return 1 if result["deviations"] else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=len(KINDS))
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--seeded-fault", choices=FAULTS, default="none")
    return parser.parse_args()


def key_not_kept() -> Any:
    """The seeded fault's web server: what was sent is written down under a key that nobody sends again."""
    from uuid import uuid4  # noqa: I001, PLC0415

    from config.wsgi import application  # noqa: PLC0415 (the settings, which this process has only now)
    from accounts.models import Submission  # noqa: PLC0415 (needs them)

    write = Submission.objects.create
    Submission.objects.create = lambda **row: write(**row | {"key": str(uuid4())})  # type: ignore[method-assign]
    return application


def drill(options: argparse.Namespace, server: WebServer) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415 (needs the settings that the drill has just made)

    from tests.people import settle_in  # noqa: PLC0415

    people = settle_in()
    total: Counter[str] = Counter()
    every: list[Answer] = []
    with ThreadPoolExecutor(options.copies) as clients:
        for number in range(options.keys):
            key = Key(server, people, KINDS[number % len(KINDS)], f"key-{number}")
            total += key.run(clients, options.copies, every)
    kinds = ("effects", "repeats", "told_to_come_back", *FAILINGS, "deviations")
    told = {kind: total[kind] for kind in kinds}
    return {
        "database": connection.vendor,
        "keys": options.keys,
        "copies": options.copies,
        **told,
        "p99_seconds": percentile(every, 0.99),
    }


FAILINGS = ("refusals_kept", "not_once", "not_alike", "other_content_taken", "others_key_taken")


class Key:
    """One key and all that is sent under it."""

    def __init__(self, server: WebServer, people: Any, kind: Kind, name: str) -> None:
        from bench.doors import propose_one, work_on_one  # noqa: PLC0415

        self.server, self.kind, self.name = server, kind, name
        self.incident = (propose_one if kind.verb in TO_SOLUTION else work_on_one)(people)
        self.first, self.second = (people.eva, people.sam) if kind.verb in BY_STAFF else (people.ada, people.lead)
        self.doors = {person: self.door_of(person) for person in (self.first, self.second)}

    def door_of(self, person: Any) -> Any:
        from bench.doors import Pages, Tool  # noqa: PLC0415

        return Tool(person) if self.kind.door == "api" else Pages(person, self.kind.door)

    def call(self, person: Any, **more: Any) -> Call:
        verb, sent, door = self.kind.verb, self.named() | self.kind.good | more, self.doors[person]
        is_tool = self.kind.door == "api"
        under = {"headers": {"Idempotency-Key": self.name}} if is_tool else {"nonce": self.name}
        if verb == "open_incident":
            return door.report(**under, **sent)
        if is_tool and verb in {"post_message", "add_note"}:
            return door.write(self.incident, **under, **sent)
        return door.act(self.incident, verb, **under, **sent)

    def named(self) -> dict[str, Any]:
        """Every answer to a solution names it."""
        return {"solution": self.incident.solutions.latest("pk").pk} if self.kind.verb in TO_SOLUTION else {}

    def run(self, clients: ThreadPoolExecutor, copies: int, every: list[Answer]) -> Counter[str]:
        refused, by_refusal = self.told_and_done(self.call(self.first, **self.kind.bad))
        before = lines()
        call = self.call(self.first)
        tries = list(clients.map(lambda _copy: self.until_answered(call), range(copies)))
        came, effects = [last for *_earlier, last in tries], lines() - before
        every += came
        other, by_other = self.told_and_done(self.call(self.first, **self.kind.other))
        second, by_second = self.told_and_done(self.call(self.second))
        repeats = sum("idempotent-replay" in answer.headers for answer in came)
        count = Counter(
            effects=effects,
            repeats=repeats,
            told_to_come_back=sum(len(each) - 1 for each in tries),
            refusals_kept=refused.status in DONE or by_refusal != 0 or came[0].status not in DONE,
            not_once=effects != 1 or kept(self.name) != 1 + (by_second != 0),
            not_alike=len({said(answer) for answer in came}) != 1 or repeats not in {0, copies - 1},
            other_content_taken=other.status != (422 if self.kind.door == "api" else 409) or by_other != 0,
            others_key_taken=not self.is_of_their_own(second, by_second),
        )
        count["deviations"] = int(any(count[failing] for failing in FAILINGS))
        return count

    def told_and_done(self, call: Call) -> tuple[Answer, int]:
        before = lines()
        return self.until_answered(call)[-1], lines() - before

    def until_answered(self, call: Call) -> list[Answer]:
        """As a good client does it: told when to come back, it comes back; a conflict without a time is an answer."""
        came = [self.server.send(call)]
        while "retry-after" in came[-1].headers and len(came) <= TURNS_BACK:
            time.sleep(int(came[-1].headers["retry-after"]))
            came.append(self.server.send(call))
        return came

    def is_of_their_own(self, answer: Answer, effects: int) -> bool:
        """Done as their own act, or refused by how things stand: never the answer to somebody else."""
        if self.kind.verb in FOR_TWO:
            return answer.status in DONE and effects == 1 and "idempotent-replay" not in answer.headers
        if answer.status in DONE:
            return effects == 1 and "idempotent-replay" not in answer.headers
        return answer.status in {403, 409} and effects == 0


def lines() -> int:
    """All lines of all timelines: whatever is done once is one more."""
    from incidents.models import Event  # noqa: PLC0415

    return Event.objects.count()


def kept(key: str) -> int:
    from accounts.models import Submission  # noqa: PLC0415

    return Submission.objects.filter(key__in=[f"api:{key}", f"form:{key}"]).count()


def said(answer: Answer) -> tuple[Any, ...]:
    """What the client goes on: status, place, version and, of a tool, the whole body."""
    headers = answer.headers
    body = answer.body if answer.call.path.startswith("/api/") else ""
    return answer.status, headers.get("location"), headers.get("etag"), body


if __name__ == "__main__":
    sys.exit(main())
