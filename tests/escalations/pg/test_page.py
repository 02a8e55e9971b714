"""The product group's page of an ICM: what stands on it for whom, in each state (R35, R36)."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalations import actions
from escalations.models import FactTemplate, Icm
from incidents.actions import add_note
from incidents.models import Incident
from tests.conftest import Make
from tests.escalations.conftest import FACTS, MakeIcm, ProductGroup, investigate
from tests.escalations.pg.conftest import ComeIn, note_for_support
from tests.people import People

WORKING = {"update", "mitigate", "resolve", "hand-over"}


class Words(HTMLParser):
    """What of a page is read or heard."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in {"aria-label", "title", "alt", "value"}]

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.found).split())


def said(text: str) -> str:
    return Words(text).said


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("open", WORKING | {"acknowledge"}),
        ("acknowledged", WORKING | {"request-information"}),
        ("needs_information", WORKING),
        ("mitigated", WORKING - {"mitigate"}),
        ("resolved", {"update"}),
    ],
)
def test_the_owner_is_offered_what_the_state_allows(
    make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn, state: str, offered: set[str]
) -> None:
    reader = come_in(pg.pia, make_icm(state))

    assert reader.offered == offered | {"ask-to-join"}


def test_the_ask_is_the_headline_with_since_when_and_one_button_comes_first(
    make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn
) -> None:
    text = come_in(pg.pia, make_icm()).text

    assert "Support asks you, since" in said(text)
    assert "Find out why the writer does not start, and mend it." in said(text)
    assert text.count("primary") == 1
    assert re.search(r'<button type="submit" class="btn primary">I have this', text)
    assert "<script" not in text


def test_once_it_is_taken_the_first_action_stands_open(make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn) -> None:
    text = come_in(pg.pia, make_icm("acknowledged")).text

    assert re.findall(r'<details id="(\w+)" open>', text) == ["post"]
    assert text.count("primary") == 1


def test_whoever_does_not_own_it_reads_all_and_is_told_who_does(
    make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn
) -> None:
    icm = make_icm()
    reader = come_in(pg.pete, icm)
    actions.acknowledge(Icm.objects.get(), by=pg.pia)
    reader.get()

    assert reader.offered == set()
    assert "Pia Aalto owns this ICM" in said(reader.text)
    assert "Metric OutputEvents is 0 from 07:40." in said(reader.text)


def test_what_support_said_since_is_the_headline_until_the_product_group_speaks(
    make_icm: MakeIcm, people: People, pg: ProductGroup, come_in: ComeIn
) -> None:
    icm = make_icm("needs_information")
    reader = come_in(pg.pia, icm)
    assert "Support is asked, since" in said(reader.text)
    assert "Which build is it?" in said(reader.text)

    icm = actions.provide_information(Icm.objects.get(), by=people.eva, body="Build 11.4.2.")
    reader.get()
    assert re.search(r'id="ask-heading">Build 11.4.2.', reader.text)

    actions.update(icm, by=pg.pia, body="Thank you.")
    reader.get()
    assert re.search(r'id="ask-heading">Find out why', reader.text)


def test_it_shows_neither_the_customer_nor_what_is_the_teams_own(
    make_icm: MakeIcm, people: People, pg: ProductGroup, come_in: ComeIn
) -> None:
    icm = make_icm("acknowledged")
    incident = icm.incidents[0]
    Incident.objects.filter(pk=incident.pk).update(title="Zeeland harbour", description="Quillfeather cannot plan.")
    add_note(Incident.objects.get(), by=people.eva, body="Between us: they scaled it by hand.")
    note_for_support(icm, people.eva, "Ask Pia again on Thursday, nicely.")

    words = said(come_in(pg.pia, icm).text)
    theirs = ("Ada", "Lindqvist", "Contoso", "contoso.example", "Zeeland", "Quillfeather", "Between us", "nicely")
    for word in (*theirs, icm.evidence, icm.new_because):
        assert not re.search(rf"\b{re.escape(word)}", words), word
    assert "1 incident, 1 customer" in words
    assert "Eva Novak" in words


def test_times_of_the_window_are_in_utc_and_facts_have_labels(
    make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn
) -> None:
    pg.pia.zone = "Asia/Tokyo"
    pg.pia.save()
    words = said(come_in(pg.pia, make_icm()).text)

    for part in (
        "From 16 Nov 2026, 07:00 UTC",
        "Steps to reproduce",
        "What the customer loses",
        "Region westeurope",
        "Area Query",
    ):
        assert part in words
    assert "window_start" not in words


def test_facts_stand_under_the_names_and_in_the_order_of_their_area(
    make_icm: MakeIcm, people: People, pg: ProductGroup, come_in: ComeIn
) -> None:
    """As it was opened: what is changed afterwards is for those that are opened then (R33)."""
    lines = "region: Data centre\nresource: Job name\nimpact: What it costs <b>\nsteps: Way to see it"
    template = FactTemplate.objects.create(area=people.query, kind="bug", lines=lines)
    icm = make_icm()
    template.delete()
    words = said(come_in(pg.pia, icm).text)

    assert "Data centre westeurope Job name job-orders-eu From 16 Nov 2026" in words
    assert "What it costs <b> Nobody at the customer" in words
    assert "Way to see it" in words
    assert "What the customer loses" not in words
    assert "Resource" not in words


def test_it_says_whose_link_it_is_what_it_opens_and_until_when(
    make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn
) -> None:
    words = said(come_in(pg.pia, make_icm()).text)

    assert "For Pia Aalto" in words
    assert re.search(r"it opens ICM-\d+ only, until \d+ \w+\. Opening it changes nothing", words)


def test_a_quota_increase_can_be_granted_or_declined_and_is_no_bug(
    make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn
) -> None:
    icm = make_icm("acknowledged")
    Icm.objects.update(kind="quota_increase")
    words = said(come_in(pg.pia, icm).text)

    assert "It is granted" in words
    assert "It is by design" not in words


def test_opening_it_changes_nothing(make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn) -> None:
    icm = make_icm()
    reader = come_in(pg.pia, icm)
    for action in ("acknowledge", "resolve", "update", "preview-insight"):
        reader.get(f"{reader.path}{action}/")

    assert Icm.objects.get().version == icm.version
    assert Icm.objects.get().state == "open"


def test_it_costs_the_same_with_one_word_and_one_incident_as_with_many(
    make_icm: MakeIcm, people: People, pg: ProductGroup, come_in: ComeIn, make: Make
) -> None:
    reader = come_in(pg.pia, make_icm("acknowledged"))

    def cost() -> int:
        actions.join(Icm.objects.get(), by=people.eva, incident=make("work_in_progress"))
        actions.update(Icm.objects.get(), by=people.eva, body="It happened again.")
        with CaptureQueriesContext(connection) as queries:
            reader.get()
        return len(queries)

    few = cost()
    for _time in range(5):
        many = cost()
    assert few == many


def test_it_says_that_checks_are_to_follow_until_they_are_made(
    make: Make, people: People, pg: ProductGroup, come_in: ComeIn
) -> None:
    incident = make("work_in_progress")
    icm = actions.open_icm(
        incident,
        by=people.eva,
        ground="pg_indicated",
        pg_member=pg.pam,
        said_where="The call on Monday.",
        team="css_escalation",
        kind="bug",
        title="Output stops",
        facts=FACTS,
    )
    reader = come_in(pg.pia, icm)

    assert "checks are still to follow" in said(reader.text)
    investigate(incident, people)
    assert "checks are still to follow" not in said(reader.get())
