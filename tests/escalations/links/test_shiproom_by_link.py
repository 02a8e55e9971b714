"""Shiproom's page by link: what waits, what is decided about it, and who is told (R37, R41)."""

import pytest

from escalations import actions
from escalations.actions.entering import tell
from escalations.models import AccessEvent, Icm, ShiproomReview
from incidents.models import Event, Incident
from tests.aftermath import everything, last_event, letters
from tests.escalations.conftest import ProductGroup
from tests.escalations.links.conftest import Browser, form_of
from tests.escalations.links.shiproom import (
    HOTFIX,
    PLACE,
    Shipmate,
    address_of,
    decide,
    escalated,
    eve,
    ship_link,
    shipmate,
)
from tests.people import People

__all__ = ["escalated", "eve", "ship_link", "shipmate"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def ema(ship_link: str, pg: ProductGroup, shipmate: Shipmate) -> Browser:
    return shipmate(pg.ema, ship_link)


def read(browser: Browser) -> str:
    return " ".join(browser.get(PLACE).content.decode().split())


def waiting(browser: Browser) -> str:
    return read(browser).partition('id="waiting"')[2].partition("Decided this month")[0]


def test_a_row_says_how_they_feel_where_it_stands_and_what_is_owed(ema: Browser, escalated: Icm) -> None:
    page = read(ema)

    for words in (
        "One customer may leave unhappy",
        "Shiproom for all areas. Ema Kral, engineering manager: here by link",
        escalated.number,
        "[CSAT Impacting] Output stops after scaling",
        "Frustrated. Day 1",
        "asked for the same logs twice",
        "Acknowledged",
        "The next update",
        "Pia Aalto",
        "it opens shiproom only, until 2 December",
        "Sev 3, Query] Output stops",
    ):
        assert words in page
    assert "<script" not in page
    assert "Bring in a colleague" not in page


def test_it_names_no_customer_and_tells_no_note_of_the_support_team(
    ema: Browser, escalated: Icm, people: People
) -> None:
    actions.update(escalated, by=people.eva, body="Contoso means business.", is_for_support=True)
    page = read(ema)

    for hidden in ("Contoso", "Ada", escalated.incidents[0].number, "means business"):
        assert hidden not in page


def test_a_decision_is_kept_with_its_person_told_to_the_owner_and_off_the_list(
    ema: Browser, escalated: Icm, pg: ProductGroup
) -> None:
    answer = decide(ema, escalated, customer_words="The fix arrives on the 27th.", actions="Ship 11.4.3.")
    assert (answer.status_code, answer["Location"]) == (303, f"{PLACE}?done={escalated.number}#done")

    review = ShiproomReview.objects.get()
    assert (review.doer, review.decision, review.who) == (pg.ema, "hotfix", "Pia Aalto")
    assert (review.customer_words, review.actions, review.lesson) == (
        "The fix arrives on the 27th.",
        "Ship 11.4.3.",
        "",
    )
    line = last_event(escalated.incidents[0])
    assert (line.verb, line.data["who"], line.way, line.public) == (
        "review_icm",
        {"name": "Ema Kral", "kind": "pg"},
        "link",
        False,
    )
    assert line.message.body == "The fix arrives on the 27th."
    assert Incident.objects.get(pk=line.incident_id).action_needed
    assert letters("review_icm") == {"eva": "staff", "pia": "pg"}
    assert AccessEvent.objects.filter(what="action", result="review_icm", member=pg.ema).count() == 1
    assert escalated.number not in waiting(ema)
    assert "Decided this month (1)" in read(ema)
    told = ema.get(answer["Location"]).content.decode()
    assert f"What you decided about {escalated.number} is with its owner at support now." in told
    assert "What you decided" not in ema.get(f"{PLACE}?done=ICM-999999").content.decode()


def test_that_nothing_more_is_to_do_is_not_offered_while_somebody_works_on_it(ema: Browser, escalated: Icm) -> None:
    assert '<option value="by_design">' in waiting(ema)
    assert '<option value="nothing_more">' not in waiting(ema)


def test_what_some_decisions_need_is_not_called_optional(ema: Browser, escalated: Icm) -> None:
    row = waiting(ema)

    for name in ("who", "due_on", "customer_words"):
        label = row.split(f'<label for="{escalated.number}-{name}"')[1].split("</label>")[0]
        assert "(optional)" not in label
    assert row.count("Not needed where it is by design, or nothing more is to be done.") == 2
    assert "By design needs them." in row


def test_what_is_sent_twice_is_decided_once(ema: Browser, escalated: Icm) -> None:
    page = ema.get(PLACE)

    assert [decide(ema, escalated, page).status_code for _time in range(3)] == [303] * 3
    assert ShiproomReview.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"decision": ""}, "Choose what is decided."),
        ({"who": ""}, "Say who does it."),
        ({"due_on": ""}, "Say by which day; it is on the list again then."),
        ({"due_on": "2020-01-01"}, "That day is over. Name one to come; it is on the list again then."),
        ({"due_on": "2026-11-17"}, "That day is over. Name one to come; it is on the list again then."),
        ({"due_on": "2326-11-17"}, "That day is too far ahead."),
        ({"decision": "by_design", "customer_words": " "}, "By design needs the insight"),
        ({"decision": "nothing_more"}, "The product group still works on it"),
        ({"who": "x" * 151}, "151"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    ema: Browser, escalated: Icm, words: dict[str, str], said: str
) -> None:
    page, before = ema.get(PLACE), everything()
    answer = decide(ema, escalated, page, **{"actions": "Ship 11.4.3.", **words})
    text = answer.content.decode()

    assert (answer.status_code, everything()) == (422, before)
    assert text.count(said) >= 2, "in the summary, and beside the field"
    assert "Ship 11.4.3." in text
    assert "<title>Error: Shiproom" in " ".join(text.split()).replace("<title> ", "<title>")
    assert '<details class="more decision" open>' in text


