"""What the product group wrote for the customer where it is by design, for the owner to say in their words (R35)."""

from escalations.models import Icm
from incidents.from_above import Said
from incidents.models import Incident


def insights_for(incident: Incident) -> list[Said]:
    """Of each of its ICMs that ended by design; of one that was sent back, none."""
    rows = Icm.objects.filter(hits__incident=incident, resolution=Icm.Resolution.BY_DESIGN).exclude(insight="")
    return [Said(icm.number, icm.title, icm.insight) for icm in rows.order_by("-pk")]
