"""The right team gets the right facts; what is missing or malformed is named beside its field (R33)."""

from collections.abc import Callable
from typing import Any

import pytest

from escalations.gate import GateRefused
from tests.escalations.conftest import FACTS, ProductGroup
from tests.escalations.gate.conftest import QUOTA, Open
from tests.people import People

TurnedAway = Callable[..., GateRefused]
FOR_QUOTA = {"kind": "quota_increase", "team": "livesite_dri", "ground": "", "evidence": "", "facts": QUOTA}
LONG = "x" * 20_001


def test_a_quota_increase_needs_its_facts_and_nothing_else(opened: Open, people: People, uninvestigated: Any) -> None:
    icm = opened(uninvestigated, **FOR_QUOTA)

    assert icm.facts == QUOTA
    assert (icm.ground, icm.outstanding) == ("", [])


TEAMS = [
    ("bug", "livesite_dri", "team"),
    ("feature_request", "livesite_dri", "team"),
    ("rca", "livesite_dri", "team"),
    ("quota_increase", "css_escalation", "team"),
    ("bug", "", "team"),
    ("bug", "somebody", "team"),
    ("", "css_escalation", "kind"),
    ("panic", "css_escalation", "kind"),
]


@pytest.mark.parametrize(("kind", "team", "field"), TEAMS)
def test_each_kind_has_its_team(turned_away: TurnedAway, people: People, kind: str, team: str, field: str) -> None:
    facts = QUOTA if kind == "quota_increase" else FACTS

    turned_away(field, by=people.sen, ground="expert_indicated", kind=kind, team=team, facts=facts)


@pytest.mark.parametrize("title", ["[CSAT Impacting] Output stops", "Output stops [csat impacting]"])
def test_nobody_types_the_mark_that_an_approval_sets(turned_away: TurnedAway, people: People, title: str) -> None:
    turned_away("title", by=people.eva, title=title)


REQUIRED = {
    "bug": list(FACTS),
    "feature_request": ["impact", "region", "expected", "actual", "ask"],
    "rca": ["impact", "resource", "region", "window_start", "window_end", "actual", "ask"],
}


@pytest.mark.parametrize("kind", REQUIRED)
@pytest.mark.parametrize("sent", [{}, *(dict.fromkeys(FACTS, word) for word in (" ", "\u200b\u2060", None))])
def test_each_kind_names_what_it_misses(
    turned_away: TurnedAway, people: People, kind: str, sent: dict[str, Any]
) -> None:
    named = [f"facts.{name}" for name in REQUIRED[kind]]

    turned_away(*named, by=people.sen, ground="expert_indicated", kind=kind, facts=sent)


@pytest.mark.parametrize("kind", REQUIRED)
def test_what_is_required_is_enough(opened: Open, people: People, kind: str) -> None:
    facts = {name: FACTS[name] for name in REQUIRED[kind]}

    assert opened(by=people.sen, ground="expert_indicated", kind=kind, facts=facts).facts == facts


def test_a_quota_names_all_that_it_misses(turned_away: TurnedAway) -> None:
    turned_away(*(f"facts.{name}" for name in QUOTA), **{**FOR_QUOTA, "facts": {}})


BAD_QUOTA: list[tuple[str, Any]] = [
    *(("subscription_id", bad) for bad in ["12", "7d0c5a1e41f24f0b9d1c2b1f0a6e77aa", "{7d0c5a1e}", 12, "x" * 36, [1]]),
    *(
        ("regions", bad)
        for bad in ["westeurope", [], ["westeurope", " "], [1], {"a": 1}, ["x" * 201], ["a"] * 51, [None]]
    ),
    *(("reason", bad) for bad in ["", " ", 3, LONG, "a\x00b", None]),
    *(("amount_now", bad) for bad in [-1, "many", True, "NaN", "Infinity", float("inf"), [], {}, 10**16]),
    *(("amount_asked", bad) for bad in [0, -4, "0", "some", False, "1e400", 12, 11.5, "12"]),
]


@pytest.mark.parametrize(("name", "bad"), BAD_QUOTA)
def test_a_malformed_quota_fact_is_named(turned_away: TurnedAway, name: str, bad: Any) -> None:
    refusal = turned_away(f"facts.{name}", **{**FOR_QUOTA, "facts": {**QUOTA, name: bad}})

    assert refusal.errors[f"facts.{name}"][0]


GOOD_QUOTA: list[tuple[str, Any, Any]] = [
    ("subscription_id", " 7D0C5A1E-41F2-4F0B-9D1C-2B1F0A6E77AA ", "7d0c5a1e-41f2-4f0b-9d1c-2b1f0a6e77aa"),
    ("regions", ["westeurope", " westeurope "], ["westeurope"]),
    ("amount_now", 0, 0),
    ("amount_now", "12.5", 12.5),
    ("amount_asked", "13.0", 13),
]


