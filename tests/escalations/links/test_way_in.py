"""From a mail to the record: the button, what the mail said, the code, and a browser that is remembered (R36)."""

from datetime import timedelta

import pytest

from escalations.audit import Traces
from escalations.models import AccessEvent, EscalationEvent, Icm, Link
from notifications.models import Notification
from notifications.moment import at, now
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.links.conftest import Browser, Post, Proved, path_of

pytestmark = pytest.mark.django_db


def test_the_button_leads_to_what_the_mail_said_and_no_further(link: str, icm: Icm) -> None:
    browser = Browser()
    answer = browser.press(link)

    assert (answer.status_code, answer["Location"]) == (303, path_of(icm))
    page = browser.get(answer["Location"]).content.decode()
    assert "Output stops after scaling to 12 units" in page
    assert "It is you? Then let us mail you a code: it opens ICM-" in page
    assert "P. A." in page
    assert "p***@product.example" in page
    assert "pia@" not in page
    assert "/p/" not in page.replace("/p/open/", ""), "no token stands on any later page"
    assert icm.evidence not in page


def test_who_has_a_piece_of_a_link_is_told_how_they_get_a_whole_one(link: str) -> None:
    answer = Browser().press(link[:-1])
    page = answer.content.decode()

    assert answer.status_code == 410
    assert "ask whoever wrote to you, or your contacts in support" in page
    assert "Replies to the mail itself are not read yet." in page


def test_a_code_is_said_to_be_on_its_way_only_once_it_is(link: str, icm: Icm) -> None:
    browser, address = Browser(), f"{path_of(icm)}enter-code/"
    page = browser.open(link)

    before = browser.get(address).content.decode()
    assert "It is on its way" not in before
    assert "No code is on its way yet. Let us mail one to p***@product.example" in before
    assert "Send me a code" in before
    browser.ask(page)
    begun = now()
    assert "It is on its way to p***@product.example." in browser.get(address).content.decode()
    with at(begun + timedelta(minutes=11)):
        assert "It is on its way" not in browser.get(address).content.decode()


def test_the_code_opens_the_record_and_the_browser_is_remembered_for_thirty_days(
    link: str, icm: Icm, pg: ProductGroup, post: Post
) -> None:
    browser, begun = Browser(), now()
    asked = browser.ask(browser.open(link))
    before = browser.key
    answer = browser.enter(icm, post.code(pg.pia))

    assert asked["Location"] == f"{path_of(icm)}enter-code/"
    assert (answer.status_code, answer["Location"]) == (303, path_of(icm))
    assert browser.key != before, "the session is another one"
    assert "For <b>Pia Aalto</b>" in browser.get(path_of(icm)).content.decode()
    with at(begun + timedelta(days=13, hours=23)):
        assert "For <b>Pia Aalto</b>" in browser.open(link).content.decode()


def test_after_thirty_days_a_code_is_asked_for_again(
    link: str, icm: Icm, pg: ProductGroup, proved: Proved, make_icm: MakeIcm, post: Post
) -> None:
    browser, begun = proved(pg.pia, icm), now()
    with at(begun + timedelta(days=29, hours=23)):
        other = make_icm(incident=icm.incidents[0])
        newer = post.link(pg.pia)
        assert "For <b>Pia Aalto</b>" in browser.open(newer).content.decode()
    with at(begun + timedelta(days=30, minutes=5)):
        assert "Send me a code" in browser.open(newer).content.decode()
    assert other.pk


def test_a_code_letter_has_eight_digits_alone_on_a_line_and_the_database_has_none_of_them(
    link: str, icm: Icm, pg: ProductGroup, post: Post
) -> None:
    browser = Browser()
    browser.ask(browser.open(link))
    text = post.texts(pg.pia)[0]
    code = post.code(pg.pia)

    assert f"\n{code}\n" in text
    assert code not in text.partition("\n")[0]
    row = Notification.objects.get(kind="pg_code")
    kept = [
        str(value) for model in (Notification, Link) for values in model.objects.values() for value in values.values()
    ]
    assert not [value for value in kept if code in value]
    assert (row.address, row.audience) == (pg.pia.email, "pg")


