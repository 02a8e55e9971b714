"""A drill: people post, the web server is killed while it works on that, and everything is then done exactly once (D5).

    python bench/kill_web.py --posts 1000 --kills 100

Clients act through the portal, the workspace and the API, each form with its nonce and each call with its key; whoever
gets no answer sends the same again until there is one. Now one web process is killed with -9, now all of them, now
their master too, always while a post is in their hands. The database is a scratch one: SQLite in a temporary folder,
or a new one on the PostgreSQL server that DATABASE_URL names. The last line is JSON; the exit code is 1 on any
deviation: an intent done twice or never, an answer that does not name its effect, a key without its one answer, a
letter without its event or the other way round, or a row that is not what its timeline tells. `--seeded-fault` breaks
the web server on purpose: the drill must then fail.
"""

import argparse
import json
import os
import random
import signal
import sys
import time
from contextlib import suppress
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scratch import installation
from bench.webserver import WebServer, running_server

FAULTS = {
    name: f"bench.kill_web:{function}()"
    for name, function in {"none": "loaded", "key-after": "key_after", "letters-later": "letters_later"}.items()
}
MUST_BE_NONE = (
    *("unposted", "done_twice", "lost", "not_intended", "wrong_answers", "keys_differ"),
    *("unmatched_letters", "state_differs"),
)
KILLS = ("one", "one", "all", "one", "one", "server", "one", "one", "all", "one")  # over and over
POST_SECONDS = 0.1  # about what a post takes when several are under way
COMMIT_SECONDS = 1.0
FAULT_SECONDS = 0.05
TURN_SECONDS = 0.002
ESTABLISHED = "01"


def main() -> int:
    options = arguments()
    # Forked from one that is loaded: who was killed is back at once, and killed again at work, not while it starts.
    os.environ["GUNICORN_CMD_ARGS"] = "--preload"
    with installation("kill-web") as folder, running_server(folder, FAULTS[options.seeded_fault]) as server:
        result = drill(options, server)
    print(json.dumps(result))
    return 0 if result["database_is_sound"] and not any(result[name] for name in MUST_BE_NONE) else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=100)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--clients", type=int, default=6)
    parser.add_argument("--seeded-fault", choices=FAULTS, default="none")
    parser.add_argument("--seed", type=int, default=None, help="of what is posted and of the moments of the kills")
    parser.add_argument("--patience", type=float, default=600, help="seconds after which who has no answer gives up")
    return parser.parse_args()


# --- The web servers --------------------------------------------------------------------------------------------------


def loaded() -> Any:
    """The installation's own, with all that its first request would load."""
    from config.wsgi import application  # noqa: I001, PLC0415 (the settings, which this process has only now)
    from django.urls import get_resolver  # noqa: PLC0415

    assert get_resolver().reverse_dict
    return application


def key_after() -> Any:
    """The seeded fault: a key is written down when its effect is done, in a transaction of its own."""
    application = loaded()
    from django.db import transaction  # noqa: PLC0415

    from accounts.models import Submission  # noqa: PLC0415
    from accounts.once import Answer, repeat  # noqa: PLC0415
    from accounts.once import once as keep  # noqa: PLC0415
    from incidents.api import doors as calls  # noqa: PLC0415
    from incidents.views import doors as pages  # noqa: PLC0415

    def once(actor: Any, key: str, mark: str, act: Any) -> Answer:
        if sent := Submission.objects.filter(actor=actor, key=key).first():
            return repeat(sent, mark)
        with transaction.atomic():
            answer: Answer = act()
        time.sleep(FAULT_SECONDS)
        return keep(actor, key, mark, lambda: answer)

    calls.once = pages.once = once
    return application


def letters_later() -> Any:
    """The seeded fault: letters are queued when what they tell about is committed."""
    application = loaded()
    from django.db import transaction  # noqa: PLC0415

    from incidents import notices  # noqa: PLC0415
    from incidents.actions import house  # noqa: PLC0415

    def tell(event: Any) -> None:
        time.sleep(FAULT_SECONDS)
        with transaction.atomic():
            notices.tell(event)

    house.INCIDENTS = replace(house.INCIDENTS, tell=lambda event: transaction.on_commit(lambda: tell(event)))
    return application


