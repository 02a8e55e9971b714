"""Recognition: our words for the customer's problem, and whether they are right (R6)."""

from datetime import datetime

from accounts.acting import acting
from accounts.models import User
from incidents.actions import house
from incidents.actions.words import promised, words
from incidents.models import Incident


def state_problem(incident: Incident, *, by: User, body: str, next_update_by: datetime | None = None) -> Incident:
    """Say the problem in our words; a newer statement replaces the older."""
    with acting(house.INCIDENTS, "state_problem", incident, by) as act:
        act.words, act.public = words(body, field="body"), True
        act.record.state_problem()
        house.promise_update(act, promised(next_update_by))
    return act.record


def confirm_problem(incident: Incident, *, by: User) -> Incident:
    """Yes, that is it: Recognition is reached."""
    with acting(house.INCIDENTS, "confirm_problem", incident, by) as act:
        act.public = True
        act.record.confirm_problem(act.at)
    return act.record


def correct_problem(incident: Incident, *, by: User, body: str) -> Incident:
    """Not quite: what is different raises action needed."""
    with acting(house.INCIDENTS, "correct_problem", incident, by) as act:
        act.words, act.public = words(body, field="body"), True
        act.record.correct_problem()
    return act.record
