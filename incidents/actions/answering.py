"""The conversation: the first answer, updates, notes for the team, and the customer's own messages (R17)."""

from datetime import datetime

from accounts.acting import acting
from accounts.models import User
from incidents import policy
from incidents.actions import house
from incidents.actions.files import Uploads, keeping, names
from incidents.actions.repeating import for_customer
from incidents.actions.words import promised, words
from incidents.models import Incident


def respond(
    incident: Incident,
    *,
    by: User,
    body: str,
    next_update_by: datetime | None = None,
    files: Uploads = (),
    confirm_note: bool = False,
) -> Incident:
    """The owner's first message of value: stops the Response clock; its letter names the owner (R5).

    `confirm_note`: what came from a team note is meant for the customer (R17).
    """
    with keeping(files, by) as kept, acting(house.INCIDENTS, "respond", incident, by) as act:
        act.files = kept
        act.words, act.public = for_customer(act.record, body, confirm_note=confirm_note), True
        act.record.respond(act.at)
        house.promise_update(act, promised(next_update_by, act.at))
    return act.record


def send_update(
    incident: Incident,
    *,
    by: User,
    body: str,
    next_update_by: datetime | None = None,
    files: Uploads = (),
    confirm_note: bool = False,
) -> Incident:
    """Words to the customer. The owner's answer what was asked; anybody else's want the owner (R15)."""
    with keeping(files, by) as kept, acting(house.INCIDENTS, "send_update", incident, by) as act:
        act.files = kept
        body = body.strip() or names(files)
        act.words, act.public = for_customer(act.record, body, confirm_note=confirm_note), True
        act.record.send_update()
        act.record.action_needed = not policy.is_owner(by, act.record, act.at)
        house.promise_update(act, promised(next_update_by, act.at))
    return act.record


def add_note(incident: Incident, *, by: User, body: str, files: Uploads = ()) -> Incident:
    """Words for the team only: no customer's letter or page ever holds them (R2)."""
    with keeping(files, by) as kept, acting(house.INCIDENTS, "add_note", incident, by) as act:
        act.files = kept
        act.words = words(body.strip() or names(files), field="body")
        act.record.add_note()
        act.record.action_needed |= not policy.is_owner(by, act.record, act.at)
    return act.record


def post_message(incident: Incident, *, by: User, body: str, files: Uploads = ()) -> Incident:
    """The customer writes: the owner gets the words, flag already up or not (R15)."""
    with keeping(files, by) as kept, acting(house.INCIDENTS, "post_message", incident, by) as act:
        act.files = kept
        act.words, act.public = words(body.strip() or names(files), field="body"), True
        act.record.post_message()
    return act.record
