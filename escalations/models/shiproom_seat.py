"""An EM's or PM's place in shiproom, as that which their link opens: it is no record, and has no history (R36, R41)."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from escalations.models.directory import PgMember


@dataclass(frozen=True)
class ShiproomSeat:
    """What a link's pages and letters ask of that which it opens, answered for one person's shiproom."""

    member: PgMember

    KIND: ClassVar = "shiproom"

    @property
    def pk(self) -> int:
        return self.member.pk

    @property
    def number(self) -> str:
        """As sentences name it, where a record has its number."""
        return _("shiproom")

    @property
    def is_over(self) -> bool:
        """It is theirs for as long as they lead an area."""
        return not self.member.is_leading
