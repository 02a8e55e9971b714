"""Letters around an ICM to the product group: its ground, an unhappy customer, the conversation with them (R36)."""

import re
from datetime import timedelta
from typing import Any

import pytest

from escalations import actions, notices
from escalations.models import EscalationEvent, Icm
from incidents import actions as incidents
from incidents.models import Incident
from notifications.letters import Letter
from notifications.moment import at, now
from tests.conftest import Make
from tests.escalations.asking import again, approved
from tests.escalations.conftest import ProductGroup
from tests.escalations.gate.conftest import BUG
from tests.escalations.pg import test_letters
from tests.escalations.pg.test_letters import LONG, Address, letter_of, secretive
from tests.people import People

AROUND = {
    *("cite", "bring_in", "request_consent", "add_to_thread", "remove_from_thread", "review_icm"),
    *("mark_csat_impacting", "chase_engagement", "unmark_csat_impacting"),
}
WHERE = "Planning call on Monday, second point"
EXHAUSTED = "We replayed the job twice and read the traces."
TOGETHER = {"Ada", "Lindqvist", "contoso", "ada@contoso.example", "Zeeland", "Quillfeather", "Between us"}


@pytest.fixture
def written(make: Make, people: People, pg: ProductGroup) -> dict[str, Letter]:
    """One of each, as it is sent."""
    incident = secretive(make, people)
    asked: dict[str, Any] = {**BUG, "ground": "pg_indicated", "evidence": "", "title": LONG}
    icm = actions.open_icm(incident, by=people.eli, pg_member=pg.pam, said_where=WHERE, **asked)
    icm = actions.acknowledge(icm, by=pg.pia)
    actions.bring_in(icm, by=pg.pia, email=pg.leo.email)
    actions.request_consent(again_(icm), by=people.eva, exhausted=EXHAUSTED)
    incidents.assign(Incident.objects.get(), by=people.eva, severity=1)
    actions.add_to_thread(again_(icm), by=people.eva, member=pg.pete)
    actions.remove_from_thread(again_(icm), by=people.eva, member=pg.pete, reason="Done here.")
    request = approved(again_(icm), people)
    letters = {"mark_csat_impacting": letter_of("mark_csat_impacting")}
    with at((again(request).engage_due_at or now()) + timedelta(minutes=1)):
        actions.sweep_csat()
        letters["chase_engagement"] = letter_of("chase_engagement")
        decided: dict[str, Any] = {"decision": "hotfix", "who": "Pia", "actions": "Take 11.4.3."}
        actions.review_icm(again_(icm), by=people.mia, due_on=(now() + timedelta(days=3)).date(), **decided)
        actions.end_csat(again(request), by=people.mia, reason="They are content.")
        return {**{verb: letter_of(verb) for verb in AROUND - set(letters)}, **letters}


def again_(icm: Icm) -> Icm:
    return Icm.objects.get(pk=icm.pk)


def test_these_and_those_about_the_work_are_all_there_are() -> None:
    told = {verb for (kind, verb), readers in notices.READERS.items() if kind == "icm" and notices.PG in readers}

    assert told == AROUND | set(test_letters.VERBS)


def test_each_has_one_action_whose_address_stands_alone_and_is_said_to_be_personal(written: dict[str, Letter]) -> None:
    for verb, letter in written.items():
        lines = [line for line in letter.text.splitlines() if "://" in line]

        assert len(lines) == 1, verb
        assert re.fullmatch(r"https?://\S+/p/\S+", lines[0]), verb
        assert set(Address(letter.html).found) == {lines[0]}, verb
        assert letter.html.count('class="btn"') == 1, verb
        for part in (letter.text, letter.html):
            assert re.search(r"link is personal", part), verb


def test_each_subject_names_the_icm_and_is_shown_whole_but_for_the_one_that_is_promised(
    written: dict[str, Letter],
) -> None:
    for verb, letter in written.items():
        assert re.search(r"ICM-5\d{5}", letter.subject), verb
        assert verb == "mark_csat_impacting" or len(letter.subject) < 70, verb
    number = Icm.objects.get().number
    announced = f"{number} : A CSAT Impacting IcM has been assigned to your component area"
    assert written["mark_csat_impacting"].subject == announced


def test_none_says_who_the_customer_is_before_a_ground_does(written: dict[str, Letter]) -> None:
    for verb, letter in written.items():
        whole = f"{letter.subject}\n{letter.text}\n{letter.html}\n{letter.from_name}\n{letter.cc}"
        for word in TOGETHER:
            assert not re.search(rf"\b{re.escape(word)}\b", whole, re.IGNORECASE), (verb, word)


def test_what_somebody_wrote_is_in_both_parts(written: dict[str, Letter]) -> None:
    said = {"cite": WHERE, "request_consent": EXHAUSTED, "remove_from_thread": "Done here.", "review_icm": "11.4.3"}
    said |= {"mark_csat_impacting": "Two of our updates came late", "unmark_csat_impacting": "They are content."}
    for verb, words in said.items():
        assert words in written[verb].text, verb
        assert words in written[verb].html, verb


def test_the_question_names_its_three_answers_without_pressing(written: dict[str, Letter]) -> None:
    asked = written["request_consent"].text

    assert "Yes and no are both right answers" in asked
    assert "for this question only" in asked
    assert "Would you speak with the customer?" in written["request_consent"].subject


def test_the_owner_is_told_by_when_to_be_in_touch(written: dict[str, Letter], people: People) -> None:
    line = EscalationEvent.objects.get(verb="mark_csat_impacting")

    assert line.data["engage_due_at"]
    assert "in touch with the customer" in written["mark_csat_impacting"].text
    assert "The customer still waits" in written["chase_engagement"].subject
