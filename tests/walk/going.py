"""How the walk is started: so many steps from a seed, the same ones every time."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.stateful import run_state_machine_as_test

from tests.walk.steps import Stage, Tally
from tests.walk.walk import Walk

EVENTS_A_WALK = 60


def go(stage: Stage, steps: int, start: int, *, shrink: bool = False) -> Tally:
    """At least so many steps. Raises Difference at the first one, with all that led to it in its notes.

    Each walk is a run of its own from the next seed: within one run Hypothesis varies what it did before, which is good
    for finding an edge and poor for going everywhere.
    """
    Walk.stage = stage
    with from_the_seed_alone():
        while stage.tally.steps < steps:
            stage.tally.seed = start + stage.tally.walks
            run_state_machine_as_test(seed(stage.tally.seed)(type("Walk", (Walk,), {})), settings=one_walk(shrink))
    return stage.tally


@contextmanager
def from_the_seed_alone() -> Iterator[None]:
    """Hypothesis also tries numbers from our own sources, as far as they are imported just then: not here."""
    no_numbers = patch.object(providers, "_get_local_constants", Constants)
    with no_numbers, patch.object(providers, "CONSTANTS_CACHE", {}):
        yield


def one_walk(shrink: bool) -> settings:
    """Nothing is kept from one run for the next, and no clock on the wall decides."""
    return settings(
        database=None,
        deadline=None,
        max_examples=1,
        stateful_step_count=EVENTS_A_WALK,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
