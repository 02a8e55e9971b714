"""The link of a consultation is under the same law as that of an ICM (attacks 5, 12, 13, 14), and a thief's copy of an
installation opens neither (attack 25)."""

import pytest
from pytest_django import Settings

from escalations import actions
from escalations.actions.granting import revoke_link
from escalations.models import Consultation, Grant, Link, PgMember
from incidents.actions import accept_solution, propose_solution
from incidents.models import Incident
from tests.aftermath import everything
from tests.conftest import Make
from tests.escalations.conftest import ProductGroup
from tests.escalations.ladder import ask
from tests.escalations.links.conftest import Browser, Post, below, form_of
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(make: Make, people: People, pg: ProductGroup) -> Consultation:
    return ask(make("work_in_progress"), people, "pg")


@pytest.fixture
def mailed(asked: Consultation, pg: ProductGroup, post: Post) -> str:
    """Pete's link."""
    return post.link(pg.pete)


def path_of(consultation: Consultation) -> str:
    return f"/pg/consultation/{consultation.number}/"


@pytest.fixture
def inside(asked: Consultation, mailed: str, pg: ProductGroup, post: Post) -> Browser:
    """Pete's browser, in which he has entered the code."""
    browser = Browser()
    browser.ask(browser.open(mailed))
    place = f"{path_of(asked)}enter-code/"
    assert browser.send(browser.get(place), place, code=post.code(pg.pete)).status_code == 303
    assert browser.get(path_of(asked)).status_code == 200
    return browser


def answers(browser: Browser, form: dict[str, str], asked: Consultation) -> int:
    return browser.client.post(f"{path_of(asked)}answer/", {**form, "body": "Read the leases."}).status_code


def is_shut_out(browser: Browser, form: dict[str, str], asked: Consultation, mailed: str) -> bool:
    """By the next request: no page, no answer, nothing written, and no way in by the link."""
    before = everything()
    refused = browser.get(path_of(asked)).status_code, answers(browser, form, asked)
    return refused == (404, 404) and everything() == before and Browser().press(mailed).status_code == 410


def test_attack_5_a_forwarded_link_of_a_consultation_shows_the_mail_and_answers_nothing(
    asked: Consultation, mailed: str
) -> None:
    thief = Browser(place="198.51.100.9")
    page = thief.open(mailed)
    form = form_of(page, below(page, "send-code"))
    before = everything()

    assert "Send me a code" in page.content.decode()
    assert answers(thief, form, asked) == 403
    assert everything() == before


def test_attack_14_a_consultation_whose_incident_is_closed_meanwhile(
    asked: Consultation, mailed: str, inside: Browser, people: People
) -> None:
    form = form_of(inside.get(path_of(asked)), f"{path_of(asked)}answer/")
    incident = propose_solution(asked.incident, by=people.eva, kind="workaround", body="Scale to 12.")
    accept_solution(Incident.objects.get(pk=incident.pk), by=people.ada)

    assert Consultation.objects.get(pk=asked.pk).state == "ended"
    assert is_shut_out(inside, form, asked, mailed)


@pytest.mark.parametrize("way", ["taken back", "revoked", "deactivated"])
def test_attacks_12_to_14_what_ends_the_link_of_a_consultation_ends_the_session_too(
    asked: Consultation, mailed: str, inside: Browser, people: People, pg: ProductGroup, way: str
) -> None:
    form = form_of(inside.get(path_of(asked)), f"{path_of(asked)}answer/")
    match way:
        case "taken back":
            actions.end(asked, by=people.eva)
        case "revoked":
            revoke_link(Grant.objects.get(consultation=asked, member=pg.pete), by=people.eva, reason="He is away.")
        case _:
            pete = PgMember.objects.get(pk=pg.pete.pk)
            pete.is_active = False
            pete.save()

    assert is_shut_out(inside, form, asked, mailed)


def test_attack_25_a_copy_of_the_database_on_a_host_with_another_key_opens_nothing(
    mailed: str, settings: Settings
) -> None:
    settings.LINK_KEYS = ["a key that the thief made up, long enough"]
    before = everything()

    assert Browser().press(mailed).status_code == 410
    assert everything() == before


def test_attack_25_the_key_on_a_host_with_another_database_opens_nothing(mailed: str) -> None:
    Link.objects.all().delete()
    before = everything()

    assert Browser().press(mailed).status_code == 410
    assert everything() == before
