"""What was asked of experts and of the product group in the demo world: ICMs in each state, a question on each rung."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.acting import through
from accounts.models import User
from escalations import actions
from escalations.demo import told
from escalations.models import Consultation, CsatRequest, Icm, PgMember
from incidents.actions import record_check
from incidents.demo.knowledge import Happening
from incidents.demo.people import World
from incidents.models import Incident

CHECKS = {
    "diagnostics": "Read: input is fine, the output stands still. No error but the one in the ICM.",
    "guides": "“Output is behind” and “After scaling”, both to the end.",
    "icm_search": "Looked through what came up; none is about this.",
}


@dataclass
class Above:
    """What the stories keep for one another, by short names."""

    pg: dict[str, PgMember]
    icms: dict[str, Icm] = field(default_factory=dict)
    asked: dict[str, Consultation] = field(default_factory=dict)
    requests: dict[str, CsatRequest] = field(default_factory=dict)


Act = Callable[[World, datetime], Any]


def incident(world: World, title: str) -> Incident:
    found = next(pk for key, pk in ((key, each.pk) for key, each in world.incidents.items()) if key.startswith(title))
    return Incident.objects.get(pk=found)


def owner_of(about: Incident) -> User:
    assert about.owner is not None  # noqa: S101 - a story that forgot its triage
    return about.owner


# --- What happens, by whom ----------------------------------------------------------------------------------------


def looked(about: Incident) -> None:
    """All four checks of the investigation (R29)."""
    by = owner_of(about)
    for kind, evidence in CHECKS.items():
        record_check(about, by=by, check=kind, outcome="checked", evidence=evidence)
    record_check(about, by=by, check="outage", outcome="ruled_out", evidence="The status board shows none for this.")


def opens(above: Above, key: str, start: str, title: str, said: dict[str, Any], **more: Any) -> Act:
    """An ICM about the incident whose title begins so; by its owner unless somebody else is named."""

    def act(world: World, moment: datetime) -> None:
        about = incident(world, start)
        looked(about)
        by = world.people[more.pop("who")] if "who" in more else owner_of(about)
        words = {"team": "css_escalation", "kind": "bug", "ground": "bug_evidence", **more}
        if words["ground"] == "bug_evidence":
            words.setdefault("evidence", said["evidence"])
        given = said if words["kind"] in {"quota_increase", "feature_request"} else told.facts(moment, **said)
        above.icms[key] = actions.open_icm(
            Incident.objects.get(pk=about.pk),
            by=by,
            title=title,
            facts=given,
            new_because="Others that come up have another cause: their input stands still, not their output.",
            **words,
        )

    return act


def does(above: Above, key: str, verb: str, by: str, **words: Any) -> Act:
    """Something on an ICM, by a PG member through their link, or by one of ours."""

    def act(world: World, moment: datetime) -> None:
        icm = Icm.objects.get(pk=above.icms[key].pk)
        member = above.pg.get(by)
        with through("link" if member else "workspace"):
            doer = member or (owner_of(icm.incidents[0]) if by == "owner" else world.people[by])
            above.icms[key] = getattr(actions, verb)(icm, by=doer, **words)

    return act


def asks(above: Above, key: str, start: str, audience: str, question: str, reason: str = "") -> Act:
    def act(world: World, moment: datetime) -> None:
        about = incident(world, start)
        assert about.area is not None  # noqa: S101 - a story that forgot its triage
        above.asked[key] = actions.ask(
            about, by=owner_of(about), area=about.area, audience=audience, question=question, reason=reason
        )

    return act


def answers(above: Above, key: str, by: str, body: str, *, icm_indicated: bool) -> Act:
    def act(world: World, moment: datetime) -> None:
        question = Consultation.objects.get(pk=above.asked[key].pk)
        actions.answer(question, by=world.people[by], body=body, icm_indicated=icm_indicated)

    return act


def requests(above: Above, key: str, icm: str, **words: Any) -> Act:
    def act(world: World, moment: datetime) -> None:
        about = Icm.objects.get(pk=above.icms[icm].pk)
        above.requests[key] = actions.request_csat(by=owner_of(about.incidents[0]), icm=about, **words)

    return act


def decides(above: Above, key: str, verb: str, by: str, **words: Any) -> Act:
    def act(world: World, moment: datetime) -> None:
        request = CsatRequest.objects.get(pk=above.requests[key].pk)
        above.requests[key] = getattr(actions, verb)(request, by=world.people[by], **words)

    return act


# --- The stories --------------------------------------------------------------------------------------------------


def happenings(pg: dict[str, PgMember]) -> list[Happening]:
    above = Above(pg)
    return [*icms(above), *consultations(above), *unhappy(above)]


def icms(above: Above) -> list[Happening]:
    return [
        # Closed, resolved, mitigated, information asked, acknowledged, open
        Happening(
            "9d",
            opens(
                above, "stood", "warehouse-scan stood still", "Hand-over of a node takes 50 minutes", told.STOOD_STILL
            ),
        ),
        Happening("8d 22h", does(above, "stood", "acknowledge", "pia")),
        Happening(
            "7d",
            does(
                above,
                "stood",
                "resolve",
                "pia",
                resolution="fixed",
                body="In build 11.4.1: the lease is given back within seconds. Watch the next exchange of a node.",
            ),
        ),
        Happening("6d", does(above, "stood", "close", "owner", body="Exchanged a node on the test job: 9 seconds.")),
        Happening(
            "3d",
            opens(above, "digits", "torque-log loses precision", "Decimals are rounded in SQL tables", told.DIGITS),
        ),
        Happening("2d 20h", does(above, "digits", "acknowledge", "pia")),
        Happening(
            "1d 4h",
            does(
                above,
                "digits",
                "resolve",
                "pia",
                resolution="fixed",
                body="Decimals are written as decimals from build 11.5 on.",
            ),
        ),
        Happening(
            "17h",
            opens(above, "recipes", "A join between press-line", "Reference data is read a minute late", told.RECIPES),
        ),
        Happening("16h", does(above, "recipes", "acknowledge", "pia")),
        Happening(
            "7h",
            does(
                above,
                "recipes",
                "mitigate",
                "pia",
                body="Snapshots are taken every 10 seconds for this job now. The cause is not mended yet.",
            ),
        ),
        Happening(
            "3d 2h",
            opens(
                above,
                "retries",
                "SQL output of warehouse-scan",
                "Whole batches are tried again after a deadlock",
                told.RETRIES,
            ),
        ),
        Happening("2d 23h", does(above, "retries", "acknowledge", "pia")),
        Happening(
            "5h",
            does(
                above,
                "retries",
                "request_information",
                "pia",
                body="Which isolation level does the table's database have, and are both jobs on build 11.4?",
            ),
        ),
        Happening(
            "20h",
            opens(
                above, "stalls", "store-traffic stalls", "No output after scaling with quiet partitions", told.STALLS
            ),
        ),
        Happening("18h", does(above, "stalls", "acknowledge", "pia")),
        Happening(
            "2h",
            does(
                above, "stalls", "update", "pia", body="Found the lease that is not given back. A fix is being tested."
            ),
        ),
        Happening(
            "4h",
            opens(above, "freezers", "Freezer alarms come twice", "Equal readings open two windows", told.FREEZERS),
        ),
        # A quota, and a wish
        Happening(
            "1d 2h",
            opens(
                above,
                "quota",
                "Quota: we need 240",
                "240 streaming units in the southern region",
                told.QUOTA,
                team="livesite_dri",
                kind="quota_increase",
                ground="",
            ),
        ),
        Happening("1d", does(above, "quota", "acknowledge", "leo")),
        Happening(
            "5d",
            opens(
                above,
                "names",
                "Feature request: name the partition",
                "Partition and offset in the message of a bad event",
                told.NAMES,
                kind="feature_request",
                ground="expert_indicated",
                who="sen",
            ),
        ),
        Happening("4d", does(above, "names", "acknowledge", "pia")),
        Happening(
            "3d 6h",
            does(
                above,
                "names",
                "resolve",
                "pia",
                resolution="declined",
                body="Not in the next two releases; it is on the list.",
            ),
        ),
    ]


def consultations(above: Above) -> list[Happening]:
    return [
        Happening(
            "40m",
            asks(
                above,
                "sessions",
                "click-basket: some sessions",
                "colleagues",
                (
                    "Sessions end after 10 minutes although the window says 30. Has anybody seen a "
                    "session window cut short by late events?"
                ),
            ),
        ),
        Happening(
            "50m",
            asks(
                above,
                "labels",
                "Price labels show yesterday",
                "smes",
                (
                    "Twelve stores read yesterday's reference file. Does the snapshot time count from the "
                    "file's name or from its write time?"
                ),
                "Nobody of us has worked with reference files of this kind.",
            ),
        ),
        Happening(
            "90m",
            asks(
                above,
                "meters",
                "energy-meter: one meter",
                "pg",
                (
                    "One meter's values jump between two tariffs when two files are written within a "
                    "second. Which one wins?"
                ),
                "Both SMEs of the area are in the middle of a severity 1.",
            ),
        ),
        Happening(
            "2d",
            asks(
                above,
                "geo",
                "Geo function returns no zone",
                "colleagues",
                "Is a point on the border inside, outside, or both?",
            ),
        ),
        Happening(
            "1d 23h 45m",
            answers(
                above,
                "geo",
                "eli",
                (
                    "Neither: the function says no zone for a point on the line. Move the border by a "
                    "metre in the reference file; that is what two other customers do."
                ),
                icm_indicated=False,
            ),
        ),
    ]


def unhappy(above: Above) -> list[Happening]:
    return [
        Happening("30h", opens(above, "memory", "price-labels uses 98", "Memory grows by 3 % an hour", told.MEMORY)),
        Happening("29h", does(above, "memory", "acknowledge", "pia")),
        Happening(
            "27h",
            requests(
                above,
                "memory",
                "memory",
                sentiment="frustrated",
                sentiment_words="still constructive, but runs out of patience",
                why="Our first workaround did not help, and the job is restarted by hand every two days.",
                prevention="We could have measured for two days before we proposed it.",
            ),
        ),
        Happening("26h", decides(above, "memory", "approve_csat", "sam", comment="Ring Lea before the next letter.")),
        Happening(
            "18h",
            opens(
                above,
                "timeouts",
                "paint-shop: a JavaScript function",
                "Functions are ended after five seconds",
                told.TIMEOUTS,
            ),
        ),
        Happening("15h", does(above, "timeouts", "acknowledge", "pia")),
        Happening(
            "35m",
            requests(
                above,
                "timeouts",
                "timeouts",
                sentiment="angry",
                sentiment_words="asked for our manager",
                why="The line stands still at every long batch, and the first solution was rejected.",
                prevention="Asked for the size of the batches before proposing anything.",
            ),
        ),
    ]
