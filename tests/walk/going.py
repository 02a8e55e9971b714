"""How the walk is started: so many steps from a seed, the same ones every time."""

from hypothesis import HealthCheck, Phase, seed, settings
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
    while stage.tally.steps < steps:
        stage.tally.seed = start + stage.tally.walks
        run_state_machine_as_test(seed(stage.tally.seed)(type("Walk", (Walk,), {})), settings=one_walk(shrink))
    return stage.tally


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
