"""A drill: somebody answers on a page that is no longer how things stand, after moves chosen at random (D9).

    python bench/stale_page.py --schedules 200

The customer's page is fetched from a real web server, or read with a tool: it shows a solution or our statement of the
problem. Owner, manager, a colleague and the customer in another tab go on meanwhile; then the answer of the old page is
sent, in half of the schedules at the same moment as one more move. Whatever is then on record as answered must be what
the page showed, by its id and by its words; an answer that still fits must be taken, and a refused page must show what
was typed. The database is a scratch one: SQLite in a temporary folder, or a new one on the PostgreSQL server that
DATABASE_URL names. The last line is JSON; the exit code is 1 on any deviation. `--seeded-fault seen-ignored` takes
every answer for one to what stands now: the drill must then fail. `--seed` repeats a run's moves.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scratch import installation
from bench.webserver import Answer, Call, WebServer, running_server

FAULTS = {"none": "config.wsgi:application", "seen-ignored": "bench.stale_page:seen_ignored()"}
TO_SOLUTION = ("accept_solution", "reject_solution", "keep_open")
TO_STATEMENT = ("confirm_problem", "correct_problem")
# What others do meanwhile, where it is worth a try; what is impossible all the same is refused, and no harm done.
MOVES = {
    "work_in_progress": ["propose_solution", "propose_solution", "state_problem", *TO_STATEMENT],
    "solution_proposed": ["propose_solution", "withdraw_solution", *TO_SOLUTION],
    "closed": ["reopen"],
}
AT_ANY_TIME = ["state_problem", "post_message"]
STAFF = {"reopen": "mia", "propose_solution": "eva", "withdraw_solution": "eva", "state_problem": "eva"}
CUSTOMERS = ["ada", "lead"]  # who sent the old page has it open in another tab too
SENT = {
    "propose_solution": {"kind": "workaround"},
    "withdraw_solution": {"reason": "Wrong."},
    "reject_solution": {"reason": "No."},
    "correct_problem": {"body": "No."},
    "reopen": {"reason": "Closed in error."},
}
HAVE_WORDS = {"propose_solution", "state_problem", "post_message"}


def main() -> int:
    options = arguments()
    application = FAULTS[options.seeded_fault]
    with installation("stale-page") as folder, running_server(folder, application) as server:
        result = drill(options, server)
    print(json.dumps(result))
    return 1 if result["deviations"] else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schedules", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--seeded-fault", choices=FAULTS, default="none")
    return parser.parse_args()


def seen_ignored() -> Any:
    """The seeded fault's web server: no answer is asked what it is an answer to."""
    from config.wsgi import application  # noqa: PLC0415 (the settings, which this process has only now)
    from incidents.actions import recognising, solving  # noqa: PLC0415 (needs them)
    from incidents.api import doors  # noqa: PLC0415

    look = solving.the_one_seen
    solving.the_one_seen = lambda act, _seen: look(act, None)
    recognising.require_seen = lambda _act, _seen: None
    doors.seen = lambda *_call: None
    return application


def drill(options: argparse.Namespace, server: WebServer) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415 (needs the settings that the drill has just made)

    from tests.people import settle_in  # noqa: PLC0415

    people, chance = settle_in(), random.Random(options.seed)
    total: Counter[str] = Counter()
    for number in range(options.schedules):
        total += Schedule(server, people, chance, number).run()
    kinds = ("done", "refused", "raced", "wrong", "words_lost", "unexpected", "others", "deviations")
    told = {kind: total[kind] for kind in kinds}
    return {"database": connection.vendor, "schedules": options.schedules, "seed": options.seed, **told}


class Schedule:
    """One page, what happens behind its back, and its answer."""

    def __init__(self, server: WebServer, people: Any, chance: random.Random, number: int) -> None:
        from bench.doors import Pages, Tool, work_on_one  # noqa: PLC0415

        self.server, self.chance, self.people = server, chance, people
        self.tools = {name: Tool(people.by_name(name)) for name in ("ada", "lead", "eva", "mia")}
        self.pages = Pages(people.ada)
        self.words = self.texts(number)
        self.incident = work_on_one(people)

    def texts(self, number: int) -> Iterator[str]:
        """New words each time; now and then the same ones again, which make it no less another solution."""
        place, text = 0, f"Words {number}.0"
        while True:
            yield text
            place += 1
            text = text if self.chance.random() < 0.2 else f"Words {number}.{place}"

    def run(self) -> Counter[str]:
        verb = self.chance.choice([*TO_SOLUTION, *TO_STATEMENT])
        self.let_it_stand("state_problem" if verb in TO_STATEMENT else "propose_solution")
        page = self.look(verb)
        for _move in range(self.chance.randrange(5)):
            self.server.send(self.move(self.chance.choice(CUSTOMERS)))
        self.incident.refresh_from_db()
        before = self.incident.event_count
        fits = page.still_fits(self.incident, self.tag_now)
        raced = [self.move("lead")] if self.chance.random() < 0.5 else []
        answer, *_others = self.server.send_at_once([page.call, *raced])
        expected = {True, False} if raced else {fits}
        return Counter(raced=len(raced)) + self.judge(page, answer, before, expected)

    def let_it_stand(self, verb: str) -> None:
        """Something to answer; now and then after others, whose words are on the page too."""
        for _time in range(self.chance.choice([1, 1, 2, 3])):
            self.server.send(self.by_tool("eva", verb))

    def look(self, verb: str) -> Any:
        from bench import old_page  # noqa: PLC0415

        way = self.chance.choice(["browser", "browser", "name", "tag"])
        if way == "browser":
            return old_page.in_a_browser(self.server, self.pages, self.incident, verb)
        if way == "name" and verb in TO_SOLUTION:
            return old_page.by_name(self.server, self.tools["ada"], self.incident, verb)
        return old_page.by_tag(self.server, self.tools["ada"], self.incident, verb)

    def tag_now(self) -> str:
        return self.server.send(self.tools["ada"].read(self.incident)).headers["etag"]

    def move(self, customer: str) -> Call:
        self.incident.refresh_from_db()
        verb = self.chance.choice(MOVES[self.incident.state] * 2 + AT_ANY_TIME)
        return self.by_tool(STAFF.get(verb, customer), verb)

    def by_tool(self, name: str, verb: str) -> Call:
        sent = SENT.get(verb, {}) | ({"body": next(self.words)} if verb in HAVE_WORDS else {})
        tool = self.tools[name]
        return tool.write(self.incident, **sent) if verb == "post_message" else tool.act(self.incident, verb, **sent)

    def judge(self, page: Any, answer: Answer, before: int, expected: set[bool]) -> Counter[str]:
        """Did it what it showed, or nothing at all?"""
        rows = self.incident.events.filter(seq__gt=before, by=self.people.ada, verb=page.verb)
        is_done, is_refused = answer.status in {200, 302}, answer.status in {409, 412}
        came = Counter(
            done=is_done,
            refused=is_refused,
            others=not (is_done or is_refused),
            wrong=sum(not page.is_what_was_answered(event) for event in rows),
            words_lost=is_refused and not page.keeps_what_was_typed(answer),
            unexpected=is_done not in expected or len(rows) != is_done,
        )
        came["deviations"] = int(any(came[kind] for kind in ("others", "wrong", "words_lost", "unexpected")))
        return came


if __name__ == "__main__":
    sys.exit(main())
