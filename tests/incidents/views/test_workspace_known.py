"""The workspace's knowledge: known errors, Changes, RCA requests and outages on their pages (R24, R26, R27)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from incidents.actions.problems import hide_problem, remove_problem
from incidents.models import Change, Known, Outage, Problem, RcaRequest
from tests.aftermath import everything
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


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "1850-01-01T00:00", "9999-12-31T23:59"])
def test_a_moment_that_no_reader_could_be_shown_is_named(eva: Client, people: People, moment: str) -> None:
    outage, change = down(people), planned(people)
    before = everything()
    for shelf, record, field in (
        ("outages", outage, "starts_at"),
        ("outages", outage, "ends_at"),
        ("changes", change, "planned_for"),
    ):
        sent = {**NEW[shelf], field: moment}
        for address in ("new/", f"{record.number}/edit-{record.KIND}/"):
            answer = eva.post(f"/workspace/{shelf}/{address}", sent)
            assert answer.status_code == 422
            assert f'id="id_{field}_error"' in text(answer)
    assert everything() == before


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
    assert "edited title, " in text(eva.get(response["Location"]))


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
