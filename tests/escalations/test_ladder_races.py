"""Several sweeps at once, an answer and a closing among them: each question goes on exactly once (R30)."""

from datetime import timedelta

import pytest

from accounts.acting import NotPossible, Refusal
from accounts.models import User
from escalations import actions
from escalations.models import Consultation, Rung
from incidents import actions as incident_actions
from incidents.models import Event, Incident
from incidents.replaying import replay_timeline
from notifications.models import Notification
from notifications.moment import at
from tests.conftest import MONDAY, Make
from tests.escalations.ladder import again, ask
from tests.incidents.test_races import _patient as _patient
from tests.incidents.test_races import at_once
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)

OVER = MONDAY + timedelta(minutes=61)


@pytest.fixture
def asked(people: People, make: Make) -> Consultation:
    with at(MONDAY):
        return ask(make("solution_proposed"), people)


def sweep() -> int:
    with at(OVER):
        return actions.sweep_consultations()


def test_of_eight_sweeps_at_once_one_moves_it(asked: Consultation) -> None:
    came = at_once([sweep] * 8)

    assert not [result for result in came if isinstance(result, Exception)]
    assert sum(came) == 1
    assert again(asked).audience == "smes"
    assert Rung.objects.filter(consultation=asked).count() == 2
    assert Event.objects.filter(verb="move_up").count() == 1
    assert Notification.objects.filter(verb="move_up", address="sam@relief.example").count() == 1


def test_an_answer_among_them_is_heard(asked: Consultation, people: People) -> None:
    """Either it came first, and nothing moves, or it moved, and only an SME could have answered."""
    eli = User.objects.get(pk=people.eli.pk)

    def answer() -> object:
        with at(OVER):
            return actions.answer(again(asked), by=eli, body="Read the lease log.", icm_indicated=False)

    came = at_once([sweep, sweep, answer, sweep, sweep])

    assert not [result for result in came if isinstance(result, Exception) and not isinstance(result, Refusal)]
    state = again(asked)
    assert (state.state, state.audience) in {("answered", "colleagues"), ("asked", "smes")}
    assert Rung.objects.filter(consultation=asked, outcome="").count() == (state.state == "asked")
    assert replay_timeline(Incident.objects.all()).differences == []


def test_a_closing_among_them_ends_it_once(asked: Consultation, people: People) -> None:
    ada = User.objects.get(pk=people.ada.pk)

    def close() -> object:
        with at(OVER):
            return incident_actions.accept_solution(Incident.objects.get(pk=asked.incident_id), by=ada)

    came = at_once([sweep, close, sweep, sweep])
    sweep()

    assert not [result for result in came if isinstance(result, Exception)]
    assert again(asked).state == "ended"
    assert [event.verb for event in again(asked).history].count("end") == 1
    with at(OVER), pytest.raises(NotPossible):
        actions.answer(again(asked), by=people.sam, body="So.", icm_indicated=False)
    assert replay_timeline(Incident.objects.all()).differences == []
