"""The meetings' letters: once a day each, when it is time where the team is, and never about nothing (R43)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from pytest_django import Settings

from escalations import meeting_letters
from escalations.actions import review_icm, review_incident, send_digests
from escalations.models import Digest, Icm
from incidents import actions
from incidents.models import Incident
from notifications.letters import Letter
from notifications.models import Notification
from notifications.moment import at
from tests.aftermath import letters
from tests.conftest import MONDAY
from tests.escalations.asking import approved
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.people import People

EIGHT = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
EVE = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # shiproom is on Thursday
TEAM = {"eva", "eli", "sen", "sam", "mia"}


def read(verb: str, name: str) -> Letter:
    row = Notification.objects.get(verb=verb, address__startswith=f"{name}@")
    letter = meeting_letters.letter(row)
    assert letter is not None
    return letter


@pytest.fixture
def case(people: People, monday: datetime, working: Incident) -> Incident:
    return working


def test_at_eight_the_whole_team_gets_the_agenda_once(case: Incident) -> None:
    with at(EIGHT - timedelta(minutes=1)):
        assert send_digests() == 0
    with at(EIGHT):
        assert send_digests() == len(TEAM)
        assert send_digests() == 0
    with at(EIGHT + timedelta(hours=3)):
        assert send_digests() == 0

    assert letters("morning_agenda") == dict.fromkeys(TEAM, "staff")
    assert Digest.objects.count() == 1


def test_eight_is_eight_where_the_team_is(case: Incident, settings: Settings) -> None:
    settings.MEETINGS = {**settings.MEETINGS, "zone": "America/New_York"}
    with at(EIGHT):
        assert send_digests() == 0
    with at(EIGHT + timedelta(hours=5)):
        assert send_digests() == len(TEAM)


def test_a_morning_that_was_missed_is_told_later_and_no_weekend_is(case: Incident) -> None:
    with at(EIGHT + timedelta(hours=9)):
        assert send_digests() == len(TEAM)
    with at(EIGHT + timedelta(days=4)):  # Saturday
        assert send_digests() == 0


def test_without_cases_there_is_no_letter(people: People, case: Incident) -> None:
    review_incident(case, by=people.mia, course="investigate", guidance="Read the diagnostics.")
    with at(EIGHT):
        assert send_digests() == 0


def test_it_names_groups_and_numbers_and_quotes_no_customer(people: People, case: Incident) -> None:
    actions.post_message(case, by=people.ada, body="My boards are empty and so is my patience.")
    with at(EIGHT):
        send_digests()
        letter = read("morning_agenda", "eli")

    assert letter.subject == "Morning review: 1 case"
    for part in (letter.text, letter.html):
        assert case.number in part
        assert "patience" not in part
        assert "/workspace/morning/" in part


def test_an_agenda_of_yesterday_is_not_sent_any_more(case: Incident) -> None:
    with at(EIGHT):
        send_digests()
    with at(EIGHT + timedelta(days=1)):
        assert meeting_letters.letter(Notification.objects.filter(verb="morning_agenda")[0]) is None


def test_the_command_does_the_same(case: Incident, capsys: pytest.CaptureFixture[str]) -> None:
    with at(EIGHT):
        call_command("send_digests")

    assert capsys.readouterr().out == f"{len(TEAM)} letters queued\n"


@pytest.fixture
def escalated(people: People, monday: datetime, make_icm: MakeIcm) -> Icm:
    icm = make_icm("acknowledged")
    approved(icm, people)
    return Icm.objects.get(pk=icm.pk)


def test_on_the_eve_of_shiproom_em_and_pm_hear_of_their_own_rows(
    people: People, pg: ProductGroup, escalated: Icm
) -> None:
    pg.pam.areas.set([people.inputs])
    with at(EVE - timedelta(minutes=1)):
        send_digests()
    assert letters("shiproom_eve") == {}
    with at(EVE):
        send_digests()
        send_digests()
        letter = read("shiproom_eve", "ema")

    assert letters("shiproom_eve") == {"ema": "pg"}
    assert letter.subject == "Shiproom Thu 19 Nov 2026: 1 at risk in Query"
    for part in (letter.text, letter.html):
        assert escalated.number in part
        assert "The next update" in part
        assert "Contoso" not in part
        assert "Ada" not in part


def test_what_is_reviewed_by_then_is_not_told(people: People, pg: ProductGroup, escalated: Icm) -> None:
    review_icm(escalated, by=people.mia, decision="hotfix", who="Pia", due_on=EVE.date() + timedelta(days=9))
    with at(EVE):
        send_digests()

    assert letters("shiproom_eve") == {}


def test_a_decision_is_told_with_its_guidance(people: People, case: Incident) -> None:
    review_incident(
        case,
        by=people.mia,
        course="icm",
        guidance="Three of three: open one.",
        who=people.sam,
        by_when=MONDAY + timedelta(hours=2),
    )
    letter = read("review_incident", "sam")

    assert letter.subject == f"{case.number}: the morning review says Open an ICM"
    for part in (letter.text, letter.html):
        assert "Three of three: open one." in part
        assert "Sam Okoye" in part
    assert letter.from_name == "Mia Castell"
