"""Every letter to the product group about an ICM: the ask, one link, and nothing that is a customer's (R36)."""

import re
from html.parser import HTMLParser

import pytest

from escalations import actions, notices
from escalations.models import EscalationEvent, Icm
from incidents.actions import add_note
from incidents.models import Incident
from notifications.letters import Letter
from notifications.models import Notification
from notifications.moment import at
from tests.conftest import MONDAY, Make
from tests.escalations.conftest import MakeIcm, ProductGroup, investigate
from tests.escalations.pg.conftest import note_for_support
from tests.people import People

VERBS = [
    *("open_icm", "join", "update", "provide_information", "hand_over", "close", "send_back"),
    *("notify_again", "chase_icm"),
]
LEADING = [verb for verb in VERBS if verb != "close"]
TITLE = "Umbrella orders at the Zeeland harbour are stale"  # the customer's own words
SAID = "Our forwarder Quillfeather cannot plan his lorries."
TEAM_NOTE = "Between us: they scaled it by hand, against our advice."
AMONG_US = "Ask Pete again on Thursday, nicely."
LONG = "Watermark stalls when idle partitions are spread over more than two nodes of a job"


class Address(HTMLParser):
    """Where an HTML part leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in {"href", "src"}]


@pytest.fixture
def written(make_icm: MakeIcm, make: Make, people: People, pg: ProductGroup) -> dict[str, Letter]:
    """One of each, as it is sent."""
    with at(MONDAY):
        first, second, third = (secretive(make, people) for _ in range(3))
        icm = make_icm(incident=first)
        Icm.objects.update(title=LONG)
    with at(MONDAY.replace(hour=15)):
        actions.sweep_icms()
        letters = {verb: letter_of(verb) for verb in ("open_icm", "chase_icm")}
        actions.hand_over(actions.acknowledge(icm, by=pg.pia), by=pg.pia, to=pg.pete)
        letters["hand_over"] = letter_of("hand_over")
        actions.acknowledge(Icm.objects.get(), by=pg.pete)
        icm = actions.join(Icm.objects.get(), by=people.eva, incident=second)
        actions.update(icm, by=people.eva, body="It happens **again**, at 40,000 events.")
        actions.request_information(icm, by=pg.pete, body="Which build?")
        actions.provide_information(icm, by=people.eva, body="Build 11.4.2.")
        actions.join(icm, by=people.eva, incident=third)
        actions.notify_again(icm, by=people.eva)
        actions.resolve(icm, by=pg.pete, resolution="fixed", body="In 11.4.3.")
        actions.send_back(icm, by=people.eva, reason="It still stalls.")
        letters |= {verb: letter_of(verb) for verb in VERBS if verb not in {*letters, "close"}}
        actions.resolve(icm, by=pg.pete, resolution="fixed", body="In 11.4.4.")
        actions.close(icm, by=people.eva, body="Seen working.")
        letters["close"] = letter_of("close")
    return letters


def secretive(make: Make, people: People) -> Incident:
    """An incident full of what the product group has no ground to read."""
    incident = make("work_in_progress", severity=2)
    Incident.objects.filter(pk=incident.pk).update(title=TITLE, description=SAID)
    investigate(incident, people)
    add_note(incident, by=people.eva, body=TEAM_NOTE)
    return Incident.objects.get(pk=incident.pk)


def letter_of(verb: str) -> Letter:
    event = EscalationEvent.objects.filter(verb=verb).latest("pk")
    row = Notification.objects.filter(kind="escalation", record_id=event.pk, audience="pg").order_by("pk").first()
    assert row is not None, verb
    letter = notices.letter(row)
    assert letter is not None, verb
    return letter


def test_every_verb_that_the_product_group_is_told_of_is_tried_here() -> None:
    told = {verb for (kind, verb), readers in notices.READERS.items() if kind == "icm" and notices.PG in readers}

    assert told >= set(VERBS)


def test_it_tells_nothing_that_is_a_customers_or_the_teams_own(written: dict[str, Letter]) -> None:
    for verb in VERBS:
        letter = written[verb]
        whole = f"{letter.subject}\n{letter.text}\n{letter.html}\n{letter.from_name}"

        people = ("Ada", "Lindqvist", "Lea Dahl", "Bob Ekman", "contoso", "fabrikam", "Max Ortega")
        theirs = (TITLE, "Zeeland", SAID, "Quillfeather", TEAM_NOTE, "Between us", "existing", "guides")
        for word in (*people, *theirs):
            assert not re.search(rf"\b{re.escape(word)}\b", whole, re.IGNORECASE), word


def test_its_subject_names_the_icm_and_is_shown_whole(written: dict[str, Letter]) -> None:
    for verb in VERBS:
        subject = written[verb].subject

        assert re.search(r"ICM-5\d{5}", subject)
        assert len(subject) < 70


def test_the_subject_of_what_brings_the_ask_says_how_urgent_it_is_and_where(written: dict[str, Letter]) -> None:
    for verb in ("open_icm", "hand_over", "notify_again"):
        assert re.fullmatch(r"ICM-\d+: Watermark stalls .*… \[Sev 2, Query\]", written[verb].subject)


def test_it_has_one_link_which_stands_alone_on_one_line_and_is_said_to_be_personal(written: dict[str, Letter]) -> None:
    for verb in LEADING:
        letter = written[verb]
        lines = [line for line in letter.text.splitlines() if "://" in line]

        assert len(lines) == 1
        assert len(lines[0]) < 200
        assert re.fullmatch(r"https?://\S+", lines[0])
        assert Address(letter.html).found == [lines[0]]
        assert "link is personal" in letter.text
        assert "link is personal" in letter.html


def test_what_is_closed_leads_nowhere(written: dict[str, Letter]) -> None:
    assert "://" not in written["close"].text
    assert Address(written["close"].html).found == []


def test_the_ask_comes_before_the_evidence(written: dict[str, Letter]) -> None:
    for verb in LEADING:
        letter = written[verb]

        for part in (letter.text, letter.html):
            assert "Find out why the writer does not start" in part
            evidence = part.find("Metric OutputEvents is 0")
            assert evidence == -1 or part.index("Find out why") < evidence
        assert ("Metric OutputEvents is 0" in letter.text) == (
            verb in {"open_icm", "hand_over", "notify_again", "chase_icm"}
        )


def test_both_parts_say_the_facts_with_the_window_in_utc_and_whom_to_talk_to(written: dict[str, Letter]) -> None:
    for part in (written["open_icm"].text, written["open_icm"].html):
        for words in ("16 Nov 2026, 07:00 UTC", "job-orders-eu", "westeurope", "Eva Novak", "Sev 2", "Bug", "Query"):
            assert words in part


def test_words_that_somebody_wrote_come_first_in_both_parts(written: dict[str, Letter]) -> None:
    said = {"update": "40,000 events", "provide_information": "Build 11.4.2", "send_back": "It still stalls"}
    for verb, words in said.items():
        letter = written[verb]
        assert letter.text.index(words) < letter.text.index("What we ask")
        assert letter.html.rindex(words) < letter.html.index("What we ask")


def test_a_hand_over_writes_to_whoever_has_it_now_and_to_nobody_else(
    make_icm: MakeIcm, people: People, pg: ProductGroup
) -> None:
    actions.hand_over(make_icm("acknowledged"), by=pg.pia, to=pg.leo, body="It is a quota after all.")

    assert set(Notification.objects.filter(verb="hand_over", audience="pg").values_list("address", flat=True)) == {
        pg.leo.email
    }
    assert "hands" in letter_of("hand_over").text
    assert "to you" in letter_of("hand_over").text


def test_what_the_team_notes_on_an_icm_is_written_to_nobody_of_the_product_group(
    make_icm: MakeIcm, people: People
) -> None:
    note_for_support(make_icm("acknowledged"), people.eva, AMONG_US)
    event = EscalationEvent.objects.latest("pk")

    assert event.body == AMONG_US
    assert not Notification.objects.filter(record_id=event.pk, kind="escalation", audience="pg").exists()


def test_what_is_said_again_is_said_in_the_same_words(make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = make_icm()
    before = letter_of("open_icm")
    actions.acknowledge(icm, by=pg.pia)

    assert letter_of("open_icm").text == before.text
