"""A long walk: actors of every kind do anything, and after each step all is as the model of the rules says (R1 to R27).

    python bench/walk.py --steps 20000 --seed 1

The model stands in tests/walk: model.py, rules.py, sound.py and refusing.py say what is refused, effects.py, beside.py,
readers.py and hours.py what follows; it knows the rules and none of the code. The database is a scratch one: SQLite in
a temporary folder, or a new one on the PostgreSQL server that DATABASE_URL names. The last line is JSON; the exit code
is 1 on a difference, which is printed with every step of its walk and with the seed that makes this one walk again.
`--floor escalations` walks above the incidents: consultations, the gate, ICMs, links, consent, CSAT and the meetings
(R30 to R41), by a model of its own in tests/walk/above and with an oracle for each rule there.
`--seeded-fault` puts a fault in on purpose, and the walk must then fail.
"""

import argparse
import json
import logging
import math
import os
import signal
import sys
import tempfile
import time
from contextlib import ExitStack, nullcontext
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import django  # noqa: E402 (the project is found from here on)
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.kill_workers import scratch_database  # noqa: E402

if TYPE_CHECKING:
    from tests.people import People

SETTINGS = """
from config.settings import *

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = "memory://"
SILENCED_SYSTEM_CHECKS = ["*"]
"""


def main() -> int:
    options = arguments()
    signal.signal(signal.SIGTERM, leave)  # a stop asked for from outside unwinds too: nothing is left behind
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="walk-")))
        prepare(folder, stack.enter_context(scratch_database()))
        stack.callback(connection.close)
        started = time.monotonic()
        result, differences = walk(options)
    seconds = round(time.monotonic() - started, 1)
    print(json.dumps({**result, "differences": differences, "database": connection.vendor, "seconds": seconds}))
    return 1 if differences else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeded-fault", default="", metavar="NAME", help="one of tests/walk/faults.py")
    parser.add_argument("--floor", choices=("incidents", "escalations"), default="incidents")
    parser.add_argument("--minutes", type=float, default=math.inf, help="above the incidents: stop then, if not before")
    parser.add_argument("--shrink", action="store_true", help="look for the shortest walk with the same difference")
    return parser.parse_args()


def leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(1)


def prepare(folder: Path, database: str) -> None:
    (folder / "walk_settings.py").write_text(SETTINGS)
    os.environ.update(
        DATA_DIR=str(folder / "data"),
        DATABASE_URL=database or f"sqlite:///{folder / 'data' / 'walk.sqlite3'}",
        DJANGO_SETTINGS_MODULE="walk_settings",
        REDIS_URL="",
        LOG_LEVEL="CRITICAL",
    )
    sys.path.insert(0, str(folder))
    django.setup()
    call_command("migrate", verbosity=0)


def walk(options: argparse.Namespace) -> tuple[dict[str, object], int]:
    """What was done, and how many differences stopped it: none or one."""
    from django.test.utils import setup_test_environment  # noqa: PLC0415 (all this needs the settings)

    from tests.people import settle_in  # noqa: PLC0415
    from tests.walk.faults import FAULTS  # noqa: PLC0415
    from tests.walk.going import go  # noqa: PLC0415
    from tests.walk.steps import Stage  # noqa: PLC0415
    from tests.walk.walk import Difference  # noqa: PLC0415

    setup_test_environment()
    logging.disable(logging.CRITICAL)  # hundreds of refusals are logged on the way
    if options.floor == "escalations":
        return walk_above(options, settle_in())
    stage = Stage(settle_in())
    differences = 0
    with FAULTS[options.seeded_fault]() if options.seeded_fault else nullcontext():
        try:
            go(stage, options.steps, options.seed, shrink=options.shrink)
        except Difference as found:
            differences = 1
            print(f"step {stage.tally.found_at}; again: --steps 1 --seed {stage.tally.seed}\n{found}")
            print("\n".join(getattr(found, "__notes__", [])))
    return stage.tally.told(), differences


def walk_above(options: argparse.Namespace, people: "People") -> tuple[dict[str, object], int]:
    """The same above the incidents: consultations, ICMs, links, consent and CSAT (R30 to R41)."""
    from tests.walk.above.faults import FAULTS  # noqa: PLC0415 (all this needs the settings)
    from tests.walk.above.going import Tally, go_above  # noqa: PLC0415
    from tests.walk.walk import Difference  # noqa: PLC0415

    tally = Tally()
    with FAULTS[options.seeded_fault]() if options.seeded_fault else nullcontext():
        try:
            go_above(people, options.steps, options.seed, tally, time.monotonic() + 60 * options.minutes)
        except Difference as found:
            print(f"step {tally.found_at}; again: --floor escalations --steps 1 --seed {tally.seed}\n{found}")
            print("\n".join(getattr(found, "__notes__", [])))
    return tally.told(), int(tally.found_at > 0)


if __name__ == "__main__":
    sys.exit(main())
