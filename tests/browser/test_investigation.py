"""The investigation as it is read and made, without a script and with one (R29)."""

import pytest

from incidents import actions
from incidents.actions.area_following import follow_area
from incidents.actions.investigating import Finding, record_checks
from incidents.models import Incident
from tests.browser.conftest import Open
from tests.browser.test_screens import LOOKS, flaws
from tests.conftest import Make
from tests.knowledge import down
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def looked_into(people: People, make: Make) -> Incident:
    """Three checks made, one of them twice; a task that can be taken back, and a call in a followed area."""
    incident = make("work_in_progress")
    first = Finding("diagnostics", "not_possible", "No access to the *eastern* cluster yet.")
    guides = Finding("guides", "checked", "TSG 12 up to step 4:\n\n```\nSELECT a_rather_long_line FROM leases\n```")
    outage = Finding("outage", "ruled_in", "Same region, same minute.", outage=down(people))
    incident = record_checks(incident, by=people.sam, findings=[first, guides, outage])
    incident = record_checks(incident, by=people.eva, findings=[Finding("diagnostics", "checked", "Two leases.")])
    incident = actions.delegate_task(incident, by=people.eva, title="Read the leases", assignee=people.sam)
    follow_area(people.query, by=people.eva)
    return actions.raise_flag(incident, by=people.eva, flag="assistance_required", reason="Leases, by noon.")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_its_screens(window: Open, people: People, looked_into: Incident, width: int, scheme: str) -> None:
    place = f"/workspace/incidents/{looked_into.number}/"
    task = looked_into.tasks.get().pk
    paths = [place, f"{place}investigation/", f"{place}investigation/?q=lease", f"{place}tasks/{task}/recall/"]

    assert flaws(window(people.eva, width, scheme), [*paths, "/workspace/following/"]) == []
