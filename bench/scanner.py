"""A mail scanner with a browser of its own: it opens what is mailed, runs scripts, and presses what can be pressed."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

LONGEST_SECONDS = 20  # for one page, or one button
VISITS_A_BROWSER = 50  # then all of it is thrown away, whatever has been kept by mistake


class Scanner:
    """Each visit comes from a place of its own with no cookies: what a new browser would be, at a tenth of its cost.

    A visit that outlasts LONGEST_SECONDS is broken off, counted in `broken_off`, and made again once.
    """

    def __init__(self, browser: Any, site: str) -> None:
        self.browser, self.site = browser, site
        self.page: Any = None
        self.visits = self.broken_off = 0

    def look(self, link: str, place: str, pages: int = 0) -> bool:
        """Press every button of so many pages, one after the other. Whether the visit came to its end."""
        return self.comes_to_its_end(link, place, pages) or self.comes_to_its_end(link, place, pages)

    def comes_to_its_end(self, link: str, place: str, pages: int) -> bool:
        from playwright.sync_api import Error  # noqa: PLC0415 (not there without a browser)

        try:
            self.arrive(place)
            self.page.goto(self.site + link)
            for _page in range(pages):
                if not self.press_everything():
                    break
        except Error:
            self.broken_off += 1
            self.leave()
            return False
        return True

    def arrive(self, place: str) -> None:
        if self.page is None or self.visits % VISITS_A_BROWSER == 0:
            self.leave()
            self.page = self.browser.new_context().new_page()
            self.page.set_default_timeout(LONGEST_SECONDS * 1000)
        self.visits += 1
        self.page.context.clear_cookies()
        self.page.context.set_extra_http_headers({"X-Forwarded-For": place})

    def press_everything(self) -> bool:
        """Each button of this page. Whether the last of them led on to another page."""
        address = self.page.url
        for place in range(self.page.get_by_role("button").count()):
            if self.page.url != address or place:
                self.page.goto(address)
            button = self.page.get_by_role("button").nth(place)
            if button.count():
                button.click()
                self.page.wait_for_load_state()
        return bool(self.page.url != address)

    def leave(self) -> None:
        if self.page is not None:
            with suppress(Exception):  # it may have gone already, and nothing of it is wanted any more
                self.page.context.close()
            self.page = None


class Told:
    """Says on standard error how far it has come: a long drill that is silent looks like one that hangs."""

    EVERY_SECONDS = 5

    def __init__(self) -> None:
        self.began = self.last = time.monotonic()

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if done == of or now - self.last >= self.EVERY_SECONDS:
            self.last = now
            print(f"{now - self.began:5.0f} s  {what} {done}/{of}", file=sys.stderr, flush=True)

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self.began, 1)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser, or nothing where the machine has none: the visits that need one are then not counted."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        yield None
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (not there without a browser)

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
