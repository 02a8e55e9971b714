"""A thousand steps of everybody (R1 to R23, S8 to S16), and that the walk finds what is wrong."""

import logging
from collections.abc import Iterator

import pytest

from tests.people import People
from tests.walk.faults import FAULTS
from tests.walk.going import go
from tests.walk.steps import Stage
from tests.walk.walk import Difference

SEED = 1


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


@pytest.mark.parametrize("fault", ["anybody-responds", "managers-sleep"])
def test_a_fault_that_is_put_in_is_found(people: People, fault: str) -> None:
    stage = Stage(people)

    with FAULTS[fault](), pytest.raises(Difference):
        go(stage, 1_000, SEED)

    assert 0 < stage.tally.found_at < 1_000
