"""What is no ground for an ICM becomes a question, with everything that was typed (R31)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.acting import NotValid
from accounts.models import User
from escalations.actions.consulting import ask
from escalations.actions.refusing import follow
from escalations.models import Consultation, NoGround
from incidents.models import Incident

# Whom each reason leads to; the SMEs' rung skips the colleagues', and its reason says why.
AUDIENCES = {
    NoGround.DOCUMENTATION: Consultation.Audience.COLLEAGUES,
    NoGround.QUERY: Consultation.Audience.SMES,
    NoGround.UNSURE_HOW_TO_TROUBLESHOOT: Consultation.Audience.COLLEAGUES,
    NoGround.BEYOND_MY_SKILLS: Consultation.Audience.SMES,
}


@transaction.atomic
def consult_instead(incident: Incident, *, by: User, ground: str, question: str) -> Consultation:
    """Ask whom this reason leads to; the draft stays, for the case that the answer is an ICM after all."""
    if ground not in AUDIENCES:
        raise NotValid({"ground": [_("Choose what you would like to ask about.")]})
    if incident.area is None:
        raise NotValid({"incident": [_("Choose the incident's area first: it says whom to ask.")]})
    audience = AUDIENCES[NoGround(ground)]
    reason = str(NoGround(ground).label) if audience != Consultation.Audience.COLLEAGUES else ""
    asked = ask(incident, by=by, area=incident.area, audience=audience, question=question, reason=reason)
    follow(asked, by=by, incident=incident, ground=ground)
    return asked
