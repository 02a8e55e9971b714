"""The cookie of a visit: what it opens, what it does not, and how it ends (attacks 16 to 21 and 30, T22, T32)."""

import pytest
from django.test import Client
from pytest_django import Settings

from escalations.models import AccessEvent, Icm, PgBrowser, PgSession
from tests.aftermath import everything
from tests.escalations.conftest import ProductGroup
from tests.escalations.links.conftest import Browser, Post, Proved, form_of, path_of
from tests.people import People

pytestmark = pytest.mark.django_db
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def test_attack_16_the_cookie_opens_nothing_of_ours(link: str, icm: Icm, pg: ProductGroup, proved: Proved) -> None:
    client = proved(pg.pia, icm, link).client
    incident = icm.incidents[0].number

    for path in ("/", "/portal/", "/workspace/", f"/workspace/incidents/{incident}/", "/admin/", "/account/settings/"):
        answer = client.get(path)
        assert (answer.status_code, "sign-in" in answer["Location"] or "login" in answer["Location"]) == (302, True)
    for path in ("/api/v1/incidents/", f"/api/v1/incidents/{incident}/", "/api/v1/areas/"):
        assert client.get(path).status_code == 401
    assert client.get("/workspace/files/00000000-0000-0000-0000-000000000000/").status_code in {302, 404}
    assert client.get(f"/live/workspace/incidents/{incident}/").status_code in {302, 401, 403, 404}
    assert "_auth_user_id" not in client.session


def test_attack_16_a_sign_in_opens_no_page_of_the_product_group(
    link: str, icm: Icm, people: People, pg: ProductGroup, proved: Proved
) -> None:
    proved(pg.pia, icm, link)
    client = Client()
    client.force_login(people.root)

    assert client.get(path_of(icm)).status_code == 404


def test_attack_17_a_cookie_that_was_set_beforehand_is_never_used(
    link: str, icm: Icm, pg: ProductGroup, post: Post
) -> None:
    browser = Browser()
    browser.client.cookies["pg"] = "chosen-by-somebody-else"
    browser.open(link)
    opened = browser.key
    assert opened != "chosen-by-somebody-else"

    browser.ask(browser.get(path_of(icm)))
    browser.enter(icm, post.code(pg.pia))
    assert browser.key not in {opened, "chosen-by-somebody-else"}
    for key in (opened, "chosen-by-somebody-else"):
        thief = Browser("203.0.113.9")
        thief.client.cookies["pg"] = key
        assert thief.get(path_of(icm)).status_code == 404


def test_attack_17_every_opening_begins_another_session_and_ends_the_last(link: str, icm: Icm) -> None:
    browser = Browser()
    keys = []
    for _time in range(3):
        browser.open(link)
        keys.append(browser.key)

    assert len(set(keys)) == 3
    assert PgSession.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_attack_18_another_site_cannot_open_its_link_in_somebodys_browser(link: str, origin: str) -> None:
    browser = Browser()
    form = form_of(browser.get(link), "/p/open/")
    before = everything()

    crossed = browser.client.post("/p/open/", form, headers={"Origin": origin})
    unknown = Browser().client.post("/p/open/", {"token": form["token"]})

    assert (crossed.status_code, unknown.status_code) == (403, 403)
    assert not PgSession.objects.exists()
    assert "pg" not in browser.client.cookies
    assert everything() == before


def test_attack_18_whoever_is_led_to_anothers_link_is_told_whose_it_is(
    link: str, icm: Icm, pg: ProductGroup, post: Post, proved: Proved
) -> None:
    browser = proved(pg.pete, icm)
    page = browser.open(link).content.decode()

    assert "P. A." in page
    assert "Send me a code" in page, "Pete's browser is not Pia's"
    assert PgSession.objects.filter(member=pg.pete, ended_at=None).count() == 0


