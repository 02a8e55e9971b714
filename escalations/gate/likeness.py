"""The ICMs that are most like an incident: shown before another is opened (R34)."""

from accounts.models import User
from escalations.found import ICM
from incidents import search
from incidents.models import Incident
from incidents.search import Hit

SHOWN = 5


def similar_icms(incident: Incident, reader: User) -> list[Hit]:
    """Best first; those that have no more in common with it than chance gives are left out."""
    return [hit for hit in search.similar(reader, incident, kinds=[ICM.name], limit=SHOWN) if hit.is_telling]
