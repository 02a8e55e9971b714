"""Every act on an ICM reads in words to both sides, never as the name of a verb (R35)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import escalations
from escalations.models import EscalationEvent
from escalations.policy import ICM_RULES
from escalations.shown import what_of

ACTIONS = Path(escalations.__file__).parent / "actions"
WRITERS = {"write_down", "tell"}
# Lines of a consultation's own history, which has its own words.
OF_CONSULTATIONS = {"end", "move_up", "recount", "remind"}


def written_verbs() -> Iterator[str]:
    """The verbs that actions write of themselves, beside the one a person asked for."""
    for path in ACTIONS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRITERS:
                yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


VERBS = sorted(({*ICM_RULES, *written_verbs()} | {"open_icm"}) - OF_CONSULTATIONS)


def test_the_verbs_are_found() -> None:
    assert {"acknowledge", "cite", "mark_csat_impacting", "chase_icm", "open_link", "revoke_link"} <= set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_it_reads_in_words_not_as_a_verb(verb: str) -> None:
    said = what_of(EscalationEvent(verb=verb, data={"to": {"name": "Pia"}}))

    assert said != verb.replace("_", " ")
    assert "_" not in said
