"""A PG member's mailbox and browser, and what a scanner does with the same mail."""

import html
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from escalations.models import Icm, PgMember
from notifications import mailbox, outbox
from tests.escalations.conftest import MakeIcm, ProductGroup

LINK = re.compile(r"^http://\S+(/p/\S+)$", re.MULTILINE)
CODE = re.compile(r"^([0-9]{8})$", re.MULTILINE)
HIDDEN = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"')


@pytest.fixture(autouse=True)
def _a_mailbox(settings: Settings) -> None:
    settings.DEMO, settings.EMAIL_URL = True, ""


class Post:
    """What has been delivered so far."""

    def texts(self, member: PgMember) -> list[str]:
        """Newest first."""
        outbox.deliver()
        return [letter.text for letter in mailbox.newest(member.email)]

    def links(self, member: PgMember) -> list[str]:
        return [found.group(1) for text in self.texts(member) if (found := LINK.search(text))]

    def link(self, member: PgMember) -> str:
        return self.links(member)[0]

    def codes(self, member: PgMember) -> list[str]:
        return [found.group(1) for text in self.texts(member) if (found := CODE.search(text))]

    def code(self, member: PgMember) -> str:
        return self.codes(member)[0]


@pytest.fixture
def post() -> Post:
    return Post()


class Browser:
    """Somebody's browser: it keeps cookies, and sends a form as the page made it."""

    def __init__(self, place: str = "192.0.2.7", agent: str = "Mozilla/5.0") -> None:
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR=place, HTTP_USER_AGENT=agent)

    def get(self, path: str, **more: Any) -> HttpResponse:
        return self.client.get(path, **more)  # type: ignore[return-value]

    def send(self, page: HttpResponse, action: str, **fields: str) -> HttpResponse:
        """One form of a page, by where it leads."""
        form = form_of(page, action)
        return self.client.post(action, {**form, **fields})  # type: ignore[return-value]

    def press(self, link: str) -> HttpResponse:
        """The button behind a link, and where it leads."""
        return self.send(self.get(link), "/p/open/")

    def open(self, link: str) -> HttpResponse:
        answer = self.press(link)
        assert answer.status_code == 303, answer.status_code
        return self.get(answer["Location"])

    def ask(self, page: HttpResponse) -> HttpResponse:
        """Press "Send me a code" on a page of one who has only the mail."""
        return self.send(page, below(page, "send-code"))

    def enter(self, icm: Icm, code: str) -> HttpResponse:
        address = f"/pg/icm/{icm.number}/enter-code/"
        return self.send(self.get(address), address, code=code)

    @property
    def key(self) -> str:
        return self.client.cookies["pg"].value if "pg" in self.client.cookies else ""


def form_of(page: HttpResponse, action: str) -> dict[str, str]:
    text = page.content.decode()
    assert f'action="{action}"' in text, text
    form = text.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
    return {name: html.unescape(value) for name, value in HIDDEN.findall(form)}


def below(page: HttpResponse, name: str) -> str:
    found = re.search(rf'action="([^"]+/{name}/)"', page.content.decode())
    assert found, page.content.decode()
    return found.group(1)


def path_of(icm: Icm) -> str:
    return f"/pg/icm/{icm.number}/"


def token_in(link: str) -> str:
    return urlsplit(link).path.removeprefix("/p/")


@pytest.fixture
def icm(make_icm: MakeIcm) -> Icm:
    return make_icm()


@pytest.fixture
def link(icm: Icm, pg: ProductGroup, post: Post) -> str:
    """Pia's."""
    return post.link(pg.pia)


Proved = Callable[..., Browser]


@pytest.fixture
def proved(post: Post) -> Proved:
    """A browser in which this person has entered the code."""

    def opened(member: PgMember, icm: Icm, link: str = "", place: str = "192.0.2.7") -> Browser:
        browser = Browser(place)
        browser.ask(browser.open(link or post.link(member)))
        answer = browser.enter(icm, post.code(member))
        assert answer.status_code == 303, answer.content.decode()
        return browser

    return opened
