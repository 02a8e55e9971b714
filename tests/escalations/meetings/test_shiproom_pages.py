"""Shiproom's pages: what waits, what was decided, what was learned, and what can be taken away (R41)."""

import csv
import io
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from escalations import actions
from escalations.models import Icm, ShiproomReview
from notifications.moment import at
from tests.aftermath import everything, last_event
from tests.conftest import MONDAY
from tests.escalations.asking import approved
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.null_characters import no_null_characters
from tests.people import People

BOARD = "/workspace/shiproom/"
HOTFIX = {"decision": "hotfix", "who": "Pia", "due_on": "2026-11-20"}
pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def eva(people: People) -> Client:
    client = Client()
    client.force_login(people.eva)
    return client


@pytest.fixture
def icm(people: People, make_icm: MakeIcm) -> Icm:
    icm = make_icm("acknowledged")
    approved(icm, people)
    return Icm.objects.get(pk=icm.pk)


def read(client: Client, path: str = BOARD) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def waiting(client: Client) -> str:
    return read(client).partition('id="waiting"')[2].partition("Decided this month")[0]


def decide(client: Client, icm: Icm, **words: str) -> Any:
    return client.post(f"{BOARD}{icm.number}/review-icm/", {**HOTFIX, "version": str(icm.version), **words})


def test_without_a_row_nobody_waits_to_be_unhappy(eva: Client) -> None:
    page = read(eva)

    assert "No customer is waiting to be unhappy" in page
    assert "0 decisions were recorded this month." in page


def test_a_row_says_how_they_feel_where_it_stands_and_what_is_owed(eva: Client, icm: Icm) -> None:
    page = read(eva)

    assert "One customer may leave unhappy" in page
    for words in (
        icm.number,
        "[CSAT Impacting] Output stops",
        "Frustrated",
        "asked for the same logs twice",
        "Contoso",
        "Acknowledged",
        "The next update",
        "Pia Aalto",
        "day 1",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("state", "owed"),
    [
        ("open", "An owner: nobody has acknowledged it"),
        ("needs_information", "Nothing: they wait for what they asked us"),
        ("mitigated", "The cause removed: it is mitigated only"),
        ("resolved", "Nothing: we have to verify it"),
    ],
)
def test_what_is_owed_follows_the_state(eva: Client, people: People, make_icm: MakeIcm, state: str, owed: str) -> None:
    approved(make_icm(state), people)

    assert owed in read(eva)


def test_the_customer_who_is_angriest_comes_first(eva: Client, people: People, make_icm: MakeIcm) -> None:
    calm, angry = make_icm(), make_icm()
    approved(calm, people, sentiment="calm")
    approved(angry, people, sentiment="angry")

    page = waiting(eva)

    assert page.index(f'id="{angry.number}"') < page.index(f'id="{calm.number}"')


def test_other_customers_that_it_hits_are_counted(eva: Client, people: People, icm: Icm, make: Any) -> None:
    actions.join(icm, by=people.eva, incident=make("work_in_progress", customer=people.max))

    assert "1 other customer hit" in read(eva)


def test_a_reviewed_row_leaves_and_comes_back_with_the_next_news(eva: Client, pg: ProductGroup, icm: Icm) -> None:
    assert decide(eva, icm).status_code == 302
    assert icm.number not in waiting(eva)
    assert icm.number in read(eva, f"{BOARD}?show=all")

    actions.update(Icm.objects.get(pk=icm.pk), by=pg.pia, body="The build is late.")

    assert "The build is late." in waiting(eva)


def test_what_a_meeting_passed_by_is_carried_over(eva: Client, people: People, make_icm: MakeIcm, icm: Icm) -> None:
    other = make_icm()
    approved(other, people)
    with at(MONDAY + timedelta(days=3)):
        decide(eva, icm)
    with at(MONDAY + timedelta(days=4)):
        page = waiting(eva)

    assert other.number in page
    assert "Carried over from Thu 19 Nov 2026" in page


def test_what_is_missing_comes_back_beside_its_field(eva: Client, icm: Icm) -> None:
    before = everything()
    response = decide(eva, icm, who="", customer_words="It arrives on Friday.")

    page = response.content.decode()
    assert response.status_code == 422
    assert "Say who does it." in page
    assert "It arrives on Friday." in page
    assert everything() == before


