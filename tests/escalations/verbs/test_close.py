"""close: verified by the support team; what it hit stays as it is (R35)."""

from datetime import datetime

from escalations import actions
from incidents.models import Incident
from incidents.replaying import replay_timeline
from tests.aftermath import letters, verbs
from tests.escalations.conftest import MakeIcm
from tests.people import People


def test_it_is_closed_and_its_owner_told(monday: datetime, make_icm: MakeIcm, people: People) -> None:
    icm = actions.close(make_icm("resolved"), by=people.mia)

    assert (icm.state, icm.resolution, icm.closed_at) == ("closed", "fixed", monday)
    assert letters("close") == {"pia": "pg"}
    incident = icm.incidents[0]
    assert (incident.state, verbs(incident)[-1]) == ("work_in_progress", "close")
    assert replay_timeline(Incident.objects.all()).differences == []
