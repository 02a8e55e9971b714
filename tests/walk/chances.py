"""What may come next on the walk, and how likely it is; a verb that is not named in LIKELY is tried now and then."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.walk.arguments import FLAVOURS
from tests.walk.steps import DOORS, NAMES, VERBS

MOST, MOST_REPORTS = 4, 9  # incidents on one walk, and attempts to report one
STARTS = (
    datetime(2026, 11, 16, 9, 0, tzinfo=UTC),  # a Monday in office hours
    datetime(2026, 11, 20, 15, 40, tzinfo=UTC),  # Friday, twenty minutes before they end
    datetime(2026, 10, 23, 14, 15, tzinfo=UTC),  # the weekend on which the clock goes back
    datetime(2027, 3, 26, 13, 5, tzinfo=UTC),  # and the one on which it goes forward
    datetime(2026, 11, 18, 23, 30, tzinfo=UTC),  # at night
)
GAPS = {
    "at once": timedelta(0),
    "a second": timedelta(seconds=1),
    "minutes": timedelta(minutes=7),
    "an hour": timedelta(hours=1, minutes=3),
    "half a day": timedelta(hours=5),
    "a night": timedelta(hours=17),
    "days": timedelta(days=3, hours=2),
}
LIKELY_GAPS = (*GAPS, "at once", "a second", "minutes", "minutes", "until it is due", "just after it is due")
# How likely each verb is where it is possible: what leads to a decision, more than what ends everything.
LIKELY = {
    **dict.fromkeys(("propose_solution", "keep_open"), 12),
    **dict.fromkeys(("respond", "reject_solution", "state_problem", "raise_flag"), 6),
    **dict.fromkeys(("confirm_problem", "correct_problem", "accept_solution", "withdraw_solution"), 4),
    **dict.fromkeys(("assign", "lower_flag", "send_update", "post_message", "reopen"), 3),
    **dict.fromkeys(("report_applied", "withdraw", "discard"), 2),
    **dict.fromkeys(("name_deputy", "finish_task", "set_substate"), 5),
    **dict.fromkeys(("delegate_task", "decline_task"), 4),
    "match_problem": 2,
}
ENDS = ("accept_solution", "withdraw", "discard")
ONWARD = tuple(verb for verb, times in LIKELY.items() if verb not in ENDS for _ in range(times))
ANY = tuple(verb for verb in VERBS for _ in range(LIKELY.get(verb, 1)))
LENT = ("name_deputy", "delegate_task", "set_substate", "match_problem")
BEFORE = ("assign", "respond", "state_problem", "propose_solution")
PATHS: tuple[tuple[str, ...], ...] = (
    (),
    BEFORE[:2],
    BEFORE,
    (*BEFORE, "keep_open"),
    (*BEFORE, "reject_solution"),
    (*BEFORE, "accept_solution"),
)
PATHS += ((*BEFORE[:2], *LENT), (*BEFORE, *LENT), (*BEFORE, *LENT, "accept_solution", "reopen"))

ints = st.integers(0, 239)
gaps = st.sampled_from(LIKELY_GAPS)
doors = st.sampled_from(DOORS)
names = st.sampled_from(NAMES)
afterwards = st.sampled_from(("nothing", "nothing", "nothing", "sweep", "look"))
TRYING: dict[str, Any] = {
    "place": ints,
    "detail": ints,
    "door": doors,
    "gap": gaps,
    "then": afterwards,
    "verb": st.sampled_from(VERBS),
    "flavour": st.sampled_from(FLAVOURS),
    "is_stale": st.sampled_from((False, False, False, True)),
}