def test_cookies_are_for_our_own_pages_alone_and_unreadable(
    link: str, icm: Icm, pg: ProductGroup, proved: Proved, settings: Settings
) -> None:
    cookies = proved(pg.pia, icm, link).client.cookies
    for name in ("pg", "pg-browser"):
        assert (cookies[name]["httponly"], cookies[name]["samesite"], cookies[name]["path"]) == (True, "Strict", "/")
    assert not cookies["pg"]["max-age"]
    assert cookies["pg-browser"]["max-age"] == 30 * 24 * 3600
    assert not PgSession.objects.filter(key_hash=cookies["pg"].value).exists(), "only a fingerprint is kept"


def test_over_https_the_cookies_are_bound_to_the_host(link: str, settings: Settings) -> None:
    settings.SECURE, settings.SITE_URL = True, "https://relief.example"
    browser = Browser()
    answer = browser.press(link)

    cookie = answer.cookies["__Host-pg"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_a_remembered_browsers_mark_that_we_did_not_sign_is_none(
    link: str, icm: Icm, pg: ProductGroup, proved: Proved
) -> None:
    signed = proved(pg.pia, icm, link).client.cookies["pg-browser"].value
    for value in (signed[:-1] + ("A" if signed[-1] != "A" else "B"), signed.rpartition(":")[0], ""):
        browser = Browser()
        browser.client.cookies["pg-browser"] = value
        assert "Send me a code" in browser.open(link).content.decode()


# --- Attacks 19 to 21: headers ---------------------------------------------------------------------------------------


@pytest.fixture
def answers(link: str, icm: Icm, pg: ProductGroup, proved: Proved) -> dict[str, object]:
    browser = proved(pg.pia, icm, link)
    page = browser.get(link)
    return {
        "button": page,
        "pressed": browser.press(link),
        "record": browser.get(path_of(icm)),
        "refused": browser.client.post(f"{path_of(icm)}bring-in/"),  # no CSRF token
        "not there": browser.get("/pg/icm/ICM-1/"),
        "nothing": browser.get("/pg/x/y/z"),
        "wrong method": browser.client.put(link),
        "dead": Browser().press("/p/nonsense"),
    }


@pytest.mark.parametrize(
    "name", ["button", "pressed", "record", "refused", "not there", "nothing", "wrong method", "dead"]
)
def test_attacks_19_to_21_every_answer_forbids_caches_frames_referers_and_scripts(
    answers: dict[str, object], name: str
) -> None:
    headers = answers[name].headers  # type: ignore[attr-defined]

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "strict-origin"
    assert headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_attack_20_whoever_has_left_has_left_and_the_browser_is_forgotten(
    link: str, icm: Icm, pg: ProductGroup, proved: Proved
) -> None:
    browser = proved(pg.pia, icm, link)
    stolen = dict(browser.client.cookies)
    answer = browser.send(browser.get(path_of(icm)), "/pg/end/")

    assert (answer.status_code, answer["Location"]) == (303, "/pg/ended/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert {answer.cookies[name].value for name in ("pg", "pg-browser")} == {""}
    assert browser.get(path_of(icm)).status_code == 404
    thief = Browser()
    for name in ("pg", "pg-browser"):
        thief.client.cookies[name] = stolen[name].value
    assert thief.get(path_of(icm)).status_code == 404
    assert "Send me a code" in thief.open(link).content.decode()
    assert AccessEvent.objects.filter(what="end", member=pg.pia).count() == 1
    assert PgBrowser.objects.filter(ended_at=None).count() == 0


# --- Attack 30 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["next", "url", "redirect", "return_to", "back"])
def test_attack_30_nothing_that_is_sent_says_where_to_go_on(link: str, icm: Icm, name: str) -> None:
    elsewhere = "https://evil.example/"
    browser = Browser()
    page = browser.get(f"{link}?{name}={elsewhere}")
    assert elsewhere not in page.content.decode()

    answer = browser.send(page, "/p/open/", **{name: elsewhere})
    assert answer["Location"] == path_of(icm)
    shown = browser.get(f"{path_of(icm)}?{name}={elsewhere}")
    assert elsewhere not in shown.content.decode()
    asked = browser.send(shown, f"{path_of(icm)}send-code/", **{name: elsewhere})
    assert asked["Location"] == f"{path_of(icm)}enter-code/"