@pytest.mark.parametrize(("state", "offered"), [("acknowledged", False), ("mitigated", False), ("resolved", True)])
def test_that_nothing_more_is_to_do_is_offered_only_where_nobody_works_on_it(
    eva: Client, people: People, make_icm: MakeIcm, state: str, offered: bool
) -> None:
    approved(make_icm(state), people)

    assert ('<option value="nothing_more">' in waiting(eva)) == offered
    assert '<option value="keep_watching">' in waiting(eva)


def test_who_sends_it_all_the_same_is_told_that_it_is_worked_on(eva: Client, icm: Icm) -> None:
    before = everything()
    response = decide(eva, icm, decision="nothing_more")

    assert (response.status_code, everything()) == (422, before)
    assert "The product group still works on it" in response.content.decode()


def test_news_meanwhile_is_shown_with_what_was_typed(eva: Client, pg: ProductGroup, icm: Icm) -> None:
    actions.update(icm, by=pg.pia, body="It is the lease after all.")
    response = decide(eva, icm, customer_words="It arrives on Friday.")

    page = response.content.decode()
    assert response.status_code == 409
    assert "It is the lease after all." in page
    assert "It arrives on Friday." in page
    assert not ShiproomReview.objects.exists()


def test_a_decision_stands_in_its_meeting_and_in_the_incidents_timeline(eva: Client, people: People, icm: Icm) -> None:
    said = {"customer_words": "It arrives on Friday.", "actions": "Pia builds it."}
    decide(eva, icm, **said, lesson="Ring.", risk_reason="old")
    event = last_event(icm.hits.get().incident)

    meeting = read(eva, f"{BOARD}meetings/2026-11-16/")
    assert "2026-11-16" in read(eva, f"{BOARD}meetings/")
    for words in ("Hotfix: Pia, by Fri 20 Nov 2026", "Pia builds it.", "It arrives on Friday.", "Ring."):
        assert words in meeting
    context = {"event": event, "message": event.message, "reader": people.eli, "staff": True}
    timeline = render_to_string(event.template, context)
    assert "Shiproom decided about" in timeline
    assert "Nothing was sent." in timeline


def test_lessons_stand_under_their_sign_the_most_frequent_first(eva: Client, people: People, icm: Icm) -> None:
    decide(eva, icm, lesson="Answer the second message.", risk_reason="unanswered")
    again = Icm.objects.get(pk=icm.pk)
    decide(eva, again, lesson="Nobody could have known.", risk_reason="unseen")
    decide(eva, Icm.objects.get(pk=icm.pk), lesson="Answer on Fridays too.", risk_reason="unanswered")

    page = read(eva, f"{BOARD}lessons/")

    assert "Unanswered messages: 2 of 3 lessons." in page
    assert page.index("Answer on Fridays too.") < page.index("Answer the second message.")
    assert "Nobody could have known." not in page
    assert "/workspace/csat-risk/" in page
    assert "Nobody could have known." in read(eva, f"{BOARD}lessons/?sign=unseen")


def test_a_lesson_needs_no_sign_and_is_found_without_one(eva: Client, icm: Icm) -> None:
    begun = unescape(read(eva).split(f'id="{icm.number}-lesson"')[1].split(">", 1)[1].split("</textarea>")[0]).strip()
    assert begun, "what the asker wrote is there to begin with"
    assert decide(eva, icm, lesson=begun).status_code == 302

    assert (ShiproomReview.objects.get().lesson, ShiproomReview.objects.get().risk_reason) == (begun, "")
    assert "differently ()" not in read(eva, f"{BOARD}meetings/2026-11-16/")
    for page in (read(eva, f"{BOARD}lessons/"), read(eva, f"{BOARD}lessons/?sign=unnamed")):
        assert "No sign named: 1 of 1 lessons." in page
        assert begun in unescape(page)


def test_without_such_a_lesson_no_place_is_kept_for_it(eva: Client, icm: Icm) -> None:
    decide(eva, icm, lesson="Answer the second message.", risk_reason="unanswered")

    assert "No sign named" not in read(eva, f"{BOARD}lessons/")


