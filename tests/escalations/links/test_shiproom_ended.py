"""What ends a link to shiproom ends it at once, with every session that it began; a new letter begins anew (R36)."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from escalations import actions
from escalations.actions import granting
from escalations.models import Grant, Icm, PgMember
from notifications.moment import at
from tests.aftermath import everything
from tests.escalations.conftest import ProductGroup
from tests.escalations.links.conftest import Browser, Post
from tests.escalations.links.shiproom import (
    EVE,
    PLACE,
    Shipmate,
    decide,
    escalated,
    eve,
    opens_nothing,
    ship_link,
    shipmate,
)
from tests.people import People

__all__ = ["escalated", "eve", "ship_link", "shipmate"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("way", ["taken away", "all taken away", "deactivated", "an engineer now", "end of all"])
def test_attacks_12_13_and_15_what_ends_it_ends_it_between_opening_and_deciding(
    ship_link: str, escalated: Icm, people: People, pg: ProductGroup, shipmate: Shipmate, way: str
) -> None:
    browser = shipmate(pg.ema, ship_link)
    page = browser.get(PLACE)
    end(way, pg.ema, people)
    before = everything()
    answer = decide(browser, escalated, page)

    assert (answer.status_code, everything()) == (404, before)
    assert opens_nothing(browser, ship_link)


def end(way: str, member: PgMember, people: People) -> None:
    match way:
        case "taken away":
            granting.revoke_link(Grant.objects.get(is_shiproom=True, member=member), by=people.eva, reason="No.")
        case "all taken away":
            granting.revoke_person(member, by=people.eva)
        case "end of all":
            call_command("end_links", verbosity=0)
        case "deactivated":
            member.is_active = False
            member.save()
        case _:
            member.role = PgMember.Role.ENGINEER
            member.save()


def test_who_leads_again_gets_in_by_a_new_letter_and_not_by_the_old_link(
    ship_link: str, pg: ProductGroup, post: Post, shipmate: Shipmate
) -> None:
    browser = shipmate(pg.ema, ship_link)
    with at(EVE + timedelta(minutes=5)):
        pg.ema.role = PgMember.Role.ENGINEER
        pg.ema.save()
        pg.ema.role = PgMember.Role.PM
        pg.ema.save()
        assert opens_nothing(browser, ship_link)
    with at(EVE + timedelta(days=7)):
        actions.send_digests()
        assert Browser().press(post.link(pg.ema)).status_code == 303
        assert Browser().press(ship_link).status_code == 410


def test_a_role_that_was_taken_past_the_door_counts_all_the_same(
    ship_link: str, pg: ProductGroup, shipmate: Shipmate
) -> None:
    browser = shipmate(pg.ema, ship_link)
    PgMember.objects.filter(pk=pg.ema.pk).update(role="engineer")

    assert opens_nothing(browser, ship_link)


def test_after_fourteen_days_an_old_link_brings_a_new_one_to_the_address_on_file(
    ship_link: str, pg: ProductGroup, post: Post
) -> None:
    with at(EVE + timedelta(days=15)):
        browser = Browser()
        page = browser.press(ship_link)
        assert (page.status_code, "e***@product.example" in page.content.decode()) == (410, True)
        browser.send(page, "/p/send-new-link/")
        newer = post.link(pg.ema)
        assert "A new link to shiproom" in post.texts(pg.ema)[0]
        assert "an older link of yours was pressed" in browser.open(newer).content.decode()


def test_attack_27_for_who_leads_nothing_any_more_the_answer_is_the_same_and_nothing_is_sent(
    ship_link: str, pg: ProductGroup, post: Post
) -> None:
    browser = Browser()
    pg.ema.role = PgMember.Role.ENGINEER
    pg.ema.save()
    letters = len(post.texts(pg.ema))
    page = browser.press(ship_link)
    browser.send(page, "/p/send-new-link/")

    assert len(post.texts(pg.ema)) == letters