def test_every_use_is_in_the_audit_and_a_line_of_the_history_tells_the_support_team(
    link: str, icm: Icm, pg: ProductGroup, proved: Proved
) -> None:
    version = icm.version
    browser = proved(pg.pia, icm)
    browser.get(path_of(icm))

    assert list(AccessEvent.objects.values_list("what", "result")) == [
        ("open", "seen"),
        ("view", "seen"),
        ("code_sent", ""),
        ("view", ""),
        ("code_ok", ""),
        ("view", ""),
    ]
    event = AccessEvent.objects.last()
    assert event is not None
    assert (event.member, event.ip_prefix, len(event.agent_hash)) == (pg.pia, "192.0.2.0/24", 16)
    lines = EscalationEvent.objects.filter(kind="icm", record_id=icm.pk, is_for_support=True)
    assert [(line.verb, line.member, line.way) for line in lines] == [
        ("open_link", pg.pia, "link"),
        ("prove_link", pg.pia, "link"),
    ]
    icm.refresh_from_db()
    assert icm.version == version, "looking at it makes nobody's page old"


def test_opening_again_and_again_is_one_line_and_each_time_in_the_audit(link: str, icm: Icm) -> None:
    for _time in range(3):
        Browser().open(link)

    assert EscalationEvent.objects.filter(verb="open_link").count() == 1
    assert AccessEvent.objects.filter(what="open").count() == 3


def test_a_session_ends_after_an_hour_without_use_and_after_twelve_in_all(
    link: str, icm: Icm, pg: ProductGroup, proved: Proved
) -> None:
    browser, begun = proved(pg.pia, icm), now()
    for minutes in range(55, 12 * 60, 55):
        with at(begun + timedelta(minutes=minutes)):
            assert browser.get(path_of(icm)).status_code == 200
    with at(begun + timedelta(hours=12, minutes=1)):
        assert browser.get(path_of(icm)).status_code == 404

    idle = Browser()
    idle.open(link)
    with at(now() + timedelta(minutes=61)):
        answer = idle.get(path_of(icm))
        assert (answer.status_code, answer["Clear-Site-Data"]) == (404, '"cache", "storage"')


def test_a_second_link_of_the_same_person_opens_both_and_another_persons_ends_the_first(
    link: str, icm: Icm, pg: ProductGroup, post: Post, make_icm: MakeIcm
) -> None:
    other = make_icm(incident=icm.incidents[0])
    browser = Browser()
    browser.open(link)
    browser.open(post.link(pg.pia))
    assert [browser.get(path_of(each)).status_code for each in (icm, other)] == [200, 200]

    browser.open(post.link(pg.pete))
    assert [browser.get(path_of(each)).status_code for each in (icm, other)] == [404, 200]
    assert "P. N." in browser.get(path_of(other)).content.decode()


def test_when_there_is_news_the_mails_holder_reads_none_of_it(link: str, icm: Icm, pg: ProductGroup) -> None:
    Icm.objects.filter(pk=icm.pk).update(title="Something that the mail did not say")

    page = Browser().open(link).content.decode()

    assert "Something that the mail did not say" not in page
    assert "There is news since that mail was sent" in page


@pytest.mark.parametrize(
    ("place", "household", "prefix"),
    [
        ("192.0.2.7", "192.0.2.7/32", "192.0.2.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.7/32", "192.0.2.0/24"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
        ("of no address", "", ""),
    ],
)
def test_a_brake_holds_one_household_by_whichever_kind_of_address(place: str, household: str, prefix: str) -> None:
    """An old address that a socket shows as a new one is still its own, not one with all others (T27)."""
    traces = Traces(place)
    assert (traces.household, traces.ip_prefix) == (household, prefix)
