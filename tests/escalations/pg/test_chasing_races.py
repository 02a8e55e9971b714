"""Several sweeps at once: an ICM that nobody took calls once, and whoever takes it meanwhile is heard (R35)."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from escalations import actions
from escalations.models import EscalationEvent, Icm, PgMember
from incidents.models import Event
from notifications.models import Notification
from notifications.moment import at
from tests.conftest import MONDAY, Make
from tests.escalations.conftest import MakeIcm, ProductGroup, investigate
from tests.incidents.test_races import _patient as _patient
from tests.incidents.test_races import at_once
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)

DUE = MONDAY + timedelta(hours=3)


@pytest.fixture
def due(make_icm: MakeIcm, make: Make, people: People) -> Icm:
    with at(MONDAY):
        incident = make("work_in_progress", severity=2)
        investigate(incident, people)
        return make_icm(incident=incident)


def sweep() -> int:
    with at(DUE):
        return actions.sweep_icms()


def test_of_eight_sweeps_at_once_one_calls(due: Icm) -> None:
    came = at_once([sweep] * 8)

    assert not [result for result in came if isinstance(result, Exception)]
    assert EscalationEvent.objects.filter(verb="chase_icm").count() == 1
    assert Event.objects.filter(verb="chase_icm").count() == 1
    assert Notification.objects.filter(verb="chase_icm").count() == 2


def test_whoever_takes_it_among_them_is_not_called_for_afterwards(due: Icm, pg: ProductGroup) -> None:
    pia = PgMember.objects.get(pk=pg.pia.pk)

    def take() -> object:
        with at(DUE):
            return actions.acknowledge(Icm.objects.get(pk=due.pk), by=pia)

    came = at_once([sweep, sweep, take, sweep, sweep])

    assert not [result for result in came if isinstance(result, Exception)]
    verbs = list(EscalationEvent.objects.filter(kind="icm").order_by("seq").values_list("verb", flat=True))
    assert verbs in (["open_icm", "acknowledge"], ["open_icm", "chase_icm", "acknowledge"])


def test_the_command_sweeps_it_too(due: Icm, capsys: pytest.CaptureFixture[str]) -> None:
    with at(DUE):
        call_command("sweep_clocks")

    assert EscalationEvent.objects.filter(verb="chase_icm").count() == 1
