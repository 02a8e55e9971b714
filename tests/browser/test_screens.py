"""Every screen, as it is read: nothing for axe to find, nothing off the side, no complaint in the console."""

from dataclasses import dataclass

import pytest

from incidents import actions
from incidents.models import Incident
from tests.browser.conftest import Open, Window
from tests.conftest import Make
from tests.knowledge import asked as rca
from tests.knowledge import down, planned, published
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]


@dataclass
class World:
    """One incident in each situation that a page shows differently."""

    untriaged: Incident
    stated: Incident
    asked: Incident
    proposed: Incident
    closed: Incident
    known: dict[str, str]  # each shelf of the workspace, and the number of what stands there


@pytest.fixture
def world(people: People, make: Make) -> World:
    stated, asked = make("work_in_progress"), make("work_in_progress")
    actions.state_problem(stated, by=people.eva, body="Your job reads, and writes **nothing**.")
    actions.raise_flag(asked, by=people.eva, flag="customer_action_needed", reason="Which version do you run?")
    actions.raise_flag(asked, by=people.eva, flag="assistance_required", reason="A second pair of eyes.")
    actions.add_note(asked, by=people.sam, body="Looks like `KE-118`.\n\n```\nSELECT a_rather_long_line FROM x\n```")
    problem, outage = published(people), down(people)
    actions.match_problem(stated, by=people.eva, problem=problem)
    actions.set_substate(stated, by=people.eva, substate="pending_problem", problem=problem)
    actions.link_outage(asked, by=people.eva, outage=outage)
    known = {"known-errors": problem, "outages": outage, "changes": planned(people), "rcas": rca(people)}
    numbers = {shelf: record.number for shelf, record in known.items()}
    return World(make("untriaged"), stated, asked, make("solution_proposed"), make("closed"), numbers)


def flaws(window: Window, paths: list[str]) -> list[str]:
    """Everything wrong with these pages: for axe, at the side, and in the console."""
    found = []
    for path in paths:
        if spills(window, path):
            found.append(f"{path} scrolls sideways")
        found += window.faults()
    return found + window.complaints


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_customers_screens(window: Open, people: People, world: World, width: int, scheme: str) -> None:
    incidents = [world.untriaged, world.stated, world.asked, world.proposed, world.closed]
    paths = ["/portal/", "/portal/incidents/", "/portal/report/", "/account/settings/", "/contact/"]
    paths += [f"/portal/incidents/{incident.number}/" for incident in incidents]
    paths += [f"/portal/incidents/{world.untriaged.number}/reported/", "/portal/incidents/INC-1/"]
    paths += ["/portal/known-problems/", f"/portal/known-problems/{world.known['known-errors']}/"]

    assert flaws(window(people.ada, width, scheme), paths) == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_teams_screens(window: Open, people: People, world: World, width: int, scheme: str) -> None:
    incidents = [world.untriaged, world.stated, world.asked, world.proposed, world.closed]
    paths = ["/workspace/", "/workspace/queue/unassigned/", "/workspace/incidents/", "/workspace/incidents/new/"]
    paths += [f"/workspace/incidents/{incident.number}/" for incident in incidents]
    working = f"/workspace/incidents/{world.stated.number}/"
    paths += [f"{working}clocks/", f"{working}propose-solution/", f"{working}assign/", "/workspace/letters/"]

    assert flaws(window(people.eva, width, scheme), paths) == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_teams_knowledge(window: Open, people: People, world: World, width: int, scheme: str) -> None:
    paths = []
    for shelf, number in world.known.items():
        paths += [f"/workspace/{shelf}/", f"/workspace/{shelf}/new/", f"/workspace/{shelf}/{number}/"]
    problem, outage = (f"/workspace/{shelf}/{world.known[shelf]}/" for shelf in ("known-errors", "outages"))
    paths += [f"{problem}edit-problem/", f"{problem}remove-problem/", f"{outage}edit-outage/", f"{outage}tell-outage/"]
    stated = f"/workspace/incidents/{world.stated.number}/"
    paths += [f"{stated}set-substate/", f"{stated}match-problem/", f"{stated}propose-solution/?problem=KE-101"]

    assert flaws(window(people.eva, width, scheme), paths) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_refused_form_leads_to_what_is_wrong(window: Open, people: People, scheme: str) -> None:
    ada = window(people.ada, scheme=scheme)
    page = ada.open("/portal/report/")
    page.get_by_label("In one sentence").fill("Only a title")
    with page.expect_navigation():
        page.get_by_role("button", name="Send to the support team").click()

    assert page.title().startswith("Error: ")
    assert page.get_by_label("In one sentence").input_value() == "Only a title"
    page.locator(".errsum:focus").wait_for()
    assert ada.faults() == []


def test_nothing_scrolls_sideways_on_the_narrowest_screen(window: Open, people: People, world: World) -> None:
    ada, eva = window(people.ada, 320), window(people.eva, 320)
    for path in ("/portal/", "/portal/report/", f"/portal/incidents/{world.proposed.number}/"):
        assert not spills(ada, path), path
    for path in ("/workspace/", "/workspace/incidents/", f"/workspace/incidents/{world.asked.number}/"):
        assert not spills(eva, path), path


def spills(window: Window, path: str) -> bool:
    page = window.open(path)
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
