"""What a link's letter said, to whoever has no more than that letter; whichever room wrote it (R36)."""

from collections.abc import Callable

from escalations import link_letters, meeting_letters, notices
from escalations.models import Link
from notifications.letters import Letter
from notifications.models import Notification

SAID: dict[str, Callable[[Notification], Letter | None]] = {
    "escalation": notices.said,
    link_letters.NEW_LINK: link_letters.new_link_said,
    meeting_letters.KIND: meeting_letters.said,
}


def said(link: Link) -> Letter | None:
    """In its very words and without the link; none where they are others by now."""
    if link.notification is None or not link.said:
        return None
    write = SAID.get(link.notification.kind)
    return write(link.notification) if write else None