def test_what_some_decisions_need_is_not_called_optional(eva: Client, icm: Icm) -> None:
    row = waiting(eva)

    for name in ("who", "due_on", "customer_words"):
        label = row.split(f'<label for="{icm.number}-{name}"')[1].split("</label>")[0]
        assert "(optional)" not in label
        assert f'aria-describedby="{icm.number}-{name}_helptext"' in row
    for name in ("actions", "lesson", "risk_reason"):
        label = row.split(f'<label for="{icm.number}-{name}"')[1].split("</label>")[0]
        assert "(optional)" in label
    assert row.count("Not needed where it is by design, or nothing more is to be done.") == 2
    assert "By design needs them." in row


def test_the_file_begins_no_formula(eva: Client, people: People, make_icm: MakeIcm) -> None:
    approved(make_icm(), people, why="=HYPERLINK(1)")
    response: Any = eva.get(f"{BOARD}?format=csv")
    text = b"".join(response.streaming_content).decode()

    head, row = list(csv.reader(io.StringIO(text)))
    told = dict(zip(head, row, strict=True))
    assert told["Why"] == "'=HYPERLINK(1)"
    assert told["Sentiment"] == "frustrated"
    assert told["CSAT impacting since"] == "2026-11-16T09:00:00Z"
    assert 'filename="shiproom-2026-11-16.csv"' in response["Content-Disposition"]


def test_the_summary_is_there_as_plain_text(eva: Client, icm: Icm) -> None:
    page = read(eva)

    text = page.partition('<textarea id="summary"')[2].partition("</textarea>")[0]
    assert "Shiproom, Mon 16 Nov 2026: 1 to decide" in text
    assert f"1. {icm.number} [Sev 3, Query, Contoso] Output stops" in text


def test_an_area_narrows_the_list(eva: Client, icm: Icm) -> None:
    assert icm.number in read(eva, f"{BOARD}?area=query")
    assert f'id="{icm.number}"' not in read(eva, f"{BOARD}?area=inputs")


@pytest.mark.parametrize("query", ["area=%00", "area=%00query", "area=%00&show=all", "area=%00&format=csv"])
def test_a_null_character_is_no_area_and_reaches_no_database(eva: Client, icm: Icm, query: str) -> None:
    with no_null_characters():
        assert eva.get(f"{BOARD}?{query}").status_code == 200


def test_the_list_tells_how_many_rows_are_other_than_on_the_page(eva: Client, people: People, icm: Icm) -> None:
    since = read(eva).split('data-since="')[1].split('"')[0]
    assert eva.get("/live/workspace/shiproom/", {"since": since}).json() == {"changed": 0}

    actions.update(Icm.objects.get(pk=icm.pk), by=people.eva, body="One more trace.")

    assert eva.get("/live/workspace/shiproom/", {"since": since}).json() == {"changed": 1}


@pytest.mark.parametrize("query", ["", "?area=query", "?area=inputs", "?show=all", "?area=query&show=all"])
def test_a_list_that_is_narrowed_is_asked_about_as_it_is_shown(
    eva: Client, people: People, make_icm: MakeIcm, icm: Icm, query: str
) -> None:
    reviewed = make_icm()
    approved(reviewed, people)
    decide(eva, Icm.objects.get(pk=reviewed.pk))

    asked = live_address(read(eva, BOARD + query))
    assert eva.get(asked).json() == {"changed": 0}

    actions.update(Icm.objects.get(pk=icm.pk), by=people.eva, body="One more trace.")
    assert eva.get(asked).json() == {"changed": 0 if "inputs" in query else 1}


def live_address(page: str) -> str:
    """What the page's script asks."""
    address, since = (unescape(page.split(f'data-{name}="')[1].split('"')[0]) for name in ("live", "since"))
    return f"{address}{'&' if '?' in address else '?'}since={since}"


@pytest.mark.parametrize("path", ["meetings/yesterday/", "meetings/?before=then", "ICM-999999/review-icm/"])
def test_what_is_not_there_is_not_found(eva: Client, path: str) -> None:
    assert (eva.post if "review" in path else eva.get)(BOARD + path).status_code == 404
