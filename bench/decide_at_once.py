"""A drill: many people decide one incident at the same moment, against a real web server; one of them may win (D8).

    python bench/decide_at_once.py --at-once 100 --rounds 50

Accept and reject go in through the portal and the API, withdraw-solution through the workspace and the API, withdraw
through the API with If-Match (without, it may rightly follow a rejection). The database is a scratch one: SQLite in a
temporary folder, or a new one on the PostgreSQL server that DATABASE_URL names. The last line is JSON; the exit code is
1 on any deviation: other than one winner a round, an answer that is neither done nor a conflict, a conflict that does
not say how things stand, more than one line in the timeline, another set of letters than the winner's, or a p99 of two
seconds or more (`--longest`). `--seeded-fault no-lock` takes the row lock away on purpose: on PostgreSQL the drill must
then fail. On SQLite, whose transactions hold the whole database anyway, `--seeded-fault no-second-look` must: nobody
asks again what the state allows once it is their turn.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scratch import installation
from bench.webserver import Answer, Call, WebServer, percentile, running_server

LETTERS = {"accept_solution": 2, "reject_solution": 2, "withdraw_solution": 1, "withdraw": 2}
FAULTS = {"none": "config.wsgi:application"} | {
    name: f"bench.decide_at_once:{name.replace('-', '_')}()" for name in ("no-lock", "no-second-look")
}
REASON = "It stalls again."


def main() -> int:
    options = arguments()
    application = FAULTS[options.seeded_fault]
    with installation("decide-at-once") as folder, running_server(folder, application, options.threads) as server:
        result = drill(options.rounds, options.at_once, server)
    print(json.dumps(result))
    return 1 if result["deviations"] or result["p99_seconds"] >= options.longest else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--at-once", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--threads", type=int, default=8, help="of each of the two web processes")
    parser.add_argument("--longest", type=float, default=2, help="seconds that 99 of 100 answers may take")
    parser.add_argument("--seeded-fault", choices=FAULTS, default="none")
    return parser.parse_args()


# --- The seeded faults' web servers -----------------------------------------------------------------------------------


def no_lock() -> Any:
    """What is read to be changed is not held."""
    from config.wsgi import application  # noqa: I001, PLC0415 (the settings, which this process has only now)
    from accounts import acting  # noqa: PLC0415 (needs them)

    acting.lock = lambda record: type(record)._default_manager.get(pk=record.pk)  # type: ignore[assignment]
    return application


def no_second_look() -> Any:
    """What a door found possible is done, whatever happened while it waited for its turn."""
    from config.wsgi import application  # noqa: I001, PLC0415
    from accounts import acting  # noqa: PLC0415

    acting.lock = lambda record: record  # type: ignore[assignment]
    return application


# --- The rounds -------------------------------------------------------------------------------------------------------


def drill(rounds: int, at_once: int, server: WebServer) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415 (needs the settings that the drill has just made)

    from bench.doors import propose_one  # noqa: PLC0415
    from tests.people import settle_in  # noqa: PLC0415

    people = settle_in()
    deciders = [Decider(people) for _place in range(at_once)]
    total: Counter[str] = Counter()
    every: list[Answer] = []
    for _round in range(rounds):
        incident = propose_one(people)
        tag = server.send(deciders[0].ada.read(incident)).headers["etag"]
        calls = [decider.call(incident, tag, place) for place, decider in enumerate(deciders)]
        came = server.send_at_once(calls)
        every += came
        total += judge(incident, came)
    kinds = ("winners", "conflicts", "others", "untold", "events", "letters", "deviations")
    return {
        "database": connection.vendor,
        "rounds": rounds,
        "at_once": at_once,
        **{kind: total[kind] for kind in kinds},
        "median_seconds": percentile(every, 0.5),
        "p99_seconds": percentile(every, 0.99),
        "slowest_seconds": percentile(every, 1),
    }


class Decider:
    """The customer and the owner, each in a browser and with a tool."""

    def __init__(self, people: Any) -> None:
        from bench.doors import Pages, Tool  # noqa: PLC0415

        self.ada, self.eva = Tool(people.ada), Tool(people.eva)
        self.portal, self.workspace = Pages(people.ada), Pages(people.eva, "workspace")

    def call(self, incident: Any, tag: str, place: int) -> Call:
        """The verbs by turns, and each verb's doors by turns."""
        turn, verb = place // len(LETTERS), list(LETTERS)[place % len(LETTERS)]
        if verb == "withdraw":
            return self.ada.act(incident, verb, {"If-Match": tag}, reason=REASON)
        if verb == "withdraw_solution":
            page = self.workspace.act(incident, verb, version=incident.version, reason=REASON)
            return page if turn % 2 else self.eva.act(incident, verb, reason=REASON)
        sent = {"solution": incident.solutions.latest("pk").pk, "reason": REASON}
        return (self.portal if turn % 2 else self.ada).act(incident, verb, **sent)


def judge(incident: Any, came: list[Answer]) -> Counter[str]:
    from notifications.models import Notification  # noqa: PLC0415

    incident.refresh_from_db()
    winners = [answer.call.verb for answer in came if answer.status in {200, 302}]
    conflicts = [answer for answer in came if answer.status == conflict_of(answer.call)]
    untold = sum(not says_how_things_stand(answer, incident) for answer in conflicts)
    events = list(incident.events.filter(verb__in=LETTERS).values_list("pk", "verb"))
    written = Notification.objects.filter(kind="event", record_id__in=[pk for pk, _verb in events]).count()
    is_right = (
        len(winners) == 1
        and len(conflicts) == len(came) - 1
        and not untold
        and [verb for _pk, verb in events] == winners
        and written == LETTERS[winners[0]]
    )
    return Counter(
        winners=len(winners),
        conflicts=len(conflicts),
        others=len(came) - len(winners) - len(conflicts),
        untold=untold,
        events=len(events),
        letters=written,
        deviations=int(not is_right),
    )


def conflict_of(call: Call) -> int:
    return 412 if "If-Match" in call.headers else 409


def says_how_things_stand(answer: Answer, incident: Any) -> bool:
    """A tool reads state, version and what it can do now; a page says it in words, and keeps what was typed."""
    if not answer.call.path.startswith("/api/"):
        place = answer.call.path.removesuffix("/").rsplit("/", 1)[0]
        needed = (f'href="{place}/"', REASON, "How it stands now")
        return all(words in answer.body for words in needed)
    told = json.loads(answer.body)
    return told["current_state"] == incident.state and "version" in told and "available_actions" in told


if __name__ == "__main__":
    sys.exit(main())
