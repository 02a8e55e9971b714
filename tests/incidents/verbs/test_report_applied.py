"""report_applied: the customer has it applied in their environment: Resolution (R23)."""

from datetime import UTC, date, datetime

import pytest

from accounts.acting import NotPossible, NotValid
from incidents import actions
from incidents.models import Incident
from notifications.moment import at
from tests.aftermath import last_event, letters, refused
from tests.conftest import Make
from tests.kinds import only_for
from tests.people import People

TODAY = date(2026, 11, 16)


@pytest.mark.parametrize("name", ["ada", "lead"])
@pytest.mark.parametrize("state", ["work_in_progress", "solution_proposed"])
def test_resolution_is_reached_and_the_state_stays(
    monday: datetime, make: Make, people: People, name: str, state: str
) -> None:
    incident = actions.report_applied(make(state), by=people.by_name(name), applied_on=TODAY)

    incident.refresh_from_db()
    assert (incident.resolved_at, incident.applied_on, incident.state) == (monday, TODAY, state)
    assert last_event(incident).data == {"applied_on": "2026-11-16"}
    assert letters("report_applied") == {"eva": "staff"}


def test_it_answers_the_question_that_was_put(monday: datetime, working: Incident, people: People) -> None:
    asked = actions.raise_flag(working, by=people.eva, flag="customer_action_needed", reason="Is it in?")

    assert not actions.report_applied(asked, by=people.ada, applied_on=TODAY).customer_action_needed


def test_others_may_not(monday: datetime, working: Incident, people: People) -> None:
    only_for(people, "ada", "lead", act=lambda by: actions.report_applied(working, by=by, applied_on=TODAY))


@pytest.mark.parametrize("state", ["untriaged", "new", "closed"])
def test_only_between_the_first_response_and_the_end(make: Make, people: People, state: str) -> None:
    incident = make(state)

    with refused(NotPossible):
        actions.report_applied(incident, by=people.ada, applied_on=TODAY)


def test_no_day_to_come(monday: datetime, working: Incident, people: People) -> None:
    with refused(NotValid, "applied_on"):
        actions.report_applied(working, by=people.ada, applied_on=date(2026, 11, 17))


@pytest.mark.parametrize(
    ("zone", "moment", "today"),
    [
        ("Pacific/Auckland", datetime(2026, 11, 16, 20, 0, tzinfo=UTC), date(2026, 11, 17)),
        ("America/Los_Angeles", datetime(2026, 11, 17, 3, 0, tzinfo=UTC), date(2026, 11, 16)),
    ],
)
def test_a_day_has_begun_where_the_customer_is(
    make: Make, people: People, zone: str, moment: datetime, today: date
) -> None:
    people.ada.zone = zone
    with at(moment):
        incident = make("work_in_progress")
        assert actions.report_applied(incident, by=people.ada, applied_on=today).applied_on == today
        with refused(NotValid, "applied_on"):
            actions.report_applied(incident, by=people.ada, applied_on=date(2026, 11, today.day + 1))


def test_nothing_was_applied_an_age_before_it_was_reported(monday: datetime, working: Incident, people: People) -> None:
    with refused(NotValid, "applied_on"):
        actions.report_applied(working, by=people.ada, applied_on=date(1, 1, 1))
