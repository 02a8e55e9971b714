"""Steps of both organisations above the incidents go as the rules say (R30 to R41)."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from escalations.policy import CONSULTATION_RULES, CSAT_RULES, ICM_RULES, MEETING_RULES
from tests.people import People
from tests.walk.above.going import go_above
from tests.walk.above.rules import LIFE, REST
from tests.walk.above.steps import VERBS

SEED = 1
ROOT = Path(__file__).parents[3]
# The verbs that the model does not know, each with the test that goes everywhere with it.
WALKED_ELSEWHERE = {
    "bring_in": "tests/escalations/links/test_granting.py",
    "bring_forward": "tests/escalations/verbs/test_bring_forward.py",
}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Hundreds of refusals are logged on the way; what is wrong is said by the walk itself."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_a_hundred_steps_above_the_incidents_go_as_the_rules_say(people: People) -> None:
    tally = go_above(people, 100, SEED)

    assert tally.steps >= 100
    assert min(tally.refusals, tally.successes) > 15
    assert {"action", "api", "page", "link"} >= set(tally.by_door) > {"action"}
    assert tally.letters > 100


def test_every_verb_above_the_incidents_is_walked_here_or_elsewhere() -> None:
    """A verb that is added is taught to the model, or named in WALKED_ELSEWHERE with what goes everywhere with it."""
    ruled = {*ICM_RULES, *CONSULTATION_RULES, *CSAT_RULES, *MEETING_RULES}

    assert ruled | {"ask", "open_icm", "request_csat"} == {*VERBS, *WALKED_ELSEWHERE}
    assert set(VERBS) == set(REST) | {"review_incident"}
    assert set(LIFE) < set(VERBS)
    assert all((ROOT / place).is_file() for place in WALKED_ELSEWHERE.values())
