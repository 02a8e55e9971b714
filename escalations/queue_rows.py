"""What the queue shows whose reason lies above the incidents: with the product group, and at risk (R20, R38)."""

from django.db.models import Exists, OuterRef

from accounts.models import User
from escalations import risk
from escalations.models import Icm, IcmIncident
from incidents.models.incident_fields import IncidentQuerySet
from notifications.moment import now

LOOKED_AT = 200  # incidents that changed last and bear a sign: as many as one look weighs


def with_product_group(rows: IncidentQuerySet, user: User) -> IncidentQuerySet:
    """At least one of their ICMs is in the product group's hands, as the clocks reckon it (R20)."""
    theirs = IcmIncident.objects.filter(incident=OuterRef("pk"), icm__state__in=Icm.WAITS_FOR_PG)
    return rows.filter(Exists(theirs))


def at_risk(rows: IncidentQuerySet, user: User) -> IncidentQuerySet:
    """Where a reason is seen that nobody has looked at and dismissed; a fixed number of queries (R38)."""
    moment = now()
    found = risk.candidates(rows, moment).order_by("-last_event_at", "-pk")[:LOOKED_AT]
    seen = risk.risks_of(list(found), moment)
    return rows.filter(pk__in=[each.incident.pk for each in seen if each.reasons and not each.is_dismissed])