# --- The drill --------------------------------------------------------------------------------------------------------


def drill(options: argparse.Namespace, server: WebServer) -> dict[str, Any]:
    from bench.clients import Clients  # noqa: PLC0415 (needs the settings that the installation has just made)
    from bench.exactly_once import Outcome  # noqa: PLC0415
    from incidents.models import Event  # noqa: PLC0415

    chance = random.Random(options.seed)
    clients = Clients(server.send, options.posts, options.patience, chance)
    before = Event.objects.latest("pk").pk
    started = time.monotonic()
    clients.start(options.clients)
    killer = Killer(server, clients, chance)
    killer.spread(options.kills, options.posts)
    clients.join()
    seconds = round(time.monotonic() - started, 1)
    found = {**killer.figures(), **Outcome(clients.intents, before).figures()}
    return {**found, "unposted": options.posts - found["posts"], "seconds": seconds}


class Killer:
    """Kills with -9 what has a post in hand, at random moments while posts are under way."""

    def __init__(self, server: WebServer, clients: Any, chance: random.Random) -> None:
        self.server, self.clients, self.chance = server, clients, chance
        self.moments: list[float] = []
        self.of_server = 0

    def spread(self, kills: int, posts: int) -> None:
        """Over the posts, so that none comes when all is done."""
        for number, what in zip(range(kills), cycle(KILLS), strict=False):
            moment = posts / (kills + 1) * (number + self.chance.random())
            while self.clients.done < moment and self.clients.are_posting():
                time.sleep(TURN_SECONDS)
            self.kill(what)

    def kill(self, what: str) -> None:
        """Half of them at any moment of a post, half of them when one has just committed and has yet to say so."""
        is_aimed = self.chance.random() < 0.5
        while self.clients.are_posting():
            wait_for_commit() if is_aimed else time.sleep(self.chance.random() * POST_SECONDS)
            if at_work := [pid for pid in workers(self.server) if has_connection(pid, self.server.port)]:
                self.moments.append(time.time())
                self.strike(what, at_work)
                break

    def strike(self, what: str, at_work: list[int]) -> None:
        if what == "server":
            self.of_server += 1
            self.server.kill()
            self.server.start()
            return
        for pid in [self.chance.choice(at_work)] if what == "one" else workers(self.server):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def figures(self) -> dict[str, int]:
        """`in_flight`: a post was under way at that moment; `felt`: it cost at least one post its answer."""
        tries = [one for intent in self.clients.intents for one in intent.tries]
        hits = [(one, [moment for moment in self.moments if one.began < moment < one.ended]) for one in tries]
        lost = [moments[-1] for one, moments in hits if moments and one.status == 0]
        return {
            "kills": len(self.moments),
            "kills_of_server": self.of_server,
            "kills_in_flight": len({moment for _one, moments in hits for moment in moments}),
            "kills_felt": len(set(lost)),
            "lost_answers": len(lost),
            "refused_connections": sum(one.status == 0 for one in tries) - len(lost),
            "busy": sum(one.status in {429, 503} for one in tries),
        }


def wait_for_commit() -> None:
    """Until a timeline has one more line; not longer than a post that hangs would take."""
    from incidents.models import Event  # noqa: PLC0415

    last, deadline = Event.objects.latest("pk"), time.monotonic() + COMMIT_SECONDS
    while Event.objects.latest("pk") == last and time.monotonic() < deadline:
        time.sleep(TURN_SECONDS)


def workers(server: WebServer) -> list[int]:
    """The processes that answer; their parent only looks after them."""
    assert server.process is not None
    parent = server.process.pid
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def has_connection(pid: int, port: int) -> bool:
    """Whether this process holds a connection of a client right now: a post that it works on."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    held = {f"socket:[{row[9]}]" for row in rows if row[1].endswith(f":{port:04X}") and row[3] == ESTABLISHED}
    with suppress(OSError):  # gone meanwhile
        return any(os.readlink(each.path) in held for each in os.scandir(f"/proc/{pid}/fd"))
    return False


if __name__ == "__main__":
    sys.exit(main())
