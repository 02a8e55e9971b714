"""Who was named as having asked for an ICM says that they never did (R31)."""

from escalations.actions.house import ICMS, escalating, incidents_of, tell_incidents
from escalations.models import Icm, PgMember
from incidents.actions.words import BODY, words


def deny(icm: Icm, *, by: PgMember, body: str = "") -> Icm:
    """By their own link: the ground is marked as denied, who opened it and the owners are told and wanted."""
    with escalating(ICMS, "deny", icm, by, incidents_of(icm)) as act:
        act.words = words(body, field="body", limit=BODY, required=False)
        act.record.deny(act.at)
        tell_incidents(incidents_of(icm), "deny", by, words=act.words, wants_owner=True, icm=icm.number)
    return act.record
