"""Recognition: our words for the customer's problem, and whether they are right (R6)."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.acting import NotPossible, acting
from accounts.models import User
from incidents.actions import house
from incidents.actions.files import Uploads, keeping
from incidents.actions.repeating import for_customer
from incidents.actions.words import promised, words
from incidents.models import Incident


def state_problem(
    incident: Incident,
    *,
    by: User,
    body: str,
    next_update_by: datetime | None = None,
    files: Uploads = (),
    confirm_note: bool = False,
) -> Incident:
    """Say the problem in our words; a newer statement replaces the older."""
    with keeping(files, by) as kept, acting(house.INCIDENTS, "state_problem", incident, by) as act:
        act.files = kept
        act.words, act.public = for_customer(act.record, body, confirm_note=confirm_note), True
        act.record.state_problem()
        house.promise_update(act, promised(next_update_by, act.at))
    return act.record


def confirm_problem(incident: Incident, *, by: User, statement: int | None = None) -> Incident:
    """Yes, that is it: Recognition is reached. `statement` is the message that was seen."""
    with acting(house.INCIDENTS, "confirm_problem", incident, by) as act:
        require_seen(act.record, statement)
        act.public = True
        act.record.confirm_problem(act.at)
    return act.record


def correct_problem(
    incident: Incident, *, by: User, body: str, statement: int | None = None, files: Uploads = ()
) -> Incident:
    """Not quite: what is different raises action needed."""
    with keeping(files, by) as kept, acting(house.INCIDENTS, "correct_problem", incident, by) as act:
        act.files = kept
        require_seen(act.record, statement)
        act.words, act.public = words(body, field="body"), True
        act.record.correct_problem()
    return act.record


def require_seen(incident: Incident, statement: int | None) -> None:
    """A statement that the person did not see is not theirs to answer (D9)."""
    if statement is not None and statement != incident.statement_id:
        raise NotPossible(_("The problem has been written down anew since. Read it first, then answer."))
