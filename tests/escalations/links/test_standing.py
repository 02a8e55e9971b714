"""What ends a link ends it at once, with every session that it began (attacks 11 to 15, T7, T22)."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from escalations import actions
from escalations.actions import granting
from escalations.models import EscalationEvent, Grant, Icm, Link, PgMember
from escalations.views import pg_door
from notifications import outbox, transport
from notifications.models import Notification
from notifications.moment import at, now
from notifications.outcome import Outcome, Phase, Verdict
from tests.aftermath import everything
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.links.conftest import Browser, Post, Proved, form_of, path_of
from tests.people import People

pytestmark = pytest.mark.django_db
COLLEAGUE = "jane.doe@product.example"


def bring_in(browser: Browser, icm: Icm, form: dict[str, str] | None = None) -> int:
    address = f"{path_of(icm)}bring-in/"
    form = form or form_of(browser.get(address), address)
    return browser.client.post(address, {**form, "email": COLLEAGUE}).status_code


def opens_nothing(browser: Browser, icm: Icm, link: str) -> bool:
    """The next request of an open session, and the link anew."""
    return browser.get(path_of(icm)).status_code == 404 and Browser().press(link).status_code == 410


def test_attack_11_a_link_to_one_record_opens_no_other(
    link: str, icm: Icm, pg: ProductGroup, proved: Proved, make_icm: MakeIcm
) -> None:
    other = make_icm(incident=icm.incidents[0])
    browser = proved(pg.pia, icm, link)
    form = form_of(browser.get(f"{path_of(icm)}bring-in/"), f"{path_of(icm)}bring-in/")
    before = everything()

    for path in (
        path_of(other),
        "/pg/icm/ICM-999999/",
        f"/pg/consultation/{other.number}/",
        "/pg/consultation/CON-101/",
    ):
        assert browser.get(path).status_code == 404
    assert bring_in(browser, other, form) == 404
    assert everything() == before


def test_attack_12_a_grant_that_is_revoked_between_opening_and_acting(
    link: str, icm: Icm, pg: ProductGroup, people: People, proved: Proved
) -> None:
    browser = proved(pg.pia, icm, link)
    address = f"{path_of(icm)}bring-in/"
    form = form_of(browser.get(address), address)
    granting.revoke_link(Grant.objects.get(member=pg.pia), by=people.eva, reason="Left the team.")
    before = everything()

    assert bring_in(browser, icm, form) == 404
    assert everything() == before
    assert opens_nothing(browser, icm, link)


def test_attack_12_a_revocation_that_comes_while_a_form_is_on_its_way_is_seen_under_the_locks(
    link: str, icm: Icm, pg: ProductGroup, people: People, proved: Proved, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = proved(pg.pia, icm, link)
    address = f"{path_of(icm)}bring-in/"
    form = form_of(browser.get(address), address)
    hold = pg_door.PgDoor.hold

    def late(door: pg_door.PgDoor, visit: object, record: object) -> None:
        granting.revoke_link(Grant.objects.get(member=pg.pia), by=people.eva, reason="Left the team.")
        hold(door, visit, record)  # type: ignore[arg-type]

    monkeypatch.setattr(pg_door.PgDoor, "hold", late)

    assert bring_in(browser, icm, form) == 404
    assert not Notification.objects.filter(verb="bring_in").exists()
    assert not PgMember.objects.filter(email=COLLEAGUE).exists()


@pytest.mark.parametrize("way", ["deactivated", "another address", "revoked"])
def test_attack_13_and_t22_a_person_who_goes_is_out_by_the_next_request(
    link: str, icm: Icm, pg: ProductGroup, people: People, proved: Proved, way: str
) -> None:
    browser = proved(pg.pia, icm, link)
    if way == "revoked":
        granting.revoke_person(pg.pia, by=people.eva)
    else:
        member = PgMember.objects.get(pk=pg.pia.pk)
        member.is_active = way != "deactivated"
        member.email = "pia@elsewhere.example" if way == "another address" else member.email
        member.save()

    assert opens_nothing(browser, icm, link)
    PgMember.objects.filter(pk=pg.pia.pk).update(is_active=True)
    assert opens_nothing(browser, icm, link), "and stays out when they are there again"


def test_attack_14_an_icm_that_is_closed_meanwhile(
    make_icm: MakeIcm, pg: ProductGroup, people: People, post: Post, proved: Proved
) -> None:
    icm = make_icm()
    link = post.link(pg.pia)
    browser = proved(pg.pia, icm, link)
    icm = actions.resolve(actions.acknowledge(icm, by=pg.pia), by=pg.pia, resolution="fixed")
    address = f"{path_of(icm)}bring-in/"
    form = form_of(browser.get(address), address)
    actions.close(icm, by=people.eva)
    before = everything()

    assert bring_in(browser, icm, form) == 404
    assert everything() == before
    assert opens_nothing(browser, icm, link)
    assert "/p/" not in post.texts(pg.pia)[0], "the letter of the closing brings no link"


def test_after_a_hand_over_the_old_owner_reads_no_more_and_the_others_still_read(
    link: str, icm: Icm, pg: ProductGroup, people: People, post: Post, proved: Proved
) -> None:
    of_pete = post.link(pg.pete)
    actions.acknowledge(icm, by=pg.pia)
    old, other = proved(pg.pia, icm, link), proved(pg.pete, icm, of_pete, place="192.0.2.8")
    actions.hand_over(Icm.objects.get(pk=icm.pk), by=pg.pia, to=pg.pete)

    assert opens_nothing(old, icm, link)
    assert other.get(path_of(icm)).status_code == 200
    actions.update(Icm.objects.get(pk=icm.pk), by=people.eva, body="Who has it now?")
    assert Browser().press(post.link(pg.pia)).status_code == 410, "who handed it over is asked nothing more"
    actions.acknowledge(Icm.objects.get(pk=icm.pk), by=pg.pete)
    actions.hand_over(Icm.objects.get(pk=icm.pk), by=pg.pete, to=pg.pia)
    assert Browser().press(post.link(pg.pia)).status_code == 303, "who is asked again gets a link that works"
    assert Browser().press(link).status_code == 410


def test_an_end_of_the_installations_epoch_ends_everything(
    link: str, icm: Icm, pg: ProductGroup, proved: Proved, post: Post
) -> None:
    browser = proved(pg.pia, icm, link)
    call_command("end_links", verbosity=0)

    assert opens_nothing(browser, icm, link)
    page = browser.press(link)
    browser.send(page, "/p/send-new-link/")
    assert "Send me a code" in browser.open(post.link(pg.pia)).content.decode(), "nor is the browser remembered"


@pytest.mark.django_db(transaction=True)
def test_attack_15_an_epoch_that_is_raised_while_an_act_is_running_waits_for_it(
    link: str, icm: Icm, pg: ProductGroup, proved: Proved, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = proved(pg.pia, icm, link)
    was_done_first: list[bool] = []
    running: list[threading.Thread] = []

    def raise_epoch() -> None:
        try:
            Grant.objects.filter(member=pg.pia).update(epoch=F("epoch") + 1)
            was_done_first.append(EscalationEvent.objects.filter(verb="bring_in").exists())
        finally:
            connection.close()

    act = actions.bring_in

    def slowly(*given: object, **words: object) -> object:
        running.append(threading.Thread(target=raise_epoch))
        running[0].start()
        running[0].join(timeout=0.3)
        return act(*given, **words)  # type: ignore[arg-type]

    slowly.__name__ = "bring_in"
    monkeypatch.setattr("escalations.views.pg.actions.bring_in", slowly)
    assert bring_in(browser, icm) == 303
    running[0].join()

    assert was_done_first == [True]
    assert opens_nothing(browser, icm, link)


def test_of_six_links_of_a_grant_the_oldest_is_dead(icm: Icm, pg: ProductGroup, people: People, post: Post) -> None:
    first = post.link(pg.pia)
    for _time in range(5):
        actions.notify_again(Icm.objects.get(pk=icm.pk), by=people.eva)
    newest, *_others = post.links(pg.pia)

    assert Link.objects.live().filter(grant__member=pg.pia).count() == 5
    assert [Browser().press(each).status_code for each in (newest, first)] == [303, 410]


def test_each_try_to_send_a_letter_has_the_same_link_and_makes_no_other(icm: Icm, pg: ProductGroup, post: Post) -> None:
    first = post.link(pg.pia)
    Notification.objects.filter(address=pg.pia.email).update(state="pending", claim=F("claim") + 7)

    assert post.links(pg.pia) == [first, first]
    assert Link.objects.filter(grant__member=pg.pia).count() == 1


def put_off(member: PgMember, monkeypatch: pytest.MonkeyPatch) -> list[Notification]:
    """What waits for this person is written once, and the mail server takes none of it."""
    deferred = Outcome(Verdict.LATER, Phase.RCPT, code=450, words="later")
    with monkeypatch.context() as patched:
        patched.setattr(transport.FolderTransport, "send", lambda *_: deferred)
        outbox.deliver()
    return list(Notification.objects.filter(address=member.email).order_by("pk"))


def test_six_letters_that_the_mail_server_put_off_all_arrive_with_a_link_that_opens(
    icm: Icm, pg: ProductGroup, people: People, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _time in range(5):
        actions.notify_again(Icm.objects.get(pk=icm.pk), by=people.eva)
    waiting = put_off(pg.pia, monkeypatch)
    assert [row.state for row in waiting] == ["pending"] * 6
    selectors = dict(Link.objects.filter(grant__member=pg.pia).values_list("notification", "selector"))

    for arrived, row in enumerate(waiting, start=1):
        Notification.objects.filter(pk=row.pk).update(next_at=now())
        link, *others = post.links(pg.pia)
        assert len(others) == arrived - 1
        assert link.startswith(f"/p/{selectors[row.pk]}."), "the same bytes at each try"
        assert Browser().press(link).status_code == 303
    assert Link.objects.live().filter(grant__member=pg.pia).count() == 5


def test_a_letter_that_waited_longer_than_its_link_arrives_with_its_days_before_it(
    icm: Icm, pg: ProductGroup, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_off(pg.pia, monkeypatch)
    with at(now() + timedelta(days=15)):
        link = post.link(pg.pia)
    with at(now() + timedelta(days=28)):
        assert Browser().press(link).status_code == 303


def test_a_letter_that_waited_is_not_sent_to_who_has_lost_the_right_meanwhile(
    icm: Icm, pg: ProductGroup, people: People, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    (row,) = put_off(pg.pia, monkeypatch)
    granting.revoke_link(Grant.objects.get(member=pg.pia), by=people.eva, reason="Left the team.")
    Notification.objects.filter(pk=row.pk).update(next_at=now())

    assert post.texts(pg.pia) == []
    assert Notification.objects.get(pk=row.pk).state == "suppressed"
    assert not Link.objects.live().filter(grant__member=pg.pia).exists()


def test_a_letter_to_who_has_no_right_to_it_any_more_is_not_sent(
    icm: Icm, pg: ProductGroup, people: People, post: Post
) -> None:
    post.link(pg.pia)
    granting.revoke_link(Grant.objects.get(member=pg.pia), by=people.eva, reason="Left the team.")
    actions.notify_again(Icm.objects.get(pk=icm.pk), by=people.eva)

    assert len(post.texts(pg.pia)) == 1
    assert len(post.texts(pg.pete)) == 2
    granting.restore_link(Grant.objects.get(member=pg.pia), by=people.eva)
    actions.notify_again(Icm.objects.get(pk=icm.pk), by=people.eva)
    assert Browser().press(post.link(pg.pia)).status_code == 303


def test_a_letter_that_waited_goes_to_no_other_address(icm: Icm, pg: ProductGroup, post: Post) -> None:
    member = PgMember.objects.get(pk=pg.pia.pk)
    member.email = "pia@elsewhere.example"
    member.save()

    assert post.texts(pg.pia) == []
    assert Notification.objects.get(address=pg.pia.email).state == "suppressed"


def test_half_a_year_after_the_last_letter_a_grant_is_over(link: str, icm: Icm, pg: ProductGroup) -> None:
    with at(now() + timedelta(days=181)):
        assert not Grant.objects.standing().filter(member=pg.pia).exists()