@pytest.mark.parametrize(("name", "sent", "kept"), GOOD_QUOTA)
def test_a_quota_fact_is_kept_in_one_shape(opened: Open, name: str, sent: Any, kept: Any) -> None:
    assert opened(**{**FOR_QUOTA, "facts": {**QUOTA, name: sent}}).facts[name] == kept


BAD_BUG: list[tuple[str, Any]] = [
    ("impact", 7),
    ("impact", ["a"]),
    ("resource", "x" * 201),
    ("steps", LONG),
    ("ask", "\x00"),
    ("window_start", "yesterday"),
    ("window_start", "2026-02-30T00:00:00Z"),
    ("window_start", "2026-11-16"),
    ("window_start", 1763276400),
    ("window_start", "2016-11-15T07:00:00Z"),
    ("window_start", "0001-01-01T00:00:00+14:00"),
    ("window_start", "2026-11-16T09:06:00Z"),
    ("window_end", "2026-11-16T09:06:00Z"),
    ("window_end", "2026-11-16T11:00:00+01:00"),
    ("window_end", "2036-11-17T09:00:00Z"),
    ("window_end", "9999-12-31T23:59:59-12:00"),
    ("window_end", "2026-11-16T07:00:00Z"),
    ("window_end", "2026-11-16T08:00:00+02:00"),
]


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize(("name", "bad"), BAD_BUG)
def test_a_malformed_fact_is_named(turned_away: TurnedAway, name: str, bad: Any) -> None:
    turned_away(f"facts.{name}", facts={**FACTS, name: bad})


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-11-16T08:00:00+01:00", "2026-11-16T07:00:00Z"),
        ("2026-11-16 07:00", "2026-11-16T07:00:00Z"),
        ("2026-11-16T07:00", "2026-11-16T07:00:00Z"),
        ("2019-03-01T07:00:00Z", "2019-03-01T07:00:00Z"),
    ],
)
def test_a_window_is_kept_in_utc(opened: Open, sent: str, kept: str) -> None:
    assert opened(facts={**FACTS, "window_start": sent}).facts["window_start"] == kept


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize("end", ["2026-11-16T09:00:00Z", "2026-11-16T09:04:00Z"])
def test_what_still_happens_ends_now_by_anybodys_clock(opened: Open, end: str) -> None:
    assert opened(facts={**FACTS, "window_end": end}).facts["window_end"] == end


@pytest.mark.usefixtures("monday")
def test_a_window_that_nobody_asked_for_is_held_to_the_same(turned_away: TurnedAway, people: People) -> None:
    turned_away(
        "facts.window_end",
        by=people.sen,
        ground="expert_indicated",
        kind="feature_request",
        facts={**FACTS, "window_end": "2026-11-16T06:00:00Z"},
    )


def test_a_fact_that_this_kind_does_not_have_is_refused_not_dropped(turned_away: TurnedAway) -> None:
    turned_away("facts.regions", facts={**FACTS, "regions": QUOTA["regions"]})


@pytest.mark.parametrize("facts", [None, [], "impact", 3])
def test_facts_come_by_name(turned_away: TurnedAway, facts: Any) -> None:
    turned_away("facts", facts=facts)


@pytest.mark.parametrize("title", ["", " ", "x" * 201, "a\x00b"])
def test_it_has_a_title_that_can_be_kept(turned_away: TurnedAway, title: str) -> None:
    turned_away("title", title=title)


def test_everything_that_is_wrong_is_named_at_once(turned_away: TurnedAway, uninvestigated: Any) -> None:
    turned_away(
        "evidence",
        "investigation",
        "team",
        "title",
        "facts.ask",
        about=uninvestigated,
        evidence="",
        team="livesite_dri",
        title="",
        facts={**FACTS, "ask": ""},
    )


def test_what_turns_words_round_is_kept_nowhere(opened: Open, pg: ProductGroup) -> None:
    """It would turn round whatever stands behind it, in lists, pages and the subjects of mails."""
    turned = "\u202ehere\u2066"
    icm = opened(
        ground="pg_indicated",
        pg_member=pg.pam,
        title=f"Output {turned}",
        evidence=turned,
        said_where=turned,
        new_because=turned,
        facts={**FACTS, "region": turned},
    )

    assert icm.title == "Output here"
    assert {icm.evidence, icm.said_where, icm.new_because, icm.facts["region"]} == {"here"}
