"""Who is away says so themself, and nobody waits for them meanwhile (R30)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.acting import NotAllowed, NotValid
from escalations.actions.absences import forget_absence, record_absence
from escalations.models import Absence
from incidents.models import Incident
from tests.aftermath import letters, refused
from tests.escalations.ladder import ask
from tests.people import People

PATH = "/workspace/absences/"


@pytest.fixture
def sam(people: People) -> Client:
    client = Client()
    client.force_login(people.sam)
    return client


def test_an_absence_counts_from_the_page_on(monday: datetime, sam: Client, people: People, working: Incident) -> None:
    response = sam.post(PATH, {"since": "2026-11-16T08:00", "until": "2026-11-20T18:00", "nonce": "a"})
    sam.post(PATH, {"since": "2026-11-16T08:00", "until": "2026-11-20T18:00", "nonce": "a"})

    assert response.status_code == 302
    assert Absence.objects.get().user == people.sam
    assert "away now" in sam.get(PATH).content.decode()
    ask(working, people)
    assert "sam" not in letters("ask")


def test_it_is_taken_away_again(monday: datetime, sam: Client, people: People, working: Incident) -> None:
    record_absence(by=people.sam, since=monday, until=monday + timedelta(days=3))
    path = f"{PATH}{Absence.objects.get().pk}/forget-absence/"

    assert sam.post(path).status_code == 302
    assert not Absence.objects.exists()
    assert sam.post(path).status_code == 404


def test_nobody_touches_anothers(monday: datetime, sam: Client, people: People) -> None:
    theirs = record_absence(by=people.eli, since=monday, until=monday + timedelta(days=3))

    assert sam.post(f"{PATH}{theirs.pk}/forget-absence/").status_code == 404
    with refused(NotAllowed):
        forget_absence(theirs, by=people.sam)


@pytest.mark.parametrize(
    "sent", [{"since": "", "until": ""}, {"since": "2026-11-20T08:00", "until": "2026-11-19T08:00"}]
)
def test_what_makes_no_sense_comes_back(monday: datetime, sam: Client, sent: dict[str, str]) -> None:
    assert sam.post(PATH, sent).status_code == 422
    assert not Absence.objects.exists()


def test_it_ends_after_it_begins_and_after_today(monday: datetime, people: People) -> None:
    week = timedelta(days=7)
    for since, until in ((monday, monday), (monday - week, monday), (monday, monday + week * 9_999)):
        with refused(NotValid, "until"):
            record_absence(by=people.sam, since=since, until=until)


@pytest.mark.parametrize("name", ["ada", "root", "gone"])
def test_only_the_team_has_them(monday: Any, people: People, name: str) -> None:
    with refused(NotAllowed):
        record_absence(by=people.by_name(name), since=monday, until=monday + timedelta(days=1))
