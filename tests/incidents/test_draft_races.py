"""A page's last autosaves meet the sending of what they save: whichever comes first, nothing sent is a draft (D22)."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from incidents.models import Draft, Incident, Presence
from tests.aftermath import verbs
from tests.incidents.test_races import at_once
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)
SAVES = 6


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's waiting time as it is in service."""
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 20)


def posting(user: User, path: str, **sent: str) -> Callable[[], int]:
    client = Client(headers={"Accept": "application/json"})
    client.force_login(user)
    return lambda: client.post(path, {"nonce": "one-page", **sent}).status_code


@pytest.mark.parametrize("turn", range(3))
def test_what_was_sent_is_no_draft_however_late_its_autosaves_come(
    working: Incident, people: People, turn: int
) -> None:
    page = f"/workspace/incidents/{working.number}/"
    saves = [posting(people.eva, f"{page}drafts/to_customer/", body="Soon.") for _save in range(SAVES)]
    saves.insert(turn * 3, posting(people.eva, f"{page}send-update/", body="Soon."))
    came = at_once(saves)

    assert came.pop(turn * 3) == 302
    assert set(came) <= {200, 409}
    assert verbs(working)[-1] == "send_update"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("turn", range(3))
def test_nor_is_a_report_that_was_sent(people: People, turn: int) -> None:
    told = {"title": "Output stops", "severity": "2", "area": "", "description": "Since 09:40."}
    saves = [posting(people.ada, "/portal/drafts/report/", **told) for _save in range(SAVES)]
    saves.insert(turn * 3, posting(people.ada, "/portal/report/", **told))
    came = at_once(saves)

    assert came.pop(turn * 3) == 302
    assert set(came) <= {200, 409}
    assert Incident.objects.count() == 1
    assert not Draft.objects.exists()


def test_many_autosaves_at_once_keep_one_draft(working: Incident, people: People) -> None:
    path = f"/workspace/incidents/{working.number}/drafts/add_note/"

    assert at_once([posting(people.eva, path, body="A lease.") for _save in range(SAVES)]) == [200] * SAVES
    assert Draft.objects.count() == 1


def test_two_windows_of_one_person_are_one_presence(working: Incident, people: People) -> None:
    path = f"/live/workspace/incidents/{working.number}/here/"

    assert at_once([posting(people.eva, path, what="add_note") for _window in range(SAVES)]) == [204] * SAVES
    assert Presence.objects.count() == 1
