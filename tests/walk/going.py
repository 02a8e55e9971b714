"""How the walk is started: so many steps from a seed, the same ones every time."""

from math import ceil

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.walk.steps import Stage, Tally
from tests.walk.walk import Walk

EVENTS_A_WALK = 60  # of which some are looks, and some find nothing to do
STEPS_A_WALK = 52


def go(stage: Stage, steps: int, start: int, *, shrink: bool = False) -> Tally:
    """At least so many steps. Raises Difference at the first one, with all that led to it in its notes."""
    Walk.stage = stage
    while stage.tally.steps < steps:
        walks = ceil((steps - stage.tally.steps) / STEPS_A_WALK)
        from_here = seed(start + stage.tally.walks)(type("Walk", (Walk,), {}))
        run_state_machine_as_test(from_here, settings=steady(walks, shrink))
    return stage.tally


def steady(walks: int, shrink: bool) -> settings:
    """Nothing is kept from one run for the next, and no clock on the wall decides."""
    return settings(
        database=None,
        deadline=None,
        max_examples=walks,
        stateful_step_count=EVENTS_A_WALK,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        derandomize=False,
    )
