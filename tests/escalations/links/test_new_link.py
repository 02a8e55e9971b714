"""An old link offers to mail a fresh one to the address on file, and says nothing else (attack 27, T26)."""

from datetime import timedelta

import pytest

from escalations import actions
from escalations.actions import granting
from escalations.models import Grant, Icm, Link, PgMember
from notifications.models import Notification
from notifications.moment import at, now
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.links.conftest import Browser, Post, form_of, token_in
from tests.people import People

pytestmark = pytest.mark.django_db
LATER = timedelta(days=15)


def ask(token: str, place: str = "192.0.2.7") -> bytes:
    """Sent by hand: a page of ours offers it for a link that was genuine, and anybody may send it."""
    browser = Browser(place)
    form = form_of(browser.get("/p/"), "/p/open/")
    answer = browser.client.post("/p/send-new-link/", {**form, "token": token})
    assert answer.status_code == 200
    return bytes(answer.content)


def asked_for() -> int:
    return Notification.objects.filter(kind="pg_link").count()


def test_an_expired_link_is_followed_by_a_new_one_to_the_address_on_file(
    link: str, icm: Icm, pg: ProductGroup, post: Post
) -> None:
    with at(now() + LATER):
        browser = Browser()
        page = browser.press(link)
        assert page.status_code == 410
        assert "p***@product.example" in page.content.decode()
        assert icm.number not in page.content.decode()
        browser.send(page, "/p/send-new-link/")
        newer = post.link(pg.pia)

        assert newer != link
        shown = browser.open(newer).content.decode()
        assert "an older link of yours was pressed" in shown
        assert icm.title not in shown, "that mail did not say it"


def test_a_link_that_was_never_ours_names_nobody(link: str) -> None:
    page = Browser().press(f"/p/{token_in(link)[:-1]}!")

    assert page.status_code == 410
    assert "product.example" not in page.content.decode()
    assert "send-new-link" not in page.content.decode()


def test_attack_27_the_answer_is_the_same_for_unknown_revoked_closed_gone_and_live(
    link: str, icm: Icm, pg: ProductGroup, people: People, post: Post, make_icm: MakeIcm
) -> None:
    told = {ask(f"{'A' * 16}.{'B' * 43}"), ask("nonsense"), ask("")}
    assert asked_for() == 0
    told.add(ask(token_in(link)))
    assert asked_for() == 1
    PgMember.objects.filter(pk=pg.pia.pk).update(is_active=False)
    told.add(ask(token_in(link)))
    PgMember.objects.filter(pk=pg.pia.pk).update(is_active=True)
    of_pete = post.link(pg.pete)
    granting.revoke_link(Grant.objects.get(member=pg.pete), by=people.eva, reason="Left the team.")
    told.add(ask(token_in(of_pete)))
    icm = actions.resolve(actions.acknowledge(icm, by=pg.pia), by=pg.pia, resolution="fixed")
    actions.close(icm, by=people.eva)
    told.add(ask(token_in(link)))

    assert len(told) == 1
    assert asked_for() == 1


def test_three_new_links_an_hour_and_ten_a_day_for_one_grant(link: str) -> None:
    begun = now()
    for hours in range(24):
        with at(begun + timedelta(hours=hours)):
            answers = {ask(token_in(link), f"203.0.113.{turn}") for turn in range(5)}
            assert len(answers) == 1
        if not hours:
            assert asked_for() == 3

    assert asked_for() == 10


def test_thirty_an_hour_from_one_place(link: str) -> None:
    for _time in range(30):
        ask("nonsense")
    ask(token_in(link))
    assert asked_for() == 0
    ask(token_in(link), "203.0.113.9")
    assert asked_for() == 1


def test_a_stolen_token_brings_the_thief_nothing(link: str, pg: ProductGroup, post: Post) -> None:
    ask(token_in(link), "203.0.113.9")

    row = Notification.objects.get(kind="pg_link")
    assert row.address == pg.pia.email
    assert Link.objects.filter(grant__member=pg.pia).count() == 1, "made when its letter is"
    assert post.link(pg.pia) != link
