"""A PG member on the way from a mail's link to the record, over the wire, as a browser without scripts goes it."""

import html
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.webserver import Answer, Call, WebServer

HIDDEN = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"')


class Reader:
    """One person's browser, which comes from `place`."""

    def __init__(self, server: WebServer, place: str) -> None:
        self.server, self.place, self.cookies = server, place, SimpleCookie()

    def gets_to_the_record(self, link: str, record_path: str) -> bool:
        """By the button, the code and back to the record's own page."""
        opened = self.press(self.ask("GET", link), "/p/open/")
        if opened.status != 303:
            return False
        asked = self.press(self.ask("GET", opened.headers["location"]), f"{record_path}send-code/")
        entering = self.ask("GET", asked.headers.get("location", record_path))
        self.press(entering, f"{record_path}enter-code/", code=self.code_in_the_mail())
        return "no account needed." in self.ask("GET", record_path).body.lower()

    def code_in_the_mail(self) -> str:
        from escalations.links import digits_of  # noqa: PLC0415 (needs the settings that the drill has made)
        from escalations.models import Code  # noqa: PLC0415

        return digits_of(Code.objects.select_related("session").latest("pk"))

    def press(self, page: Answer, action: str, **fields: str) -> Answer:
        """The form of a page that leads there; nothing where there is none."""
        _before, found, form = page.body.partition(f'action="{action}"')
        hidden = HIDDEN.findall(form.partition("</form>")[0])
        if not found:
            return Answer(page.call)
        sent = {name: html.unescape(value) for name, value in hidden} | fields
        return self.ask("POST", action, urlencode(sent).encode())

    def ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        headers = {"X-Forwarded-For": self.place, "Content-Type": "application/x-www-form-urlencoded"}
        headers["Cookie"] = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        answer = self.server.send(Call("read", path, body, headers, method))
        self.keep(answer)
        return answer

    def keep(self, answer: Answer) -> None:
        for line in answer.cookies:
            self.cookies.load(line)


def place_number(number: int) -> str:
    """An address of its own for everybody, so that no brake takes them for one."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
