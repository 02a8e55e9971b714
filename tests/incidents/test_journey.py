"""The main job, by the actions alone: from report to close, with a rejection on the way."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from incidents import actions
from incidents.models import Event, Incident
from notifications.models import Notification
from tests.people import People


def test_an_incident_from_report_to_close(people: People, monday: datetime, later: Callable[..., Any]) -> None:
    incident = actions.open_incident(by=people.ada, title="Output stops", description="Since 09:40.", severity=2)
    actions.assign(incident, by=people.eli, owner=people.eva, area=people.query, category="bug")
    with later(hours=1):
        actions.respond(incident, by=people.eva, body="I have this now.")
    with later(hours=2):
        actions.state_problem(incident, by=people.eva, body="Your job reads but writes nothing.")
        actions.confirm_problem(incident, by=people.ada)
    with later(hours=3):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale to 12.")
    with later(hours=27):
        actions.reject_solution(incident, by=people.ada, reason="It stalls again.")
    with later(hours=28):
        incident = actions.propose_solution(incident, by=people.eva, kind="conclusive_fix", body="Update to 11.4.2.")
    with later(hours=29):
        incident = actions.accept_solution(incident, by=people.ada)

    incident.refresh_from_db()
    assert incident.state == Incident.State.CLOSED
    response, relief = incident.clocks.order_by("pk")
    assert response.elapsed == timedelta(hours=1)
    assert relief.elapsed == timedelta(hours=4)
    assert [clock.state for clock in (response, relief)] == ["stopped", "stopped"]
    verbs = list(Event.objects.order_by("seq").values_list("seq", "verb"))
    assert [seq for seq, _ in verbs] == list(range(1, len(verbs) + 1))
    assert Notification.objects.filter(verb="propose_solution", address="ada@contoso.example").count() == 2
