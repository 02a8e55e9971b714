"""A thousand steps of everybody (R1 to R27, S8 to S16), and that the walk finds what is wrong."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from incidents.policy import RULES
from tests.people import People
from tests.walk.effects import EFFECTS
from tests.walk.faults import FAULTS
from tests.walk.going import go
from tests.walk.rules import MAY, WALKED_ELSEWHERE, WHEN
from tests.walk.steps import Stage
from tests.walk.walk import Difference

SEED = 1
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Hundreds of refusals are logged on the way; what is wrong is said by the walk itself."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_a_thousand_steps_of_everybody_go_as_the_rules_say(people: People) -> None:
    tally = go(Stage(people), 1_000, SEED)

    assert tally.steps >= 1_000
    assert min(tally.refusals, tally.successes) > 300
    assert {"action", "portal", "workspace", "api"} == set(tally.by_door)
    assert {400, 401, 403, 404, 409, 412} == set(tally.by_refusal)
    assert tally.letters > 100


# From which seed each is met soon; from any other it is met too, later.
FOUND_SOON = {
    "anybody-responds": 6,
    "managers-sleep": 3,
    "finished-task-is-silent": 7,
    "substate-outlives-closing": 5,
}


@pytest.mark.parametrize("fault", FOUND_SOON)
def test_a_fault_that_is_put_in_is_found(people: People, fault: str) -> None:
    stage = Stage(people)

    with FAULTS[fault](), pytest.raises(Difference):
        go(stage, 1_000, FOUND_SOON[fault])

    assert 0 < stage.tally.found_at < 1_000


def test_every_verb_is_walked_here_or_elsewhere() -> None:
    """A verb that is added is taught to the model, or named in WALKED_ELSEWHERE with what goes everywhere with it."""
    assert set(RULES) == {*MAY, *WALKED_ELSEWHERE}
    assert not set(MAY) & set(WALKED_ELSEWHERE)
    assert set(MAY) == set(WHEN) == set(EFFECTS)
    assert all((ROOT / place).is_file() for place in WALKED_ELSEWHERE.values())
