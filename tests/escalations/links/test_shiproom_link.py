"""The link to shiproom: one for each EM and PM, for their areas, for as long as they lead one (R36, R41)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from escalations import actions, meeting_letters
from escalations.models import AccessEvent, Grant, Icm, Link, PgMember
from notifications.models import Notification
from notifications.moment import at, now
from tests.aftermath import everything
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.links.conftest import Browser, Post, form_of, path_of
from tests.escalations.links.shiproom import (
    EVE,
    HOTFIX,
    PLACE,
    Shipmate,
    address_of,
    decide,
    elsewhere,
    escalated,
    eve,
    opens_nothing,
    ship_link,
    shipmate,
)
from tests.people import People

__all__ = ["elsewhere", "escalated", "eve", "ship_link", "shipmate"]
pytestmark = pytest.mark.django_db


# --- The letter -------------------------------------------------------------------------------------------------------


def test_the_letter_has_the_button_in_both_parts_and_the_same_link_at_each_try(
    ship_link: str, pg: ProductGroup, settings: Settings
) -> None:
    row = Notification.objects.get(verb="shiproom_eve", address=pg.ema.email)
    letter = meeting_letters.letter(row)
    assert letter is not None

    assert f"\nOpen shiproom:\n{settings.SITE_URL}{ship_link}\n" in letter.text
    assert f'<a href="{settings.SITE_URL}{ship_link}"' in letter.html
    for part in (letter.text, letter.html):
        assert "The link is personal to you, and opening it changes nothing." in part
    assert Grant.objects.filter(is_shiproom=True, member=pg.ema).count() == 1
    assert Link.objects.filter(grant__is_shiproom=True, grant__member=pg.ema).count() == 1


def test_who_has_no_rows_gets_no_letter_and_no_link(escalated: Icm, people: People, pg: ProductGroup) -> None:
    pg.ema.areas.set([people.inputs])
    actions.send_digests()

    assert not Notification.objects.filter(verb="shiproom_eve", address=pg.ema.email).exists()
    assert not Grant.objects.filter(member=pg.ema, is_shiproom=True).exists()


def test_a_letter_that_waited_is_not_sent_to_who_leads_nothing_any_more(escalated: Icm, pg: ProductGroup) -> None:
    actions.send_digests()
    pg.ema.role = PgMember.Role.ENGINEER
    pg.ema.save()

    assert meeting_letters.letter(Notification.objects.get(verb="shiproom_eve", address=pg.ema.email)) is None


# --- The way in -------------------------------------------------------------------------------------------------------


def test_attack_1_and_2_looking_at_the_link_changes_nothing(ship_link: str) -> None:
    before = everything()
    scanner = Browser().client
    for _time in range(20):
        assert scanner.get(ship_link).status_code == 200
        assert scanner.head(ship_link).status_code == 200
        assert scanner.options(ship_link).status_code == 405

    assert everything() == before
    assert not AccessEvent.objects.filter(grant_number__isnull=False).exists()


def test_the_button_leads_to_what_the_letter_said_and_the_code_to_the_list(
    ship_link: str, escalated: Icm, pg: ProductGroup, shipmate: Shipmate
) -> None:
    seen = Browser().open(ship_link).content.decode()
    assert "it opens shiproom, and this browser is remembered" in seen
    assert f"{escalated.number} [Sev 3, Query] Output stops after scaling" in seen
    assert "Decide" not in seen
    assert "/p/" not in seen.replace("/p/open/", "")

    answer = shipmate(pg.ema, ship_link).get(PLACE)
    assert answer.status_code == 200
    assert "One customer may leave unhappy" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "strict-origin"
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_each_step_is_in_the_audit_with_its_grant_and_none_of_it_is_news_of_an_icm(
    ship_link: str, escalated: Icm, pg: ProductGroup, shipmate: Shipmate
) -> None:
    events = escalated.history.count()
    browser = shipmate(pg.ema, ship_link)
    browser.get(PLACE)

    grant = Grant.objects.get(is_shiproom=True, member=pg.ema)
    told = AccessEvent.objects.filter(grant_number=grant.pk).values_list("what", "result")
    assert list(told) == [
        ("open", "seen"),
        ("view", "seen"),
        ("code_sent", ""),
        ("view", ""),
        ("code_ok", ""),
        ("view", ""),
    ]
    assert escalated.history.count() == events


def test_attack_5_a_forwarded_link_shows_the_letter_and_does_nothing(
    ship_link: str, escalated: Icm, pg: ProductGroup, shipmate: Shipmate
) -> None:
    form = form_of(shipmate(pg.ema, ship_link).get(PLACE), address_of(escalated))
    other = Browser("203.0.113.9")
    page = other.open(ship_link)
    token = form_of(page, f"{PLACE}send-code/")
    before = everything()
    answer = other.client.post(address_of(escalated), {**form, **token, **HOTFIX})

    assert "A link that was passed on does nothing. Whoever is EM or PM gets" in page.content.decode()
    assert (answer.status_code, everything()) == (403, before)
    assert "Pia Aalto" in answer.content.decode(), "what was typed is not lost"
    assert other.get(address_of(escalated)).status_code == 303
    assert other.get(f"{PLACE}bring-in/").status_code == 404, "nobody is brought in"


def test_attack_11_it_opens_no_icm_and_an_icms_link_no_shiproom(
    escalated: Icm, pg: ProductGroup, post: Post, shipmate: Shipmate
) -> None:
    of_the_icm = post.link(pg.ema)  # its announcement's
    actions.send_digests()
    browser = shipmate(pg.ema, post.link(pg.ema))
    assert browser.get(path_of(escalated)).status_code == 404
    assert f'href="{path_of(escalated)}"' not in browser.get(PLACE).content.decode()

    other = Browser("203.0.113.9")
    other.open(of_the_icm)
    assert other.get(PLACE).status_code == 404
    browser.open(of_the_icm)
    assert browser.get(path_of(escalated)).status_code == 200
    assert f'href="{path_of(escalated)}"' in browser.get(PLACE).content.decode(), "both are open, so one leads on"


def test_attack_16_it_is_no_sign_in(ship_link: str, pg: ProductGroup, shipmate: Shipmate) -> None:
    browser = shipmate(pg.ema, ship_link)

    assert browser.get("/workspace/shiproom/").status_code == 302
    assert browser.get("/live/workspace/shiproom/").status_code == 302
    assert browser.get("/api/v1/icms/").status_code == 401


# --- Whose rows -------------------------------------------------------------------------------------------------------


def test_of_another_area_there_is_nothing(
    elsewhere: Icm, ship_link: str, escalated: Icm, pg: ProductGroup, post: Post, shipmate: Shipmate
) -> None:
    browser = shipmate(pg.ema, ship_link)
    page, form = browser.get(PLACE), form_of(browser.get(PLACE), address_of(escalated))
    before = everything()
    answer = browser.client.post(address_of(elsewhere), {**form, **HOTFIX, "version": str(elsewhere.version)})

    assert elsewhere.number not in page.content.decode()
    assert "Inputs" not in page.content.decode()
    assert escalated.number in page.content.decode()
    assert (answer.status_code, everything()) == (404, before)
    assert elsewhere.number not in post.texts(pg.ema)[0]


def test_who_is_moved_from_an_area_sees_and_decides_nothing_of_it_from_then_on(
    ship_link: str, escalated: Icm, people: People, pg: ProductGroup, shipmate: Shipmate
) -> None:
    browser = shipmate(pg.ema, ship_link)
    page = browser.get(PLACE)
    pg.ema.areas.set([people.inputs])
    before = everything()
    answer = decide(browser, escalated, page)

    assert (answer.status_code, everything()) == (404, before)
    assert "No customer is waiting to be unhappy" in browser.get(PLACE).content.decode()


def test_what_never_was_csat_impacting_is_not_there(
    ship_link: str, escalated: Icm, make_icm: MakeIcm, pg: ProductGroup, shipmate: Shipmate
) -> None:
    quiet, browser = make_icm(), shipmate(pg.ema, ship_link)
    form = form_of(browser.get(PLACE), address_of(escalated))

    assert browser.client.post(address_of(quiet), {**form, **HOTFIX}).status_code == 404
    assert browser.client.post(f"{PLACE}ICM-999999/review-icm/", {**form, **HOTFIX}).status_code == 404


# --- The support team's say -------------------------------------------------------------------------------------------


def test_the_team_sees_who_comes_by_link_takes_it_away_and_gives_it_back(
    ship_link: str, people: People, pg: ProductGroup, shipmate: Shipmate
) -> None:
    browser, eva = shipmate(pg.ema, ship_link), Browser()
    eva.client.force_login(people.eva)
    grant = Grant.objects.get(is_shiproom=True, member=pg.ema)
    page = eva.get("/workspace/shiproom/")
    assert "Came in with a code or a known browser" in page.content.decode()

    answer = eva.send(page, f"/workspace/pg-links/{grant.pk}/revoke-link/", reason="Left the team.")
    assert (answer.status_code, answer["Location"]) == (302, "/workspace/shiproom/")
    assert opens_nothing(browser, ship_link)
    page = eva.get("/workspace/shiproom/")
    assert "Taken away by Eva Novak: Left the team." in page.content.decode()
    with at(EVE + timedelta(days=7)):
        actions.send_digests()
        assert meeting_letters.letter(Notification.objects.filter(address=pg.ema.email).latest("pk")) is None
    eva.send(page, f"/workspace/pg-links/{grant.pk}/restore-link/")
    assert Grant.objects.standing().filter(pk=grant.pk).exists()


def test_the_database_takes_no_grant_of_nothing_nor_of_two_things(escalated: Icm, pg: ProductGroup) -> None:
    moment = now()
    told = {"member": pg.pam, "created_at": moment, "expires_at": moment}
    for wrong in ({}, {"icm": escalated, "is_shiproom": True}):
        with pytest.raises(IntegrityError, match="a_grant_is_of_one_record"), transaction.atomic():
            Grant.objects.create(**told, **wrong)
    Grant.objects.create(**told, is_shiproom=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(**told, is_shiproom=True)
