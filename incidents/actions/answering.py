"""The conversation: the first answer, updates, notes for the team, and the customer's own messages (R17)."""

from datetime import datetime

from accounts.acting import acting
from accounts.models import User
from incidents import policy
from incidents.actions import house
from incidents.actions.words import promised, words
from incidents.models import Incident


def respond(incident: Incident, *, by: User, body: str, next_update_by: datetime | None = None) -> Incident:
    """The owner's first message of value: stops the Response clock; its letter names the owner (R5)."""
    with acting(house.INCIDENTS, "respond", incident, by) as act:
        act.words, act.public = words(body, field="body"), True
        act.record.respond(act.at)
        house.promise_update(act, promised(next_update_by, act.at))
    return act.record


def send_update(incident: Incident, *, by: User, body: str, next_update_by: datetime | None = None) -> Incident:
    """Words to the customer. The owner's answer what was asked; anybody else's want the owner (R15)."""
    with acting(house.INCIDENTS, "send_update", incident, by) as act:
        act.words, act.public = words(body, field="body"), True
        act.record.send_update()
        act.record.action_needed = not policy.is_owner(by, act.record)
        house.promise_update(act, promised(next_update_by, act.at))
    return act.record


def add_note(incident: Incident, *, by: User, body: str) -> Incident:
    """Words for the team only: no customer's letter or page ever holds them (R2)."""
    with acting(house.INCIDENTS, "add_note", incident, by) as act:
        act.words = words(body, field="body")
        act.record.add_note()
        act.record.action_needed |= not policy.is_owner(by, act.record)
    return act.record


def post_message(incident: Incident, *, by: User, body: str) -> Incident:
    """The customer writes: the owner gets the words, flag already up or not (R15)."""
    with acting(house.INCIDENTS, "post_message", incident, by) as act:
        act.words, act.public = words(body, field="body"), True
        act.record.post_message()
    return act.record