def test_what_happened_meanwhile_comes_first_and_the_words_stay_to_be_sent_again(
    ema: Browser, escalated: Icm, pg: ProductGroup
) -> None:
    page = ema.get(PLACE)
    actions.update(escalated, by=pg.pia, body="It is the lease after all.")
    before = everything()
    answer = decide(ema, escalated, page, actions="Ship 11.4.3.")
    text = answer.content.decode()

    assert (answer.status_code, everything()) == (409, before)
    assert "This has changed since you opened it." in text
    assert "It is the lease after all." in text
    assert "Ship 11.4.3." in text
    assert AccessEvent.objects.filter(what="refuse", result="review-icm 409").count() == 1
    again = {**form_of(answer, address_of(escalated)), **HOTFIX}
    assert ema.client.post(address_of(escalated), again).status_code == 303


def test_what_the_team_decided_meanwhile_has_left_the_list_and_the_words_stay(
    ema: Browser, escalated: Icm, people: People
) -> None:
    page = ema.get(PLACE)
    actions.review_icm(escalated, by=people.mia, decision="by_design", customer_words="So it is.")
    answer = decide(ema, escalated, page, actions="Ship 11.4.3.")

    assert answer.status_code == 409
    assert "Ship 11.4.3." in answer.content.decode()
    assert "By design, with insight" in answer.content.decode(), "and what was decided instead"
    assert ShiproomReview.objects.count() == 1


def test_opening_a_link_is_no_news_so_what_was_reviewed_stays_off_the_list(
    ema: Browser, escalated: Icm, ship_link: str, pg: ProductGroup, people: People
) -> None:
    decide(ema, escalated)
    events = Event.objects.count()
    tell_that_a_link_was_used(escalated, pg)

    assert escalated.number not in waiting(ema)
    assert Event.objects.count() == events


def tell_that_a_link_was_used(icm: Icm, pg: ProductGroup) -> None:
    """As opening a link to its own page does."""
    tell(icm, "open_link", pg.pia, level="seen")
    tell(icm, "prove_link", pg.pia)
