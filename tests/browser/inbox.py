"""What one person got by mail, as a reader of mail sees it: delivered by the worker, received over SMTP."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from notifications.delivery import deliver
from tests.browser.conftest import Postman

LINK = re.compile(r"^http://[^/\s]+(/\S+)$", re.MULTILINE)
CODE = re.compile(r"^([0-9]{8})$", re.MULTILINE)


class Inbox:
    """Of one address, the newest last."""

    def __init__(self, postman: Postman, address: str) -> None:
        self.postman, self.address = postman, address

    def mails(self) -> list[EmailMessage]:
        """All there are, once the worker has sent what waits."""
        deliver()
        return [read(mail) for mail in self.postman.to(self.address)]

    def newest(self, what: re.Pattern[str]) -> str:
        """The newest that a mail says of this kind."""
        found = (what.search(text_of(mail)) for mail in reversed(self.mails()))
        return next(match.group(1) for match in found if match)

    def about(self, words: str) -> EmailMessage:
        """The newest mail with these words in its subject."""
        mails = self.mails()
        found = [mail for mail in mails if words in str(mail["Subject"])]
        assert found, f"{self.address} got no mail about {words!r}, but {[str(mail['Subject']) for mail in mails]}"
        return found[-1]


def read(mail: str) -> EmailMessage:
    return message_from_bytes(mail.encode(), policy=policy.default)


def text_of(mail: EmailMessage) -> str:
    return part_of(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    return part_of(mail, "html")


def part_of(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def link_of(mail: EmailMessage) -> str:
    """Where its one action leads, without the installation's address."""
    found = LINK.search(text_of(mail))
    assert found, f"no link in {mail['Subject']}"
    return found.group(1)
