"""A mail that somebody else has: it says what it said, and its codes are good in one browser only (attacks 5 to 9)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from escalations.models import AccessEvent, Code, Icm
from notifications.models import Notification
from notifications.moment import at, now
from tests.escalations.conftest import ProductGroup
from tests.escalations.links.conftest import Browser, Post, Proved, below, form_of, path_of

pytestmark = pytest.mark.django_db


def test_attack_5_a_forwarded_link_shows_the_mail_and_does_nothing(
    link: str, icm: Icm, pg: ProductGroup, proved: Proved
) -> None:
    proved(pg.pia, icm, link)
    other = Browser("203.0.113.9")
    page = other.open(link)

    assert "A link that was passed on does nothing." in page.content.decode()
    assert icm.evidence not in page.content.decode()
    token = form_of(page, below(page, "send-code"))
    answer = other.client.post(f"{path_of(icm)}bring-in/", {**token, "email": "mallory@product.example"})
    assert answer.status_code == 403
    assert "mallory@product.example" in answer.content.decode(), "what was typed is not lost"
    assert "Send me a code" in other.get(f"{path_of(icm)}bring-in/").content.decode()
    assert not Notification.objects.filter(verb="bring_in").exists()


def test_attack_6_a_forwarded_code_is_good_for_ten_minutes(
    link: str, icm: Icm, pg: ProductGroup, post: Post
) -> None:
    thief, begun = Browser("203.0.113.9"), now()
    thief.ask(thief.open(link))
    code = post.code(pg.pia)
    with at(begun + timedelta(minutes=11)):
        answer = thief.enter(icm, code)

    assert answer.status_code == 422
    assert "not good any more" in answer.content.decode()


def test_attack_7_a_code_that_one_session_asked_for_is_none_in_another(
    link: str, icm: Icm, pg: ProductGroup, post: Post
) -> None:
    person, thief = Browser(), Browser("203.0.113.9")
    person.ask(person.open(link))
    of_the_person = post.code(pg.pia)
    thief.open(link)
    assert thief.enter(icm, of_the_person).status_code == 422, "who asked for none has none"
    thief.ask(thief.open(link))
    assert thief.enter(icm, of_the_person).status_code == 422

    assert person.enter(icm, of_the_person).status_code == 303
    assert "Send me a code" in thief.get(path_of(icm)).content.decode()


def test_a_code_is_good_once_and_the_newest_alone(link: str, icm: Icm, pg: ProductGroup, post: Post) -> None:
    browser = Browser()
    page = browser.open(link)
    browser.ask(page)
    first = post.code(pg.pia)
    browser.ask(page)
    second = post.code(pg.pia)

    assert first != second
    assert browser.enter(icm, first).status_code == 422
    assert browser.enter(icm, f"{second[:4]} {second[4:]}").status_code == 303, "a gap that was typed does no harm"
    assert Code.objects.exclude(used_at=None).count() == 1


def test_after_five_wrong_tries_the_right_code_is_none(link: str, icm: Icm, pg: ProductGroup, post: Post) -> None:
    browser = Browser()
    browser.ask(browser.open(link))
    code = post.code(pg.pia)
    wrong = f"{(int(code) + 1) % 100_000_000:08d}"

    assert [browser.enter(icm, wrong).status_code for _try in range(5)] == [422] * 5
    assert browser.enter(icm, code).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_attack_8_of_a_hundred_guesses_at_once_five_are_looked_at(
    link: str, icm: Icm, pg: ProductGroup, post: Post
) -> None:
    browser = Browser()
    browser.ask(browser.open(link))
    code = int(post.code(pg.pia))
    address = f"{path_of(icm)}enter-code/"
    form = form_of(browser.get(address), address)
    cookies = browser.client.cookies

    def guess(place: int) -> int:
        try:
            client = Client(enforce_csrf_checks=True)
            client.cookies = cookies
            return client.post(address, {**form, "code": f"{(code + 1 + place) % 100_000_000:08d}"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as guessers:
        answers = list(guessers.map(guess, range(100)))

    assert set(answers) <= {422, 503}
    assert Code.objects.get().tries == 5
    assert AccessEvent.objects.filter(what="code_failed", result="wrong").count() == 5


def test_attack_9_a_flood_of_requests_for_codes_is_three_letters_an_hour_and_ten_a_day(
    link: str, icm: Icm, pg: ProductGroup, post: Post
) -> None:
    browser, begun = Browser(), now()
    page = browser.open(link)
    answers = [browser.ask(page).status_code for _time in range(20)]
    assert answers == [303] * 3 + [429] * 17

    for round_ in range(1, 8):
        with at(begun + timedelta(minutes=2 * round_)):
            other = Browser(f"203.0.113.{round_}")
            shown = other.open(link)
            for _time in range(3):
                other.ask(shown)
    assert Notification.objects.filter(kind="pg_code").count() == 10
    with at(begun + timedelta(days=1, minutes=1)):
        later = Browser()
        assert later.ask(later.open(link)).status_code == 303


def test_a_button_that_is_pressed_too_often_waits(link: str) -> None:
    answers = [Browser(f"198.51.100.{place}").press(link).status_code for place in range(12)]
    assert answers == [303] * 10 + [429] * 2
    with at(now() + timedelta(seconds=61)):
        assert Browser().press(link).status_code == 303


def test_one_place_opens_thirty_times_a_minute_at_most() -> None:
    browser = Browser()
    page = browser.get("/p/")
    answers = [browser.send(page, "/p/open/").status_code for _time in range(32)]

    assert answers == [410] * 30 + [429] * 2
