"""Views that people keep: saved, shared, renamed, deleted, and seen by whom they are for."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from incidents.actions.saving_views import LONGEST, MOST, MOST_SHARED, NAME, delete_view, rename_view
from incidents.models import SavedView
from tests.conftest import Make
from tests.people import People

SAVE = "/workspace/queue/saved/save/"


@pytest.fixture
def eva(client: Client, people: People) -> User:
    client.force_login(people.eva)
    return people.eva


def kept(people: People, owner: str = "eva", **more: object) -> SavedView:
    given = {"name": "Hot ones", "view": "open", "query": "severity=1", **more}
    return SavedView.objects.create(owner=people.by_name(owner), **given)


def shown(client: Client, path: str) -> list[str]:
    return [row.incident.title for group in client.get(path).context["groups"] for row in group.rows]


def tab_names(client: Client, path: str = "/workspace/") -> list[str]:
    return [tab.label for tab in client.get(path).context["tabs"]]


def test_a_view_is_kept_with_its_filters_and_not_its_page(client: Client, make: Make, eva: User) -> None:
    make("new", title="one", severity=1)
    make("new", title="three", severity=3)
    page = client.get("/workspace/queue/open/?severity=1&sort=changed&after=1.2.3")
    assert page.context["saving"].initial == {"view": "open", "query": "severity=1&sort=changed"}
    sent = {"name": " Hot  ones ", "view": "open", "query": "severity=1&sort=changed&after=1.2.3"}
    answer = client.post(SAVE, sent)
    saved = SavedView.objects.get()
    assert answer.headers["location"] == reverse("workspace:saved_view", args=[saved.pk])
    assert (saved.owner, saved.name, saved.is_shared) == (eva, "Hot ones", False)
    assert saved.query == "severity=1&sort=changed"
    path = f"/workspace/queue/saved/{saved.pk}/"
    assert shown(client, path) == ["one"]
    page = client.get(path)
    assert [tab.label for tab in page.context["tabs"] if tab.is_current] == ["Hot ones"]
    assert page.context["picks"][0].clear == "/workspace/queue/open/?sort=changed"


def test_the_pages_of_a_saved_view_stay_there(
    client: Client, people: People, make: Make, eva: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incidents.views.workspace.queue.PAGE", 1)
    for number in range(3):
        make("new", title=f"number {number}", severity=1)
    saved, found = kept(people), []
    path, following = f"/workspace/queue/saved/{saved.pk}/", ""
    for _page in range(3):
        found += shown(client, path + following)
        following = client.get(path + following).context["next"]
    assert found == ["number 0", "number 1", "number 2"]
    assert following == ""


def test_a_form_sent_twice_keeps_one(client: Client, eva: User) -> None:
    sent = {"name": "Hot ones", "view": "open", "query": "", "nonce": "n1"}
    first, second = client.post(SAVE, sent), client.post(SAVE, sent)
    assert first.headers["location"] == second.headers["location"]
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": ""}, "Give it a name."),
        ({"name": " \x00 "}, "Null characters are not allowed."),
        ({"name": "n" * (NAME + 1)}, "This has room for 40 characters, and holds 41."),
        ({"name": "Hot ones"}, "You have a view of this name already."),
        ({"query": "q=" + "x" * LONGEST}, "too many filters to keep"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_what_was_typed(
    client: Client, people: People, eva: User, sent: dict[str, str], words: str
) -> None:
    kept(people)
    answer = client.post(SAVE, {"name": "Others", "view": "open", "query": "severity=2", **sent})
    page = answer.content.decode()
    assert (answer.status_code, SavedView.objects.count()) == (422, 1)
    assert words in page
    assert "query" in sent or 'value="severity=2"' in page


def test_there_is_room_for_so_many(client: Client, people: People, eva: User) -> None:
    for number in range(MOST):
        kept(people, name=f"mine {number}")
    for number in range(MOST_SHARED):
        kept(people, "eli", name=f"shared {number}", is_shared=True)
    own = {"name": "one more", "view": "open", "query": ""}
    assert "You keep 12 views already" in client.post(SAVE, own).content.decode()
    assert "The team shares 12 views already" in client.post(SAVE, {**own, "is_shared": "on"}).content.decode()
    assert SavedView.objects.count() == MOST + MOST_SHARED


def test_a_view_that_is_none_is_not_kept(client: Client, eva: User) -> None:
    assert client.post(SAVE, {"name": "x", "view": "parking", "query": ""}).status_code == 404
    assert not SavedView.objects.exists()


def test_what_is_not_shared_does_not_exist_for_others(client: Client, people: People) -> None:
    saved = kept(people)
    client.force_login(people.eli)
    path = f"/workspace/queue/saved/{saved.pk}/"
    assert client.get(path).status_code == 404
    assert client.post(f"{path}rename/", {"name": "Taken"}).status_code == 404
    assert client.post(f"{path}delete/").status_code == 404
    assert "Hot ones" not in tab_names(client)
    assert SavedView.objects.get().name == "Hot ones"


def test_what_is_shared_shows_each_reader_what_they_see(client: Client, people: People, make: Make) -> None:
    make("new", title="Eva's", severity=1)
    saved = kept(people, view="mine", is_shared=True)
    client.force_login(people.eli)
    path = f"/workspace/queue/saved/{saved.pk}/"
    assert shown(client, path) == []  # "mine" is the reader's own
    assert "Hot ones" in tab_names(client)
    assert "Shared by Eva Novak." in client.get(path).content.decode()
    assert "Rename the view" not in client.get(path).content.decode()
    assert client.post(f"{path}rename/", {"name": "Taken"}).status_code == 403
    assert client.post(f"{path}rename/", {"name": ""}).status_code == 403
    assert client.post(f"{path}delete/").status_code == 403
    assert SavedView.objects.get().name == "Hot ones"


def test_a_manager_deletes_what_is_shared_and_renames_nothing(client: Client, people: People) -> None:
    saved = kept(people, is_shared=True)
    client.force_login(people.mia)
    path = f"/workspace/queue/saved/{saved.pk}/"
    assert client.post(f"{path}rename/", {"name": "Taken"}).status_code == 403
    assert "Delete the view" in client.get(path).content.decode()
    assert client.post(f"{path}delete/").status_code == 302
    assert not SavedView.objects.exists()


def test_a_new_name_brings_back_nothing_that_was_deleted_meanwhile(
    client: Client, people: People, eva: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved, before = kept(people), SavedView.objects.get()
    delete_view(saved, by=people.eva)
    with pytest.raises(SavedView.DoesNotExist):
        rename_view(before, by=people.eva, name="Back again")
    monkeypatch.setattr("incidents.views.workspace.saved_views.find", lambda request, pk: before)
    answer = client.post(f"/workspace/queue/saved/{before.pk}/rename/", {"name": "Back again"})

    assert answer.status_code == 404
    assert not SavedView.objects.exists()


def test_whose_it_is_renames_and_deletes_it(client: Client, people: People, eva: User) -> None:
    saved = kept(people)
    kept(people, name="Others")
    path = f"/workspace/queue/saved/{saved.pk}/"
    answer = client.post(f"{path}rename/", {"name": "Others"})
    assert answer.status_code == 422
    assert "You have a view of this name already." in answer.content.decode()
    assert 'value="Others"' in answer.content.decode()
    assert client.post(f"{path}rename/", {"name": "Severity 1"}).headers["location"] == path
    assert tab_names(client, path)[-2:] == ["Severity 1", "Others"]
    assert client.post(f"{path}delete/").status_code == 302
    assert client.get(path).status_code == 404
    assert tab_names(client)[-1] == "Others"
    assert client.get(f"{path}delete/").status_code == 405


def test_a_name_is_shown_as_it_was_typed(client: Client, people: People, eva: User) -> None:
    kept(people, name="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in client.get("/workspace/").content
