"""The floor above, as far as the outbox knows it: a function that writes the letter about a record."""

from notifications.letters import Letter
from notifications.models import Notification

RELIEF = Letter(
    subject="Query fails since noon",
    text="A solution was proposed.\n\nSee http://127.0.0.1:8000/incidents/17/ and answer.\n.\nOne dot stands above.",
    html="<!doctype html><html><head><title>t</title></head><body><p>A <b>solution</b> was proposed.</p></body></html>",
    from_name="Eva",
    thread="incident-17",
)
written: dict[int, Letter | Exception | None] = {}


def letter(notification: Notification) -> Letter | None:
    """What was written about this record; RELIEF if nothing special was."""
    answer = written.get(notification.record_id, RELIEF)
    if isinstance(answer, Exception):
        raise answer
    return answer
