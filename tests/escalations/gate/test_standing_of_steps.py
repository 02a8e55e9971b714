"""Each step of the gate says how it stands, in a word, and says what is true (R31, R32)."""

import re
from typing import Any

import pytest

from escalations.models import IcmDraft
from incidents import actions as incidents
from incidents.models import Incident
from tests.escalations.conftest import investigate
from tests.escalations.gate.conftest import Visit, text, walk
from tests.people import People

STEPS = ("reason", "checked", "team", "details", "read")
TAGS = re.compile(r"<[^>]+>")


def read_list(page: str, mark: str) -> list[str]:
    """The items of one list of the page, in words."""
    _before, _mark, after = page.partition(mark)
    items = re.findall(r"<li.*?</li>", after.partition("</ol>")[0].partition("</ul>")[0], re.S)
    return [" ".join(TAGS.sub(" ", item).split()).replace(" ,", ",").replace(" :", ":") for item in items]


def row(page: str) -> list[str]:
    return read_list(page, '<ol class="steps"')


def behind(page: str) -> list[str]:
    return read_list(page, 'id="so-far-heading"')


def ticks(page: str) -> int:
    return page.count('class="done"') + page.count('class="i ok"')


@pytest.mark.parametrize("step", STEPS)
def test_a_step_reached_by_its_address_ticks_nothing(at: Visit, uninvestigated: Incident, step: str) -> None:
    page = text(at(step, about=uninvestigated))

    assert ticks(page) == 0
    assert all("done" not in item and "attention" not in item for item in row(page))
    if step in {"team", "details", "read"}:
        assert behind(page)[1] == "Checked 0 of 4 still to do Change What you checked"


def test_what_is_gone_through_is_done_and_says_so(at: Visit) -> None:
    walk(at)
    page = text(at("read"))

    assert row(page)[:4] == [
        "Reason, done",
        "What you checked, done",
        "Who takes it, done",
        "Details, done",
    ]
    assert [item.partition(" Change")[0] for item in behind(page)] == [
        "Evidence of a bug: done",
        "Checked 4 of 4: done The metric stays at 0.",
        "Bug: done CSS Escalation",
    ]


def test_the_step_one_stands_on_shows_its_number_though_it_is_done(at: Visit) -> None:
    walk(at)
    page = text(at("reason"))

    assert row(page)[0] == "1 Reason, done"
    assert page.count('<li class="done"') == 3


def test_what_is_not_made_needs_attention_in_every_list(at: Visit, uninvestigated: Incident) -> None:
    at("reason", {"ground": "bug_evidence"}, about=uninvestigated)
    at("checked", {"evidence": "It stays at 0."}, about=uninvestigated)
    page = text(at("details", about=uninvestigated))

    assert row(page)[1] == "2 What you checked needs attention"
    assert behind(page)[1].startswith("Checked 0 of 4 needs attention")
    assert ticks(page) == 2  # the reason, in the row and so far


def test_checks_that_may_follow_are_said_to_follow(at: Visit, uninvestigated: Incident, people: People) -> None:
    incidents.assign(uninvestigated, by=people.eva, severity=1)
    at("reason", {"ground": "severity_1"}, about=uninvestigated)
    at("checked", {}, about=uninvestigated)
    page = text(at("team", about=uninvestigated))
    assert row(page)[1] == "2 What you checked checks to follow"
    assert behind(page)[1].startswith("Checked 0 of 4 checks to follow")

    investigate(Incident.objects.get(pk=uninvestigated.pk), people)
    assert row(text(at("team", about=uninvestigated)))[1] == "What you checked, done"


def test_an_investigation_that_is_whole_already_is_done(at: Visit) -> None:
    page: Any = text(at("team"))

    assert behind(page)[1].startswith("Checked 4 of 4: done")
    assert not IcmDraft.objects.exists()


def test_of_what_needs_no_checks_none_are_counted(at: Visit, uninvestigated: Incident) -> None:
    at("reason", {"ground": "none_needed"}, about=uninvestigated)
    at("checked", {}, about=uninvestigated)
    page = text(at("team", about=uninvestigated))

    assert behind(page)[1].startswith("No checks are asked of this: done")
    assert "of 4 checked" not in page
