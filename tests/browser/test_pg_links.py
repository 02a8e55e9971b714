"""A mail's link in a real browser: with scripts, pressed by a program, framed, left and gone back to (R36, T6)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from escalations.models import AccessEvent, Icm, PgSession
from tests.aftermath import everything
from tests.browser.conftest import Open
from tests.escalations.conftest import MakeIcm, ProductGroup, make_icm, pg
from tests.escalations.links.conftest import Post, path_of

__all__ = ["make_icm", "pg"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _a_mailbox(settings: Settings, live_server: LiveServer) -> None:
    settings.DEMO, settings.EMAIL_URL = True, ""
    settings.SITE_URL = live_server.url


@pytest.fixture
def icm(make_icm: MakeIcm) -> Icm:
    return make_icm()


@pytest.fixture
def link(icm: Icm, pg: ProductGroup) -> Iterator[str]:
    return Post().link(pg.pia)  # type: ignore[return-value]


def enter(page: Page, pg: ProductGroup) -> None:
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from your mail").fill(Post().code(pg.pia))
    page.get_by_role("button", name="Open ICM-").click()
    page.get_by_text("For Pia Aalto. No account needed.").wait_for()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_from_the_mail_to_the_record_by_hand(
    window: Open, link: str, icm: Icm, pg: ProductGroup, width: int, scheme: str
) -> None:
    reader = window(width=width, scheme=scheme)
    page = reader.open(link)
    assert reader.faults() == []
    page.get_by_role("button", name="Open").click()
    assert reader.faults() == []
    page.get_by_role("button", name="Send me a code").click()
    assert reader.faults() == []
    page.get_by_label("The code from your mail").fill("00000000")
    page.get_by_role("button", name="Open ICM-").click()
    assert page.title().startswith("Error: ")
    assert reader.faults() == []
    page.get_by_label("The code from your mail").fill(Post().code(pg.pia))
    page.get_by_role("button", name="Open ICM-").click()
    page.wait_for_url(f"**{path_of(icm)}")

    assert reader.faults() == []
    assert reader.complaints == []
    assert page.evaluate("document.scripts.length") == 0


def test_attack_2_a_scanner_that_runs_scripts_changes_nothing(window: Open, link: str, icm: Icm) -> None:
    before = everything()
    for _visit in range(3):
        page = window().open(link)
        page.wait_for_load_state("networkidle")
        page.mouse.wheel(0, 500)

    assert everything() == before
    assert AccessEvent.objects.count() == 0


def test_attack_3_a_scanner_that_presses_every_button_spends_nothing_and_the_link_works(
    window: Open, link: str, icm: Icm, pg: ProductGroup
) -> None:
    page = window().open(link)
    for button in page.get_by_role("button").all():
        button.click()
    page.wait_for_url(f"**{path_of(icm)}")

    fresh = Icm.objects.get(pk=icm.pk)
    assert (fresh.state, fresh.version) == (icm.state, icm.version)
    assert PgSession.objects.get().is_proved is False
    reader = window().open(link)
    reader.get_by_role("button", name="Open").click()
    enter(reader, pg)


def test_attack_19_no_other_page_and_no_later_address_learns_the_token(
    window: Open, link: str, icm: Icm, pg: ProductGroup
) -> None:
    reader = window()
    sent: list[str] = []
    reader.page.on("request", lambda request: sent.append(f"{request.url} {request.headers.get('referer', '')}"))
    page = reader.open(link)
    page.get_by_role("button", name="Open").click()
    enter(page, pg)

    token = link.removeprefix("/p/")
    assert sum(token in line for line in sent) == 1, sent
    assert all(token not in str(reader.page.evaluate(what)) for what in ("document.referrer", "location.href"))


def test_attack_20_going_back_after_leaving_shows_nothing(window: Open, link: str, icm: Icm, pg: ProductGroup) -> None:
    page = window().open(link)
    page.get_by_role("button", name="Open").click()
    enter(page, pg)
    page.get_by_role("button", name="Leave, and forget this browser").click()
    page.get_by_role("heading", name="You have left").wait_for()
    page.go_back()

    assert icm.title not in page.content()
    assert page.get_by_role("heading", name="This link is no longer valid").count() == 1


@pytest.mark.parametrize("place", ["button", "record"])
def test_attack_21_no_other_site_shows_it_in_a_frame(
    window: Open, link: str, icm: Icm, pg: ProductGroup, place: str, live_server: LiveServer
) -> None:
    reader = window()
    page = reader.open(link)
    page.get_by_role("button", name="Open").click()
    address = link if place == "button" else path_of(icm)
    page.goto("about:blank")
    page.set_content(f'<iframe src="{live_server.url}{address}"></iframe>')
    page.wait_for_timeout(300)

    frames = [frame for frame in page.frames if frame != page.main_frame]
    assert all(icm.number not in frame.content() and "Open your link" not in frame.content() for frame in frames)
