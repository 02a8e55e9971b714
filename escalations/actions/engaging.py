"""The product group is in touch with an unhappy customer, as an approved escalation asks of the ICM's owner (R40)."""

from django.utils.translation import gettext as _

from accounts.acting import Act, NotPossible, lock
from escalations.actions.consenting import concerned, let_in
from escalations.actions.csat import requesting
from escalations.actions.house import tell_incidents, write_down
from escalations.consent import ground_offered
from escalations.models import CsatRequest, Doer, Icm, PgMember
from incidents.actions.words import BODY, words
from incidents.models import Guest


def engage_csat(request: CsatRequest, *, by: PgMember, body: str = "", join: bool = False) -> CsatRequest:
    """Whoever works on the ICM is in touch with the customer: by joining their conversation with this press, or as
    they say. Their press is the ground for joining; an EM's or PM's is what the approval offers them (R37).
    """
    with requesting("engage_csat", request, by) as act:
        csat = act.record
        act.words = words(body, field="body", limit=BODY, required=False)
        csat.engage_csat(act.at)
        assert csat.icm is not None  # noqa: S101 - approved with one, says the database
        icm = lock(csat.icm)
        ground = joined(icm, csat, by, act) if join else ""
        act.data = {"ground": ground} if ground else {}
        about = {"request": csat.pk, "incident": csat.incident.number}
        write_down(icm, "engage_csat", by, act.words, **about, **act.data)
        tell_incidents([csat.incident], "engage_csat", by, words=act.words, request=csat.number, **act.data)
    return act.record


def joined(icm: Icm, csat: CsatRequest, by: PgMember, act: Act[CsatRequest, Doer]) -> str:
    if csat.incident.is_closed:
        raise NotPossible(_("This is closed, and nobody joins its conversation any more."))
    is_led = ground_offered(by, icm, csat.incident) == Guest.Ground.CSAT_LEADERSHIP
    ground = Guest.Ground.CSAT_LEADERSHIP.value if is_led else Guest.Ground.PG_REQUESTED.value
    let_in(Act("engage_csat", icm, by, act.at, words=act.words), concerned(icm, csat.incident), by, ground, None)
    return ground
