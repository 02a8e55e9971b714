"""Programs that press what stands in a mail: nothing changes, and the link still works for its person (T6)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from escalations.models import AccessEvent, Icm, PgSession, Tally
from tests.aftermath import everything
from tests.escalations.conftest import ProductGroup
from tests.escalations.links.conftest import Browser, Post, Proved, path_of

pytestmark = pytest.mark.django_db

UNFURLERS = [
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "facebookexternalhit/1.1",
    "WhatsApp/2.21",
]


def kept() -> dict[str, object]:
    counted = {model.__name__: model.objects.count() for model in (AccessEvent, PgSession, Tally)}
    return {**everything(), **counted}


def test_attack_1_a_thousand_visits_with_head_get_and_options_change_nothing(
    link: str, icm: Icm, pg: ProductGroup, proved: Proved
) -> None:
    scanner, before = Browser("198.51.100.1").client, kept()
    for _visit in range(334):
        assert scanner.get(link).status_code == 200
        assert scanner.head(link).status_code == 200
        assert scanner.options(link).status_code == 405

    assert kept() == before
    assert proved(pg.pia, icm, link).get(path_of(icm)).status_code == 200


def test_attack_1_the_button_page_asks_the_database_nothing(
    link: str, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        Browser().get(link)


def test_the_button_page_is_the_same_for_what_is_valid_dead_and_invented(link: str) -> None:
    invented = f"/p/{'A' * 16}.{'B' * 43}"
    pages = {Browser().get(path).content.count(b"\n") for path in (link, invented, "/p/nonsense", "/p/")}
    texts = [strip(Browser().get(path).content.decode(), path) for path in (link, invented)]

    assert len(pages) == 1
    assert texts[0] == texts[1]
    assert "<script" not in texts[0]
    assert "ICM" not in texts[0]


def strip(page: str, path: str) -> str:
    """Without the token and the form's own mark."""
    lines = page.replace(path.removeprefix("/p/"), "").splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


def test_what_is_no_token_is_not_echoed() -> None:
    page = Browser().get('/p/"><script>alert(1)</script>').content.decode()

    assert 'name="token" value=""' in page
    assert "alert" not in page


@pytest.mark.parametrize("agent", UNFURLERS)
def test_attack_22_unfurlers_and_search_engines_get_the_button_alone(link: str, icm: Icm, agent: str) -> None:
    before = kept()
    answer = Browser("198.51.100.2", agent).get(link, headers={"Accept": "*/*"})

    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert icm.number not in answer.content.decode()
    assert "og:" not in answer.content.decode()
    assert kept() == before


def test_attack_22_crawlers_are_asked_to_stay_away() -> None:
    assert Browser().get("/robots.txt").content == b"User-agent: *\nDisallow: /p/\nDisallow: /pg/\n"


def test_attack_3_a_scanner_that_presses_the_button_spends_nothing(
    link: str, icm: Icm, pg: ProductGroup, proved: Proved
) -> None:
    states = Icm.objects.values_list("state", "version").get()
    for _visit in range(5):
        assert Browser("198.51.100.3").press(link).status_code == 303

    assert Icm.objects.values_list("state", "version").get() == states
    assert AccessEvent.objects.filter(what="open", is_robot_like=True).count() == 5
    assert proved(pg.pia, icm, link).get(path_of(icm)).status_code == 200


def test_a_press_of_which_the_browser_says_that_a_person_made_it_is_not_robot_like(link: str) -> None:
    browser = Browser()
    page = browser.get(link)
    browser.client.defaults["HTTP_SEC_FETCH_USER"] = "?1"
    browser.send(page, "/p/open/")

    assert not AccessEvent.objects.get(what="open").is_robot_like


@pytest.mark.django_db(transaction=True)
def test_attack_4_two_scanners_at_the_same_time_as_the_person(
    link: str, icm: Icm, pg: ProductGroup, post: Post, proved: Proved
) -> None:
    def scan(place: str) -> list[int]:
        try:
            return [visit(Browser(place)) for visit in [lambda each: each.press(link).status_code] * 4]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as scanners:
        running = [scanners.submit(scan, place) for place in ("198.51.100.4", "198.51.100.5")]
        person = Browser()
        person.ask(person.open(link))
        answer = person.enter(icm, post.code(pg.pia))
        pressed = [status for each in running for status in each.result()]

    assert answer.status_code == 303
    assert person.get(path_of(icm)).status_code == 200
    assert set(pressed) == {303}
