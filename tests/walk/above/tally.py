"""What was done on all walks above the incidents together."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.walk.above.drive import DONE
from tests.walk.above.model import Step
from tests.walk.above.rules import NO_GROUNDS


@dataclass
class Tally:
    seed: int = 0
    steps: int = 0
    refusals: int = 0
    successes: int = 0
    letters: int = 0
    letters_to_pg_as_guests: int = 0
    looks: int = 0
    sweeps: int = 0
    walks: int = 0
    found_at: int = 0
    by_door: Counter[str] = field(default_factory=Counter)
    by_refusal: Counter[str] = field(default_factory=Counter)
    by_verb: Counter[str] = field(default_factory=Counter)
    by_ground: Counter[str] = field(default_factory=Counter)

    def count(self, step: Step, answer: int) -> None:
        is_done = answer == DONE
        self.steps += 1
        self.by_door[step.door] += 1
        self.successes += is_done
        self.refusals += not is_done
        if step.verb == "open_icm":
            ground = step.given["ground"] or "none"
            self.by_ground[f"{'led elsewhere' if ground in NO_GROUNDS else ground}: {answer}"] += 1
        if is_done:
            self.by_verb[step.verb] += 1
        else:
            self.by_refusal[str(answer)] += 1

    def told(self) -> dict[str, Any]:
        found = {name: value for name, value in vars(self).items() if value or name != "found_at"}
        return {
            name: dict(sorted(value.items())) if isinstance(value, Counter) else value for name, value in found.items()
        }
