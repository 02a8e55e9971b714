"""A drill: mail scanners visit the product group's links before and while their people do (T6).

    python bench/scan_links.py --visits 1000

Links of every kind (bench/mailed_links.py) are asked for with HEAD, GET and OPTIONS, opened in a headless browser that
runs scripts, and in one that presses every button; one for each link goes on to press those of the pages behind it.
After the visits that press nothing no row of any table may be another; after the others, none but what tells of the
access itself: sessions, audit, brakes, a line for the support team, and codes to the person's own mailbox. No state, no
version, no right, and no link may be spent: then each link's person goes the whole way to the record. The database is a
scratch one: SQLite in a temporary folder, or a new one on the PostgreSQL server that DATABASE_URL names. How far it has
come is said on standard error. The last line is JSON; the exit code is 1 on any deviation, one being a visit that was
broken off twice. `--seeded-fault spent-on-get` has the page with the button end its link: it must then fail.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import count, cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.link_reader import Reader, place_number
from bench.scanner import Scanner, Told, chromium
from bench.scratch import installation
from bench.webserver import Call, WebServer, running_server

if TYPE_CHECKING:
    from bench.mailed_links import Mailed

FAULTS = {"none": "config.wsgi:application", "spent-on-get": "bench.scan_links:spent_on_get()"}
BY_WIRE = ("HEAD", "GET", "OPTIONS")
SHARES = {"HEAD": 25, "GET": 25, "OPTIONS": 10, "browser": 20, "buttons": 20}  # of a hundred visits
A_LINK = 25  # visits on the average
DEEP = 4  # pages
TELLS_OF_ACCESS = {"AccessEvent", "PgSession", "PgEntry", "Tally", "Code"}
_places = count(1)


def main() -> int:
    options = arguments()
    os.environ.update(TRUSTED_PROXIES="1", DJANGO_ALLOW_ASYNC_UNSAFE="true")
    with (
        installation("scan-links") as folder,
        running_server(folder, FAULTS[options.seeded_fault]) as server,
        chromium() as browser,
    ):
        result = drill(options.visits, server, browser)
    print(json.dumps(result))
    return 1 if result["deviations"] else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=50)
    parser.add_argument("--seeded-fault", choices=FAULTS, default="none")
    return parser.parse_args()


def spent_on_get() -> Any:
    """The seeded fault's web server: a link is good for one look at its page."""
    from config.wsgi import application  # noqa: PLC0415 (the settings, which this process has only now)
    from escalations import links  # noqa: PLC0415 (needs them)
    from escalations.models import Link  # noqa: PLC0415
    from notifications.moment import now  # noqa: PLC0415

    clean = links.cleaned

    def spent(typed: str) -> str:
        token = clean(typed)
        Link.objects.filter(selector=token.partition(".")[0], ended_at=None).update(ended_at=now())
        return token

    links.cleaned = spent
    return application


def drill(visits: int, server: WebServer, browser: Any) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415 (needs the settings that the drill has just made)

    from bench.mailed_links import mailed  # noqa: PLC0415

    told, found = Told(), mailed(max(2, visits // A_LINK))
    plan = {kind: visits * share // 100 for kind, share in SHARES.items() if browser or kind in BY_WIRE}
    scanner, before = Scanner(browser, f"http://127.0.0.1:{server.port}"), rows()
    for kind in BY_WIRE:
        for link in taking_turns(found, plan[kind], kind, told):
            server.send(Call("scan", link, headers={"X-Forwarded-For": next_place()}, method=kind))
    finished = sum(scanner.look(link, next_place()) for link in taking_turns(found, browsed(plan), "browser", told))
    untouched = rows() == before
    finished += sum(
        scanner.look(link, next_place(), pages=DEEP if number < len(found) else 1)
        for number, link in enumerate(taking_turns(found, plan.get("buttons", 0), "buttons", told))
    )
    scanner.leave()
    wrong = sorted(set(difference(before, rows())) - TELLS_OF_ACCESS)
    came_of_it, works = pressed(), working(found, server, told)
    unfinished = browsed(plan) + plan.get("buttons", 0) - finished
    return {
        "database": connection.vendor,
        "visits": sum(plan.values()),
        **plan,
        **came_of_it,
        "links": len(found),
        "by_kind": Counter(one.kind for one in found),
        "untouched_by_looking": untouched,
        "changed": wrong,
        "works": sum(works.values()),
        "works_by_kind": works,
        "broken_off": scanner.broken_off,
        "unfinished": unfinished,
        "seconds": told.seconds,
        "deviations": (not untouched) + len(wrong) + len(found) - sum(works.values()) + unfinished,
    }


def browsed(plan: dict[str, int]) -> int:
    return plan.get("browser", 0)


def taking_turns(found: "list[Mailed]", visits: int, what: str, told: Told) -> Iterator[str]:
    """Every link as often as the others."""
    for number, one in enumerate(islice(cycle(found), visits), start=1):
        yield one.link
        told(what, number, visits)


def next_place() -> str:
    return place_number(next(_places))


def working(found: "list[Mailed]", server: WebServer, told: Told) -> Counter[str]:
    """How many of each kind bring their person to the record, all the way."""
    works: Counter[str] = Counter()
    for number, one in enumerate(found, start=1):
        works[one.kind] += Reader(server, next_place()).gets_to_the_record(one.link, one.record)
        told("persons", number, len(found))
    return works


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every table, but for what a line that tells of an access moves: its number, on the record."""
    from django.apps import apps  # noqa: PLC0415 (needs the settings that the drill has just made)

    kept = {}
    for model in apps.get_models():
        fields = [field.attname for field in model._meta.concrete_fields]
        moved = {"event_count", "last_event_at"} if model.__name__ in {"Icm", "Consultation"} else set()
        found = model._default_manager.order_by("pk")
        if model.__name__ == "EscalationEvent":
            found = found.exclude(verb="open_link")
        if model.__name__ == "Notification":
            found = found.exclude(kind="pg_code")
        kept[model.__name__] = list(found.values_list(*(name for name in fields if name not in moved)))
    return kept


def pressed() -> dict[str, int]:
    """What came of the buttons, as the audit has it."""
    from escalations.models import AccessEvent  # noqa: PLC0415 (needs the settings that the drill has just made)

    return {what: AccessEvent.objects.filter(what=what).count() for what in ("open", "code_sent", "code_failed", "end")}


def difference(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [name for name in before if before[name] != after[name]]


if __name__ == "__main__":
    sys.exit(main())
