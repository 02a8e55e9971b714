"""ICMs in the workspace: the list with its views and filters, one of them, and the panel of an incident's page."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from escalations import actions
from escalations.models import Icm
from incidents.models import Incident
from tests.aftermath import everything
from tests.conftest import Make
from tests.escalations.conftest import FACTS, MakeIcm, ProductGroup
from tests.escalations.doing import STATES, page
from tests.people import People

LIST = "/workspace/icms/"


@pytest.fixture
def eva(client: Client, people: People) -> Client:
    client.force_login(people.eva)
    return client


@pytest.fixture
def some(make_icm: MakeIcm, make: Make, people: People, pg: ProductGroup) -> dict[str, Icm]:
    """One in each state, and a quota that the Livesite DRI has."""
    found = {state: make_icm(state) for state in STATES}
    found["quota"] = actions.open_icm(
        make("work_in_progress"),
        by=people.eli,
        team="livesite_dri",
        kind="quota_increase",
        title="More streaming units",
        facts={
            "subscription_id": "3f2a9c1e-1111-4222-8333-444455556666",
            "regions": ["westeurope", "northeurope"],
            "amount_now": 120,
            "amount_asked": 240,
            "reason": "Black Friday doubles the load.",
        },
        new_because="Nobody asked for it yet.",
    )
    return found


def text(response: Any) -> str:
    assert response.status_code in {200, 422}, response.status_code
    return response.content.decode()  # type: ignore[no-any-return]


def listed(eva: Client, query: str, some: dict[str, Icm]) -> set[str]:
    shown = text(eva.get(f"{LIST}{query}"))
    return {name for name, icm in some.items() if f">{icm.number}</a>" in shown}


# --- The list ---------------------------------------------------------------------------------------------------------

NARROWED = {
    "": {*STATES, "quota"},
    "?view=needs-us": {"needs_information", "resolved"},
    "?view=with-pg": {"open", "acknowledged", "mitigated", "quota"},
    "?view=css-escalation": {*STATES} - {"closed"},
    "?view=livesite-dri": {"quota"},
    "?view=nonsense": {*STATES, "quota"},
    "?team=livesite_dri": {"quota"},
    "?state=open&state=closed": {"open", "closed", "quota"},
    "?kind=bug&state=open": {"open"},
    "?area=inputs": set(),
    "?area=query&view=livesite-dri": {"quota"},
    "?owner=none": {"open", "quota"},
    "?q=streaming+units": {"quota"},
    "?q=STAYS+at": {*STATES},
    "?q=elsewhere": set(),
    "?q=%00": {*STATES, "quota"},
}


@pytest.mark.parametrize("query", NARROWED)
def test_the_address_says_which_are_shown(eva: Client, some: dict[str, Icm], query: str) -> None:
    assert listed(eva, query, some) == NARROWED[query]


def test_by_its_owner(eva: Client, some: dict[str, Icm], pg: ProductGroup) -> None:
    assert listed(eva, f"?owner={pg.pia.pk}", some) == {*STATES} - {"open"}


def test_a_number_finds_it_and_an_incidents_number_what_hits_it(eva: Client, some: dict[str, Icm]) -> None:
    assert listed(eva, f"?q={some['mitigated'].number}", some) == {"mitigated"}
    assert listed(eva, f"?q={some['quota'].incidents[0].number}", some) == {"quota"}


def test_tabs_and_menu_count_what_needs_us(eva: Client, some: dict[str, Icm]) -> None:
    shown = text(eva.get(LIST))
    assert 'Needs us <span class="n">2</span>' in shown
    assert 'ICMs<span class="n">2</span>' in shown
    assert 'ICMs<span class="n">2</span>' in text(eva.get("/workspace/letters/"))


def test_a_page_ends_and_another_begins(eva: Client, some: dict[str, Icm], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("escalations.views.workspace.icms.PAGE", 3)
    order = [icm.number for icm in Icm.objects.order_by("-pk")]
    shown, seen = text(eva.get(LIST)), []
    while True:
        seen += [number for number in order if f">{number}</a>" in shown]
        if "Older ones" not in shown:
            break
        shown = text(eva.get(LIST + "?before=" + shown.split("?before=")[1].split('"')[0]))

    assert seen == order


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30])
def test_a_page_that_is_none_is_the_first(eva: Client, some: dict[str, Icm], before: str) -> None:
    assert len(listed(eva, f"?before={before}", some)) == len(some)


def test_an_empty_list_says_so(eva: Client) -> None:
    assert "No ICM here" in text(eva.get(LIST))
    assert "None matches" in text(eva.get(f"{LIST}?q=elsewhere"))


# --- One of them ------------------------------------------------------------------------------------------------------


def test_the_page_shows_both_what_the_product_group_sees_and_what_only_we_do(
    eva: Client, make_icm: MakeIcm, people: People
) -> None:
    icm = actions.update(make_icm("needs_information"), by=people.eli, body="They knew.", is_for_support=True)
    shown = unescape(text(eva.get(page(icm))))
    theirs = shown.split('id="seen-heading"')[1].split('class="composer"')[0]
    ours = shown.split('<aside class="side"')[1]

    for name, value in FACTS.items():
        assert name.startswith("window") or value in theirs, name
    assert "Which build is it?" in theirs
    for secret in ("They knew.", "Ada Lindqvist", "Contoso"):
        assert secret not in theirs
        assert secret in ours
    assert "Pia Aalto waits for our answer" in shown


def test_what_the_product_group_sees_has_its_moments_in_utc_wherever_the_reader_is(
    eva: Client, make_icm: MakeIcm, people: People
) -> None:
    User.objects.filter(pk=people.eva.pk).update(zone="Asia/Tokyo")
    shown = text(eva.get(f"/workspace/icms/{make_icm().number}/"))

    assert "16 Nov 2026, 07:00 UTC" in shown
    assert shown.count(" UTC</time>") == 2


def test_a_quota_shows_its_own_facts(eva: Client, some: dict[str, Icm]) -> None:
    shown = text(eva.get(page(some["quota"])))
    for words in ("3f2a9c1e-1111-4222-8333-444455556666", "westeurope, northeurope", "240", "Black Friday"):
        assert words in shown


def test_the_letters_and_how_each_fares(eva: Client, make_icm: MakeIcm) -> None:
    letters = text(eva.get(page(make_icm("acknowledged")))).split('id="letters-heading"')[1]

    assert letters.index("Eva Novak") < letters.index("Pete Ndiaye")
    assert letters.count("waiting") == 3


FIRST = {"needs_information": "Answer what they ask", "resolved": "Verified: close it"}


@pytest.mark.parametrize("state", STATES)
def test_the_state_says_what_to_do_first_and_a_closed_one_nothing(eva: Client, make_icm: MakeIcm, state: str) -> None:
    shown = text(eva.get(page(make_icm(state))))
    primary = [words for words in FIRST.values() if 'class="btn primary" href' in shown and words in shown]

    assert primary == ([FIRST[state]] if state in FIRST else [])
    assert ("Send its letters again" in shown) == (state != "closed")
    assert ('id="composer"' in shown) == (state != "closed")


@pytest.mark.parametrize("number", ["ICM-999999", "ICM-500000", "INC-1000001", "x", "ICM-", "ICM-9999999999999"])
def test_what_does_not_exist_is_not_found(eva: Client, make_icm: MakeIcm, number: str) -> None:
    make_icm()
    for address in (f"{LIST}{number}/", f"{LIST}{number}/close/", f"{LIST}{number}/update/"):
        assert eva.get(address).status_code == 404


@pytest.mark.parametrize("name", ["ada", "lead", "max", "root"])
def test_for_others_it_is_as_if_it_were_not_there(client: Client, make_icm: MakeIcm, people: People, name: str) -> None:
    icm = make_icm()
    client.force_login(people.by_name(name))
    for address in (LIST, page(icm), page(icm, "update"), f"/workspace/incidents/{icm.incidents[0].number}/icms/"):
        assert client.get(address).status_code == 404


def test_words_that_were_typed_come_back_where_they_were_written(eva: Client, make_icm: MakeIcm) -> None:
    icm = make_icm("acknowledged")
    before = everything()
    long = "They knew. " + "x" * 20_000
    shown = text(eva.post(page(icm, "update"), {"body": long, "is_for_support": "on"}))

    assert "They knew." in shown.split('id="for-support"')[1]
    assert "They knew." not in shown.split('id="to-pg"')[1].split('id="for-support"')[0]
    assert everything() == before


def test_markup_in_words_is_only_words(eva: Client, make_icm: MakeIcm, pg: ProductGroup) -> None:
    icm = actions.update(make_icm("acknowledged"), by=pg.pia, body="<script>alert(1)</script> **bold**")
    shown = text(eva.get(page(icm)))

    assert "<script>alert(1)" not in shown
    assert "<strong>bold</strong>" in shown


# --- On the incident's page -------------------------------------------------------------------------------------------


def test_the_incidents_page_fetches_them(eva: Client, make_icm: MakeIcm) -> None:
    incident = make_icm().incidents[0]
    assert f'hx-get="/workspace/incidents/{incident.number}/icms/"' in text(
        eva.get(f"/workspace/incidents/{incident.number}/")
    )


def test_the_panel_tells_state_owner_and_the_last_word_of_each(eva: Client, make_icm: MakeIcm, people: People) -> None:
    incident = make_icm("needs_information").incidents[0]
    second = actions.update(make_icm("open", incident), by=people.eli, body="Not for them.", is_for_support=True)
    shown = text(eva.get(f"/workspace/incidents/{incident.number}/icms/"))

    assert "Needs information" in shown
    assert "Pia Aalto" in shown
    assert "Which build is it?" in shown
    assert second.number in shown
    assert "Not for them." not in shown


def test_an_incident_without_one_says_so(eva: Client, working: Incident) -> None:
    assert "Nothing was asked of the product group." in text(eva.get(f"/workspace/incidents/{working.number}/icms/"))


def test_the_timeline_leads_to_it_and_names_who_of_the_product_group(eva: Client, make_icm: MakeIcm) -> None:
    icm = make_icm("needs_information")
    shown = text(eva.get(f"/workspace/incidents/{icm.incidents[0].number}/"))

    assert f'<b>Pia Aalto</b> (product group) asks for information on <a href="/workspace/icms/{icm.number}/">' in shown
    assert '<li class="pgm"' in shown
