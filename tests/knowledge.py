"""What is known beside the incidents of the tests: a Problem, a Change, an RCA request and an outage, by real acts."""

from datetime import timedelta
from typing import Any

from incidents.actions.changes import open_change, open_rca
from incidents.actions.outages import open_outage
from incidents.actions.problems import know_problem, open_problem, publish_problem
from incidents.models import Change, Outage, Problem, RcaRequest
from notifications.moment import now
from tests.people import People


def known(people: People, **more: Any) -> Problem:
    """A Problem whose cause is understood, with a way to keep working; customers do not read it yet."""
    written = {"title": "A lease outlives its worker", "symptoms": "The output stops after scaling.", **more}
    problem = open_problem(by=people.sam, area=people.query, workaround="Scale to 12 units.", **written)
    return know_problem(problem, by=people.sam, cause="The lease is not given back.")


def published(people: People, **more: Any) -> Problem:
    return publish_problem(known(people, **more), by=people.sam)


def planned(people: People) -> Change:
    """For tomorrow."""
    return open_change(by=people.eli, title="Move to the new broker", planned_for=now() + timedelta(days=1))


def asked(people: People) -> RcaRequest:
    return open_rca(by=people.eva, title="Why leases outlive workers", due_on=now().date() + timedelta(days=5))


def down(people: People, **more: Any) -> Outage:
    """Inputs, everywhere, since an hour ago."""
    written = {"title": "Inputs refuse connections", "public_text": "Some jobs cannot read.", **more}
    return open_outage(by=people.eli, **{"area": people.inputs, "starts_at": now() - timedelta(hours=1), **written})
