"""What was asked of experts and of the product group in the demo world: ICMs in each state, a question on each rung."""

from escalations.demo import told
from escalations.demo.doing import Above, answers, asks, decides, does, opens, requests
from escalations.models import PgMember
from incidents.demo.knowledge import Happening


def happenings(pg: dict[str, PgMember]) -> list[Happening]:
    above = Above(pg)
    open_ones = [*mitigated(above), *asked_back(above), *acknowledged(above), *untaken(above)]
    others = [*more_units(above), *wished_for(above)]
    return [*settled(above), *open_ones, *others, *asked(above), *answered(above), *unhappy(above)]


def settled(above: Above) -> list[Happening]:
    """One that is closed, and one that waits to be verified."""
    return [
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
    ]


def mitigated(above: Above) -> list[Happening]:
    """The customer is out of the worst."""
    return [
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
    ]


def asked_back(above: Above) -> list[Happening]:
    """The product group waits for an answer of ours."""
    return [
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
    ]


def acknowledged(above: Above) -> list[Happening]:
    return [
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
    ]


def untaken(above: Above) -> list[Happening]:
    """One that nobody has yet."""
    return [
        Happening(
            "4h",
            opens(above, "freezers", "Freezer alarms come twice", "Equal readings open two windows", told.FREEZERS),
        ),
    ]


def more_units(above: Above) -> list[Happening]:
    """A quota increase, which the Livesite DRI has."""
    return [
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
    ]


def wished_for(above: Above) -> list[Happening]:
    """A feature request, which is declined."""
    return [
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


def asked(above: Above) -> list[Happening]:
    """A question on each rung."""
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
    ]


def answered(above: Above) -> list[Happening]:
    """One that colleagues could answer."""
    return [
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
