"""A drill: mail scanners visit the product group's links before and while their people do (T6).

    python bench/scan_links.py --visits 1000

Each link is asked for with HEAD, GET and OPTIONS, opened in a headless browser that runs scripts, and in one that
presses every button; one for each link goes on and presses the buttons of the pages behind it. After the visits that
press nothing no row of any table may be another; after the others, none but what tells of the access itself: sessions,
audit, brakes, a line for the support team, and codes to the person's own mailbox. No state, no version, no right, and
no link may be spent: then each link's person goes the whole way to the record. The database is a scratch one: SQLite in
a temporary folder, or a new one on the PostgreSQL server that DATABASE_URL names. The last line is JSON; the exit code
is 1 on any deviation. `--seeded-fault spent-on-get` has the page with the button end its link: it must then fail.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.link_reader import Reader, members, place_number
from bench.scratch import installation
from bench.webserver import Call, WebServer, running_server

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


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser, or nothing where the machine has none: the visits that need one are then not counted."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        yield None
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (not there without a browser)

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def drill(visits: int, server: WebServer, browser: Any) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415 (needs the settings that the drill has just made)

    icm, found = icm_with_links(max(2, visits // A_LINK))
    plan = {kind: visits * share // 100 for kind, share in SHARES.items() if browser or kind in BY_WIRE}
    before = rows()
    for kind in BY_WIRE:
        for link in islice(cycle(found), plan[kind]):
            server.send(Call("scan", link, headers={"X-Forwarded-For": place_number(next(_places))}, method=kind))
    for link in islice(cycle(found), plan.get("browser", 0)):
        look(server, browser, link, pages=0)
    untouched = rows() == before
    for number, link in enumerate(islice(cycle(found), plan.get("buttons", 0))):
        look(server, browser, link, pages=DEEP if number < len(found) else 1)
    told, came_of_it = difference(before, rows()), pressed()
    path = f"/pg/icm/{icm.number}/"
    works = sum(Reader(server, place_number(next(_places))).gets_to_the_record(link, path) for link in found)
    result = {"database": connection.vendor, "visits": sum(plan.values()), **plan, **came_of_it, "links": len(found)}
    wrong = sorted(set(told) - TELLS_OF_ACCESS)
    deviations = (not untouched) + len(wrong) + len(found) - works
    return {**result, "untouched_by_looking": untouched, "changed": wrong, "works": works, "deviations": deviations}


def icm_with_links(links: int) -> tuple[Any, list[str]]:
    """An ICM that so many engineers were written about, and the path of each one's link."""
    from escalations import actions  # noqa: PLC0415 (needs the settings that the drill has just made)
    from escalations.links import address_for  # noqa: PLC0415
    from notifications.models import Notification  # noqa: PLC0415
    from tests.conftest import bring_to  # noqa: PLC0415
    from tests.escalations.conftest import FACTS, investigate  # noqa: PLC0415
    from tests.people import settle_in  # noqa: PLC0415

    people, engineers = settle_in(), members(links)
    incident = bring_to("work_in_progress", people)
    investigate(incident, people)
    asked = {"team": "css_escalation", "kind": "bug", "title": "Output stops", "facts": FACTS}
    grounds = {"ground": "bug_evidence", "evidence": "The metric stays at 0.", "new_because": "No other is like it."}
    icm = actions.open_icm(incident, by=people.eva, **asked, **grounds)
    letters = Notification.objects.filter(verb="open_icm", audience="pg")
    mailed = {letter.address: letter for letter in letters}
    found = [address_for(member, icm, mailed[member.email]) for member in engineers]
    return icm, [link.partition("127.0.0.1")[2] for link in found]


def look(server: WebServer, browser: Any, link: str, pages: int) -> None:
    """One visit of a headless browser, which presses every button of so many pages, one after the other."""
    context = browser.new_context(extra_http_headers={"X-Forwarded-For": place_number(next(_places))})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{server.port}{link}")
    for _page in range(pages):
        address = page.url
        for place in range(page.get_by_role("button").count()):
            page.goto(address)
            button = page.get_by_role("button").nth(place)
            if button.count():
                button.click()
                page.wait_for_load_state()
        if page.url == address:
            break
    context.close()


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every table, but for what a line that tells of an access moves: its number, on the ICM."""
    from django.apps import apps  # noqa: PLC0415 (needs the settings that the drill has just made)

    kept = {}
    for model in apps.get_models():
        fields = [field.attname for field in model._meta.concrete_fields]
        moved = {"event_count", "last_event_at"} if model.__name__ == "Icm" else set()
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
