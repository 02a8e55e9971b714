"""Each kind stands on its own grounds, and a bug on its investigation; opening changes nothing else (R32, R33)."""

from collections.abc import Callable
from typing import Any

import pytest

from escalations.gate import GateRefused
from escalations.models import Icm
from incidents import actions as incidents
from incidents.models import Incident
from tests.conftest import Make
from tests.escalations.conftest import ProductGroup
from tests.escalations.gate.conftest import Open
from tests.people import People

TurnedAway = Callable[..., GateRefused]


KINDS: list[tuple[str, str, str, bool]] = [
    # kind, ground, by whom, does it open
    ("feature_request", "bug_evidence", "eva", False),
    ("feature_request", "severity_1", "eva", False),
    ("feature_request", "", "eva", False),
    ("feature_request", "expert_indicated", "eva", False),
    ("feature_request", "expert_indicated", "sen", True),
    ("feature_request", "pg_indicated", "eva", True),
    ("rca", "bug_evidence", "eva", False),
    ("rca", "", "eva", False),
    ("rca", "expert_indicated", "sam", True),
    ("rca", "pg_indicated", "eva", True),
    ("rca", "severity_1", "eva", True),
]


@pytest.mark.parametrize(("kind", "ground", "who", "opens"), KINDS)
def test_each_kind_stands_on_its_own_grounds(
    opened: Open,
    turned_away: TurnedAway,
    uninvestigated: Incident,
    people: People,
    pg: ProductGroup,
    kind: str,
    ground: str,
    who: str,
    opens: bool,
) -> None:
    incidents.assign(uninvestigated, by=people.eva, severity=1)
    asked: dict[str, Any] = {"kind": kind, "ground": ground, "by": people.by_name(who)}
    if ground == "pg_indicated":
        asked |= {"pg_member": pg.pia, "said_where": "In the channel"}

    if opens:
        icm = opened(uninvestigated, **asked)
        assert (icm.kind, icm.ground, icm.outstanding) == (kind, ground, [])
    else:
        turned_away("ground", about=uninvestigated, **asked)


def test_an_rca_opens_on_the_customers_wish(opened: Open, make: Make, people: People, pg: ProductGroup) -> None:
    proposed = make("solution_proposed")
    incidents.keep_open(proposed, by=people.ada, wish="root_cause_analysis")

    assert opened(proposed, kind="rca", ground="").ground == ""


def test_a_wish_for_the_fix_is_no_wish_for_an_rca(
    turned_away: TurnedAway, make: Make, people: People, pg: ProductGroup
) -> None:
    proposed = make("solution_proposed")
    incidents.keep_open(proposed, by=people.ada, wish="conclusive_fix")

    turned_away("ground", about=proposed, kind="rca", ground="")


# --- The investigation --------------------------------------------------------------------------------------------


def test_a_bug_on_evidence_waits_for_the_investigation(
    turned_away: TurnedAway, uninvestigated: Incident, people: People
) -> None:
    for check in ("diagnostics", "guides", "icm_search"):
        turned_away("investigation", about=uninvestigated)
        incidents.record_check(
            uninvestigated, by=people.eva, check=check, outcome="not_possible", evidence="No access."
        )
    refusal = turned_away("investigation", about=uninvestigated)

    assert "Outage" in refusal.errors["investigation"][0]
    assert "Guides" not in refusal.errors["investigation"][0]


def test_an_experts_word_does_not_replace_it(turned_away: TurnedAway, uninvestigated: Incident, people: People) -> None:
    turned_away("investigation", about=uninvestigated, by=people.sen, ground="expert_indicated")


def test_opening_changes_nothing_about_the_incident(opened: Open, incident: Incident) -> None:
    before = Incident.objects.values("state", "owner", "action_needed", "severity", "substate").get(pk=incident.pk)
    clocks = list(incident.clocks.values())

    icm = opened()

    assert (
        Incident.objects.values("state", "owner", "action_needed", "severity", "substate").get(pk=incident.pk) == before
    )
    assert list(incident.clocks.values()) == clocks
    assert Icm.objects.get().incidents == [incident]
    assert icm.opened_by == incident.owner


def test_without_an_area_nobody_could_be_written_to(
    turned_away: TurnedAway, opened: Open, make: Make, people: People, pg: ProductGroup
) -> None:
    turned_away("incident", "investigation", about=make("untriaged"))
