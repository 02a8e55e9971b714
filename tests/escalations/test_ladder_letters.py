"""What the letters of consultations say: to our own who asks and about what, to the product group no customer (R30)."""

from datetime import datetime
from typing import Any

from escalations import actions, notices
from incidents.models import Incident
from notifications.letters import Letter
from notifications.models import Notification
from tests.escalations.conftest import ProductGroup, investigate
from tests.escalations.ladder import QUESTION, all_away, answered, ask, away
from tests.people import People


def letter(verb: str, name: str) -> Letter:
    """The newest of this verb to whoever has this name before the @."""
    row = Notification.objects.filter(verb=verb, address__startswith=f"{name}@").latest("pk")
    written = notices.letter(row)
    assert written is not None
    return written


def test_who_is_asked_reads_by_whom_about_what_and_what_was_checked(working: Incident, people: People) -> None:
    investigate(working, people)
    asked = ask(working, people)
    told = letter("ask", "eli")

    assert told.subject == f"Eva Novak asks you about {working.number}"
    for words in (QUESTION, "Diagnostics (checked)", "Outage (ruled out)", "Contoso", "Answer:", asked.number):
        assert words in told.text
    assert QUESTION in told.html


def test_the_product_group_reads_the_question_and_no_customer(
    working: Incident, people: People, pg: ProductGroup
) -> None:
    asked = ask(working, people, "pg")
    told = letter("ask", "pia")

    assert told.subject == f"{asked.number}: Eva Novak asks the product group about Query"
    assert QUESTION in told.text
    assert "Nothing is written down as checked yet." in told.text
    for text in (told.text, told.html, told.subject):
        for name in ("Contoso", "Ada", "Lindqvist", working.number, working.title):
            assert name not in text


def test_who_asked_reads_where_it_went(monday: datetime, later: Any, working: Incident, people: People) -> None:
    ask(working, people)
    with later(minutes=61):
        actions.sweep_consultations()

    mine, theirs = letter("move_up", "eva"), letter("move_up", "sam")
    assert mine.subject == f"The question about {working.number} went on to: SMEs"
    assert "It was with: Colleagues. Nobody answered there in time" in mine.text
    assert theirs.subject == f"Eva Novak asks you about {working.number}"


def test_an_answer_reads_as_a_whole(working: Incident, people: People) -> None:
    answered(working, people, icm_indicated=True)
    told = letter("answer", "eva")

    assert told.subject == f"Eli Brandt answered your question about {working.number}"
    for words in ("An ICM is right: you can open it on this answer.", "> Read the lease log.", f"> {QUESTION}"):
        assert words in told.text


def test_where_nobody_is_there_the_letter_says_so(working: Incident, people: People, pg: ProductGroup) -> None:
    away(people.sam)
    all_away(pg)
    ask(working, people, "smes")

    told = letter("ask", "mia")
    assert told.subject == f"Nobody is there to be asked about {working.number}"
    assert "You get this because you are a manager." in told.text


def test_reminders_say_that_it_still_waits(
    monday: datetime, later: Any, working: Incident, people: People, pg: ProductGroup
) -> None:
    asked = ask(working, people, "pg")
    with later(days=1, minutes=1):
        actions.sweep_consultations()

    assert letter("remind", "mia").subject == f"Nobody has answered the question about {working.number} yet"
    assert letter("remind", "pia").subject == f"{asked.number} still waits: Eva Novak asks about Query"
