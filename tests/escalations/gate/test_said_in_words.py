"""What the gate finds is said in the words of the page; what a field asks for is said truly (R31, R33)."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from escalations.models import Icm, NoGround
from incidents import actions as incidents
from incidents.models import Check, Incident
from tests.escalations.gate.conftest import DETAILS, Visit, saved, text, walk
from tests.people import People

CODES = {*Icm.Kind.values, *Icm.Ground.values, *NoGround.values, *Icm.Team.values, *Check.Kind.values}
CODES |= {*Check.Outcome.values}
SUMMARY = re.compile(r'<div class="errsum".*?</div>', re.S)
TAGS = re.compile(r"<[^>]+>")


def summary(answer: Any) -> str:
    found = SUMMARY.search(text(answer))
    assert found
    return TAGS.sub(" ", found.group())


@pytest.mark.parametrize(
    ("step", "sent", "said"),
    [
        ("reason", {"ground": "because"}, "Choose one of the reasons."),
        ("reason", {"ground": "pg_indicated"}, "Name who of the product group asked for it"),
        (
            "checked",
            {"ground": "bug_evidence", "outage_evidence": "None."},
            "Outage: Say what came of it: ruled out or",
        ),
        ("checked", {"guides_outcome": "not_possible"}, "Troubleshooting guides:"),
        ("team", {"ground": "none_needed", "kind": ""}, "Choose what it is."),
        ("team", {"kind": "wish"}, "Choose what it is."),
    ],
)
def test_a_fault_is_said_without_a_code(
    at: Visit, uninvestigated: Incident, step: str, sent: dict[str, str], said: str
) -> None:
    answer = at(step, sent, about=uninvestigated)

    assert answer.status_code == 422
    assert said in summary(answer)
    assert not {code for code in CODES if "_" in code and code in summary(answer)}


def test_the_last_step_says_it_in_words_too(at: Visit) -> None:
    at("reason", {"ground": "none_needed"})
    at("details", DETAILS)
    answer = at("read", saved(at))

    assert answer.status_code == 422
    assert "Choose what it is." in summary(answer)
    assert not {code for code in CODES if "_" in code and code in summary(answer)}


def test_a_title_that_is_missing_is_said_to_be_one(at: Visit) -> None:
    walk(at, title="  ")

    assert "Details : Give it a title: symptom, trigger, where." in summary(at("read"))


# --- What is optional ---------------------------------------------------------------------------------------------


def is_called_optional(page: str, field: str) -> bool:
    label = re.search(rf'<label for="id_{field}".*?</label>', page, re.S)
    assert label
    return "(optional)" in label.group()


@pytest.mark.parametrize("field", ["consultation", "pg_member", "said_where"])
def test_what_a_ground_asks_for_is_not_called_optional(at: Visit, field: str) -> None:
    assert not is_called_optional(text(at("reason")), field)


def test_evidence_is_optional_where_a_file_is_attached(at: Visit, incident: Incident, people: People) -> None:
    at("reason", {"ground": "bug_evidence"})
    assert not is_called_optional(text(at("checked")), "evidence")

    log = SimpleUploadedFile("a.log", b"It stalls.")
    incidents.post_message(Incident.objects.get(pk=incident.pk), by=people.ada, body="Look.", files=[log])
    assert is_called_optional(text(at("checked")), "evidence")
    assert at("checked", {"evidence": ""}).status_code == 302


def test_where_no_checks_are_asked_the_step_says_so(at: Visit, uninvestigated: Incident) -> None:
    at("reason", {"ground": "none_needed"}, about=uninvestigated)

    assert "No checks are asked of this." in text(at("checked", about=uninvestigated))
