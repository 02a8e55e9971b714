"""What an approved escalation asks for is done where somebody joins or writes of their own accord (R40)."""

from datetime import datetime

from accounts.acting import Act, lock
from escalations import policy
from escalations.actions.house import record
from escalations.models import CsatRequest, Icm, PgMember
from incidents.models import Incident


def be_in_touch(icm: Icm, incident: Incident, member: PgMember, at: datetime) -> None:
    """They joined or wrote to the customer of their own accord, so nobody needs to ask for it any more."""
    if not policy.works_on_icm(member, icm):
        return
    for row in CsatRequest.objects.approved().filter(icm=icm, incident=incident, engaged_at=None).order_by("pk"):
        csat = lock(row)
        if csat.hindrance("engage_csat") is not None:
            continue
        csat.engage_csat(at)
        csat.version += 1
        record(Act("engage_csat", csat, member, max(at, csat.last_event_at), data={"of_their_own": True}))
        csat.save()
