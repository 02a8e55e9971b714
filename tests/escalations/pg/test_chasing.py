"""Nobody acknowledges an ICM: the team is called once more after the time of a first answer, then its EM (R35)."""

from datetime import timedelta
from typing import Any

import pytest

from escalations import actions
from escalations.models import EscalationEvent, Icm
from incidents.models import Incident
from notifications.delivery import deliver
from notifications.models import Notification
from notifications.moment import at, now
from tests.aftermath import everything, letters, verbs
from tests.conftest import Make, later, monday
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.people import RESPONSE, People
