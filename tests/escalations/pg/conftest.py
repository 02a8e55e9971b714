"""A PG member at their page of an ICM: led there by their mail, let in by its code, sending forms as they were made."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from escalations.actions.house import FOR_SUPPORT, ICMS, escalating
from escalations.models import Icm, PgMember
from notifications import mailbox
from notifications.delivery import deliver

LINK = re.compile(r"^http://\S+(/p/\S+)$", re.MULTILINE)
CODE = re.compile(r"^([0-9]{8})$", re.MULTILINE)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@pytest.fixture(autouse=True)
def _a_mailbox(settings: Settings) -> None:
    settings.DEMO, settings.EMAIL_URL = True, ""


class Reader:
    """One member's browser at one ICM."""

    def __init__(self, member: PgMember, icm: Icm) -> None:
        self.member, self.icm = member, icm
        self.path = f"/pg/icm/{icm.number}/"
        self.client = Client(enforce_csrf_checks=True, HTTP_USER_AGENT="Mozilla/5.0")
        self.status = 0
        self.text = ""

    def mail(self, what: re.Pattern[str]) -> str:
        """Out of the newest letter that has such a thing in it."""
        deliver()
        found = [what.search(letter.text) for letter in mailbox.newest(self.member.email)]
        return next(match.group(1) for match in found if match)

    def come_in(self) -> "Reader":
        self.get(self.mail(LINK))
        self.post("/p/open/")
        self.post(f"{self.path}send-code/")
        self.post(f"{self.path}enter-code/", code=self.mail(CODE))
        assert self.status == 200, self.text
        return self

    def get(self, path: str = "") -> str:
        return self.keep(self.client.get(path or self.path, follow=True))

    def post(self, action: str, **fields: str) -> str:
        """The first form of the page at hand that leads there, with what it holds, and what is typed."""
        answer = self.client.post(action, {**self.form(action), **fields}, follow=True)
        return self.keep(answer)

    def do(self, name: str, **fields: str) -> str:
        return self.post(f"{self.path}{name}/", **fields)

    def form(self, action: str) -> dict[str, str]:
        assert f'action="{action}"' in self.text, f"no form to {action}"
        form = self.text.split(f'action="{action}"', 1)[1].split("</form>", 1)[0]
        return {name: html.unescape(value) for name, value in HIDDEN.findall(form)}

    def keep(self, answer: Any) -> str:
        self.status, self.text = answer.status_code, answer.content.decode()
        return self.text

    @property
    def offered(self) -> set[str]:
        """What the page's forms lead to, by the last word of their addresses."""
        return set(re.findall(rf'<form[^>]* action="{re.escape(self.path)}([a-z-]+)/"', self.text)) - {"bring-in"}


ComeIn = Callable[[PgMember, Icm], Reader]


@pytest.fixture
def come_in() -> ComeIn:
    return lambda member, icm: Reader(member, icm).come_in()


def note_for_support(icm: Icm, by: User, words: str) -> None:
    """What the support team writes on an ICM for itself."""
    with escalating(ICMS, "update", icm, by, []) as act:
        act.words, act.data = words, {FOR_SUPPORT: True}
        act.record.update()
