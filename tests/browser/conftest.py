"""A real browser on a real server, and a real mail server behind it."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.notifications.conftest import send_to
from tests.people import People

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
PATIENCE = 30_000  # milliseconds; a busy machine is slow, not wrong
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# The driver's messages are not this suite's: its own sockets are closed when the process ends.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


class Postman:
    """What a mail server is handed, whole."""

    def __init__(self) -> None:
        self.received: list[tuple[str, str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        self.received.append((envelope.rcpt_tos[0], envelope.content.decode("utf-8", "replace")))
        return "250 taken"

    def to(self, address: str) -> list[str]:
        return [mail for recipient, mail in self.received if recipient == address]


@pytest.fixture
def postman(settings: Settings) -> Iterator[Postman]:
    server, port = Postman(), free_port()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    send_to(settings, port)
    yield server
    controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


class Window:
    """One person's browser: signed in, its console watched."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: ConsoleMessage) -> None:
        # A page that answers 4xx is reported as a failed resource too; those are asserted where they are meant.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.address}{path}")
        return self.page

    def sign_in(self, person: User) -> None:
        self.open("/account/sign-in/")
        self.page.get_by_label("Email").fill(person.email)
        self.page.get_by_label("Password", exact=True).fill("demo")
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(lambda url: "sign-in" not in url)

    def faults(self, rules: list[str] = RULES) -> list[str]:
        """What axe finds wrong with the page as it is."""
        found = Axe().run(self.page, options={"runOnly": rules}).response["violations"]
        return [f"{self.page.url}: {fault['id']} {fault['nodes'][0]['html'][:200]}" for fault in found]


Open = Callable[..., Window]


@pytest.fixture
def window(browser: Browser, live_server: LiveServer, people: People) -> Iterator[Open]:
    """`window(people.eva)`: a browser of theirs. Options go to the browser's context (width, colour scheme)."""
    User.objects.update(password=hashed("demo"))
    contexts: list[BrowserContext] = []

    def opened(person: User | None = None, width: int = 1440, scheme: str = "light") -> Window:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        own = Window(context, live_server.url)
        if person is not None:
            own.sign_in(person)
        return own

    yield opened
    for context in contexts:
        context.close()


def hashed(password: str) -> str:
    person = User(email="nobody@relief.example")
    person.set_password(password)
    return person.password
