"""The workspace's knowledge: known errors, Changes, RCA requests and outages on their pages (R24, R26, R27)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Region
from incidents import actions
from incidents.actions.outages import edit_outage
from incidents.actions.problems import hide_problem, remove_problem
from incidents.models import Change, Incident, Known, Outage, Problem, RcaRequest
from tests.aftermath import everything, letters
from tests.conftest import Make, bring_to
from tests.knowledge import asked, down, known, planned, published
from tests.people import People

MADE: dict[str, tuple[type[Known], Callable[[People], Any]]] = {
    "known-errors": (Problem, published),
    "changes": (Change, planned),
    "rcas": (RcaRequest, asked),
    "outages": (Outage, down),
}
NEW: dict[str, dict[str, Any]] = {
    "known-errors": {"title": "A lease", "area": "query", "symptoms": "The output stops."},
    "changes": {"title": "A new broker", "planned_for": "2030-11-20T20:00"},
    "rcas": {"title": "Why leases outlive workers", "due_on": "2030-11-20"},
    "outages": {
        "title": "Inputs",
        "area": "inputs",
        "public_text": "Some jobs.",
        "starts_at": "2026-01-05T10:00",
        "regions": ["europe"],
    },
}


@pytest.fixture
def eva(client: Client, people: People) -> Client:
    client.force_login(people.eva)
    return client


def text(response: Any) -> str:
    assert response.status_code in {200, 422}, response.status_code
    return response.content.decode()  # type: ignore[no-any-return]


# --- Written down and read --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shelf", NEW)
def test_it_is_written_down_and_found_again(eva: Client, shelf: str) -> None:
    response = eva.post(f"/workspace/{shelf}/new/", NEW[shelf])
    record: Any = MADE[shelf][0]._default_manager.get()

    assert response.status_code == 302
    assert response["Location"] == f"/workspace/{shelf}/{record.number}/"
    assert record.title in text(eva.get(response["Location"]))
    assert "Eva Novak</b> wrote it down" in text(eva.get(response["Location"]))
    for query in ("", f"?q={record.number}", f"?q={record.title[:6]}"):
        assert record.number in text(eva.get(f"/workspace/{shelf}/{query}"))
    assert record.number not in text(eva.get(f"/workspace/{shelf}/?q=elsewhere"))


@pytest.mark.parametrize("shelf", NEW)
def test_what_is_missing_is_named_and_nothing_typed_is_lost(eva: Client, people: People, shelf: str) -> None:
    before = everything()
    page = text(eva.post(f"/workspace/{shelf}/new/", {"title": "", "area": "nowhere", "planned_for": "soon"}))

    assert "Give it a title." in page
    assert everything() == before


def test_words_that_were_typed_come_back_with_the_error(eva: Client) -> None:
    page = text(eva.post("/workspace/known-errors/new/", {"symptoms": "It stops at midnight."}))
    assert "It stops at midnight." in page
    page = text(eva.post("/workspace/outages/new/", {**NEW["outages"], "ends_at": "2026-01-05T09:00"}))
    assert "An outage ends after it begins." in page
    assert "Some jobs." in page


def test_sent_twice_it_is_written_down_once(eva: Client) -> None:
    for _time in range(2):
        eva.post("/workspace/changes/new/", {**NEW["changes"], "nonce": "n1"})
    assert Change.objects.count() == 1


@pytest.mark.parametrize("shelf", MADE)
def test_what_stands_is_in_the_form_and_what_is_new_is_kept(eva: Client, people: People, shelf: str) -> None:
    record = MADE[shelf][1](people)
    edit = f"/workspace/{shelf}/{record.number}/edit-{record.KIND}/"
    page = text(eva.get(edit))
    assert record.title in page
    response = eva.post(edit, {**NEW[shelf], "workaround": "Scale.", "version": record.version})

    assert response.status_code == 302
    record.refresh_from_db()
    assert record.title == NEW[shelf]["title"]
    assert "edited title" in text(eva.get(response["Location"]))


@pytest.mark.parametrize("shelf", MADE)
def test_an_edit_of_an_older_page_is_refused(eva: Client, people: People, shelf: str) -> None:
    record = MADE[shelf][1](people)
    before = everything()
    response = eva.post(
        f"/workspace/{shelf}/{record.number}/edit-{record.KIND}/", {**NEW[shelf], "version": record.version + 1}
    )

    assert response.status_code == 409
    assert everything() == before


def test_an_end_that_is_sent_empty_is_taken_away(eva: Client, people: People) -> None:
    outage = down(people)
    edit = f"/workspace/outages/{outage.number}/edit-outage/"
    eva.post(edit, {**NEW["outages"], "ends_at": "2026-01-06T10:00"})
    outage.refresh_from_db()
    assert str(outage.ends_at) == "2026-01-06 10:00:00+00:00"
    assert [region.slug for region in outage.regions.all()] == ["europe"]
    eva.post(edit, {name: value for name, value in NEW["outages"].items() if name != "regions"})
    outage.refresh_from_db()
    assert str(outage.ends_at) == "None"
    assert not outage.regions.exists()


# --- What can be done -------------------------------------------------------------------------------------------------

DOINGS: list[tuple[str, str, dict[str, Any], str]] = [
    ("known-errors", "hide-problem", {}, "known_error"),
    ("known-errors", "release-fix", {"release": "11.4.2"}, "fix_released"),
    ("known-errors", "remove-problem", {}, "removed"),
    ("known-errors", "reinvestigate-problem", {"reason": "It was another."}, "investigating"),
    ("changes", "finish-change", {}, "done"),
    ("changes", "cancel-change", {"reason": "Not needed."}, "cancelled"),
    ("rcas", "deliver-rca", {"document": "A lease outlived its worker."}, "delivered"),
    ("outages", "end-outage", {}, "over"),
]


@pytest.mark.parametrize(("shelf", "doing", "sent", "status"), DOINGS)
def test_each_act_has_its_button_its_page_and_its_line(
    eva: Client, people: People, shelf: str, doing: str, sent: dict[str, Any], status: str
) -> None:
    record = MADE[shelf][1](people)
    place = f"/workspace/{shelf}/{record.number}/"
    assert f'href="{place}{doing}/"' in text(eva.get(place))
    assert "<form" in text(eva.get(f"{place}{doing}/"))
    response = eva.post(f"{place}{doing}/", {**sent, "version": record.version})

    assert (response.status_code, response["Location"]) == (302, place)
    record.refresh_from_db()
    assert record.status == status
    assert record.history.last().by == people.eva
    assert f'href="{place}{doing}/"' not in text(eva.get(place)), "done is done"


@pytest.mark.parametrize(("shelf", "doing", "sent", "status"), [row for row in DOINGS if row[2]])
def test_an_act_without_its_words_is_not_done(
    eva: Client, people: People, shelf: str, doing: str, sent: dict[str, Any], status: str
) -> None:
    record = MADE[shelf][1](people)
    before = everything()
    response = eva.post(f"/workspace/{shelf}/{record.number}/{doing}/", {"version": record.version})

    assert response.status_code == 422
    assert everything() == before


def test_what_cannot_be_done_now_is_a_conflict(eva: Client, people: People) -> None:
    problem = remove_problem(published(people), by=people.sam)
    before = everything()
    for method in (eva.get, eva.post):
        assert method(f"/workspace/known-errors/{problem.number}/release-fix/").status_code == 409
    assert everything() == before


def test_publishing_needs_a_workaround(eva: Client, people: People) -> None:
    problem = hide_problem(published(people), by=people.sam)
    Problem.objects.update(workaround="")
    response = eva.post(f"/workspace/known-errors/{problem.number}/publish-problem/")
    assert response.status_code == 409
    assert not Problem.objects.get().is_published


@pytest.mark.parametrize("address", ["nothing", "open-problem", "delete"])
def test_what_is_no_act_is_not_there(eva: Client, people: People, address: str) -> None:
    problem = published(people)
    assert eva.get(f"/workspace/known-errors/{problem.number}/{address}/").status_code == 404


@pytest.mark.parametrize("number", ["KE-1", "0", "x", "KE-999999999999", "OUT-101"])
def test_what_is_no_number_of_ours_is_not_there(eva: Client, people: People, number: str) -> None:
    published(people)
    assert eva.get(f"/workspace/known-errors/{number}/").status_code == 404


def test_a_list_is_narrowed_by_status_and_area(eva: Client, people: People) -> None:
    shown, removed = known(people), remove_problem(known(people), by=people.sam)
    page = text(eva.get("/workspace/known-errors/?status=removed"))
    assert removed.number in page
    assert shown.number not in page
    assert "Nothing to show" in text(eva.get("/workspace/known-errors/?area=inputs"))


# --- Incidents --------------------------------------------------------------------------------------------------------


def test_a_problem_lists_what_it_hit_with_counts(eva: Client, people: People, make: Make) -> None:
    problem = published(people)
    opened, closing = make("work_in_progress"), make("solution_proposed")
    for incident in (opened, closing):
        actions.match_problem(incident, by=people.eva, problem=problem)
    actions.accept_solution(closing, by=people.ada)
    page = text(eva.get(f"/workspace/known-errors/{problem.number}/"))

    assert "2 in all, 1 of them open." in page
    assert opened.number in page
    assert closing.number in page


def test_an_outage_suggests_what_may_tell_of_it_and_links_it(eva: Client, people: People, make: Make) -> None:
    outage = down(people, area=people.query)
    edit_outage(outage, by=people.eli, regions=[Region.objects.get(slug="europe")])
    fits, linked = make("new"), make("new")
    actions.link_outage(linked, by=people.eva, outage=outage)
    elsewhere = bring_to("new", people, customer=people.max)
    other_area = make("new")
    actions.assign(other_area, by=people.eva, area=people.inputs)
    closed = make("closed")
    place = f"/workspace/outages/{outage.number}/"
    page = text(eva.get(place))
    assert re.findall(r'name="incidents" value="(\d+)"', page) == [str(fits.pk)]

    response = eva.post(f"{place}link/", {"incidents": [fits.pk]})
    assert response["Location"] == place
    assert {link.incident for link in outage.links.all()} == {fits, linked}
    for unknown in (closed.pk, 99999, "x"):
        eva.post(f"{place}link/", {"incidents": [unknown]})
    assert elsewhere not in {link.incident for link in outage.links.all()}
    assert outage.links.count() == 2


def test_all_linked_customers_are_told_and_the_page_says_who_was_not(eva: Client, people: People, make: Make) -> None:
    outage = down(people)
    told, unheard, closing = make("work_in_progress"), make("new"), make("solution_proposed")
    for incident in (told, unheard, closing):
        actions.link_outage(incident, by=people.eva, outage=outage)
    actions.accept_solution(closing, by=people.ada)
    place = f"/workspace/outages/{outage.number}/"
    response = eva.post(f"{place}tell-outage/", {"body": "We are on it."})
    page = text(eva.get(response["Location"]))

    assert "told 1 customer" in page
    assert letters("send_update") == {"ada": "customer"}
    assert told.messages.filter(body="We are on it.", visibility="public").count() == 1
    for refused in (unheard, closing):
        assert not refused.messages.filter(body="We are on it.").exists()
        assert re.search(rf"{refused.number}</a> was not told:", page)


def test_with_nothing_linked_nobody_is_told(eva: Client, people: People) -> None:
    outage = down(people)
    before = everything()
    assert eva.post(f"/workspace/outages/{outage.number}/tell-outage/", {"body": "Words."}).status_code == 409
    assert everything() == before


def test_the_incident_shows_what_is_known_and_offers_what_can_be_done(
    eva: Client, people: People, working: Incident
) -> None:
    problem, outage = published(people), down(people)
    place = f"/workspace/incidents/{working.number}/"
    assert "No Problem is matched with it." in text(eva.get(place))
    for verb, sent in (
        ("match-problem", {"problem": f"{problem.number} with its title"}),
        ("link-outage", {"outage": outage.number}),
        ("set-substate", {"substate": "pending_problem", "problem": problem.number}),
    ):
        assert "<form" in text(eva.get(f"{place}{verb}/"))
        assert eva.post(f"{place}{verb}/", sent)["Location"] == place
    page = text(eva.get(place))

    for words in (problem.title, outage.title, "Pending problem", "Scale to 12 units.", f"?problem={problem.number}"):
        assert words in page
    eva.post(f"{place}clear-substate/")
    eva.post(f"{place}unmatch-problem/", {"problem": problem.number})
    eva.post(f"{place}unlink-outage/", {"outage": outage.number})
    page = text(eva.get(place))
    assert "No Problem is matched with it." in page
    assert "took the match with" in page


def test_a_number_that_is_none_is_said_beside_its_field(eva: Client, people: People, working: Incident) -> None:
    before = everything()
    page = text(eva.post(f"/workspace/incidents/{working.number}/match-problem/", {"problem": "KE-999"}))
    assert "There is nothing with the number KE-999." in page
    assert everything() == before


def test_its_workaround_pre_fills_a_solution_and_is_named_on_it(eva: Client, people: People, working: Incident) -> None:
    problem = published(people)
    address = f"/workspace/incidents/{working.number}/propose-solution/"
    page = text(eva.get(f"{address}?problem={problem.number}"))
    assert "Scale to 12 units." in page
    assert f'value="{problem.number}"' in page
    assert re.search(r'value="workaround"[^>]*checked', page)
    eva.post(address, {"kind": "workaround", "body": "Scale to 12 units.", "problem": problem.number})

    assert working.solutions.get().problem == problem


def test_without_a_known_error_the_headings_alone_are_offered(eva: Client, people: People, working: Incident) -> None:
    page = text(eva.get(f"/workspace/incidents/{working.number}/propose-solution/?problem=KE-999"))
    assert "### What to do" in page
