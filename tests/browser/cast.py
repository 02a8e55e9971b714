"""Who plays in a long story: each in a browser of their own, with their own mail."""

import pytest

from accounts.models import User
from escalations.models import PgMember
from tests.browser.conftest import Open, Postman
from tests.browser.inbox import Inbox
from tests.escalations.conftest import ProductGroup, pg
from tests.people import People

__all__ = ["cast", "pg"]


class Cast:
    """Ada, who is our customer; Eva, Sam and Mia of support; Pia, Pete and their leaders of the product group."""

    def __init__(self, window: Open, postman: Postman, people: People, pg: ProductGroup) -> None:
        self.postman = postman
        self.ada, self.eva, self.sam, self.mia = map(window, (people.ada, people.eva, people.sam, people.mia))
        self.pia = window()
        self.to_ada, self.to_eva, self.to_sam = map(self.inbox, (people.ada, people.eva, people.sam))
        self.to_pia, self.to_pete = map(self.inbox, (pg.pia, pg.pete))
        self.leaders = [self.inbox(pg.ema), self.inbox(pg.pam)]

    def inbox(self, reader: User | PgMember) -> Inbox:
        return Inbox(self.postman, reader.email)

    def forget_mail(self) -> None:
        """What came so far is read and gone."""
        self.to_ada.mails()
        self.postman.received.clear()

    @property
    def complaints(self) -> list[str]:
        """Of all their browsers."""
        return [said for one in (self.ada, self.eva, self.sam, self.mia, self.pia) for said in one.complaints]


@pytest.fixture
def cast(window: Open, postman: Postman, people: People, pg: ProductGroup) -> Cast:
    return Cast(window, postman, people, pg)
