"""Every screen, as it is read: nothing for axe to find, nothing off the side, no complaint in the console."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest

from accounts.models import Calendar
from incidents import actions
from incidents.models import Incident, MessageTemplate, SavedView
from notifications.moment import now
from tests.browser.conftest import Open, Window
from tests.conftest import Make
from tests.incidents.test_change_calendar import LONG, version
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
    lend(people, asked, make("work_in_progress"))
    problem, outage = published(people), down(people)
    actions.match_problem(stated, by=people.eva, problem=problem)
    actions.set_substate(stated, by=people.eva, substate="pending_problem", problem=problem)
    actions.link_outage(asked, by=people.eva, outage=outage)
    share(people, stated, asked)
    known = {"known-errors": problem, "outages": outage, "changes": planned(people), "rcas": rca(people)}
    numbers = {shelf: record.number for shelf, record in known.items()}
    return World(make("untriaged"), stated, asked, make("solution_proposed"), make("closed"), numbers)


def lend(people: People, asked: Incident, moved: Incident) -> None:
    """A deputy, tasks of every kind and one for the reader; and a transfer, a discarding, a reopening."""
    until = now() + timedelta(days=1)
    actions.name_deputy(asked, by=people.eva, deputy=people.eli, until=until, reason="A course.")
    for assignee in (people.sam, people.sen):
        what = {"title": "Read the lease history of a rather long partition name", "detail": "Since `nine`."}
        actions.delegate_task(asked, by=people.eva, assignee=assignee, due=until, **what)
    actions.finish_task(asked, by=people.sen, task=asked.tasks.get(assignee=people.sen).pk, result="Two are stuck.")
    actions.transfer_ownership(moved, by=people.mia, owner=people.sam, reason="Eva leaves us on Friday.")
    actions.delegate_task(moved, by=people.sam, title="Ask the cluster team", assignee=people.eva, due=until)
    first = actions.open_incident(by=people.max, title="Pills", description="Cheap pills.", severity=4)
    actions.discard(first, by=people.eli, reason="Spam.")
    again = actions.open_incident(by=people.max, title="Slow joins", description="Since Monday.", severity=2)
    actions.withdraw(again, by=people.max, reason="It works again.")
    actions.reopen(again, by=people.mia, reason="The wrong one was withdrawn.")


def share(people: People, *incidents: Incident) -> None:
    """Bob follows them, and there is something to put into every text."""
    for incident in incidents:
        actions.add_colleague(incident, by=people.ada, colleague=people.bob)
    for audience in MessageTemplate.Audience.values:
        MessageTemplate.objects.create(name=f"Hello, {audience}", audience=audience, body="Hello {first_name}.")


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
    paths += [f"/portal/report/?known={world.known['known-errors']}", "/portal/known-problems/?q=lease"]

    assert flaws(window(people.ada, width, scheme), paths) == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_a_colleagues_screens(window: Open, people: People, world: World, width: int, scheme: str) -> None:
    paths = [
        "/portal/",
        "/portal/incidents/",
        *(f"/portal/incidents/{one.number}/" for one in (world.stated, world.asked)),
    ]

    assert flaws(window(people.bob, width, scheme), paths) == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_teams_screens(window: Open, people: People, world: World, width: int, scheme: str) -> None:
    incidents = [world.untriaged, world.stated, world.asked, world.proposed, world.closed]
    paths = ["/workspace/", "/workspace/queue/unassigned/", "/workspace/incidents/", "/workspace/incidents/new/"]
    paths += [f"/workspace/incidents/{incident.number}/" for incident in incidents]
    working = f"/workspace/incidents/{world.stated.number}/"
    paths += [f"{working}clocks/", f"{working}propose-solution/", f"{working}assign/", "/workspace/letters/"]
    paths += [f"{working}name-deputy/", f"{working}tasks/delegate/", "/workspace/tasks/", "/workspace/ownership/"]
    paths += ["/workspace/discarded/", "/workspace/reopened/", f"{working}add-colleague/"]
    paths += [f"{working}investigation/", "/workspace/following/"]
    # The queue with filters, another order, a view that is kept, and nothing in it
    kept = SavedView.objects.create(owner=people.eva, name="Severity 3", view="open", query="severity=3")
    paths += ["/workspace/queue/open/?severity=3&area=query", f"/workspace/queue/saved/{kept.pk}/"]
    paths += ["/workspace/incidents/?sort=changed&opened_since=2026-01-01", "/workspace/queue/waiting/?severity=1"]
    paths += [f"{working}similar/", "/workspace/search/?q=output+%3Cb%3E", "/workspace/search/?q=nothing-like-it"]

    assert flaws(window(people.eva, width, scheme), paths) == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_managers_screens(window: Open, people: People, world: World, width: int, scheme: str) -> None:
    mia, calendar = window(people.mia, width, scheme), Calendar.objects.get()
    assert flaws(mia, ["/workspace/calendars/"]) == []
    version(LONG)
    preview = f"/workspace/calendars/{calendar.pk}/"
    assert flaws(mia, ["/workspace/", "/workspace/calendars/", preview]) == []

    button = mia.page.get_by_role("button", name=re.compile("^Apply to [0-9]+ incidents$"))
    button.focus()
    with mia.page.expect_navigation():
        mia.page.keyboard.press("Enter")
    mia.page.get_by_text(re.compile("^[0-9]+ incidents are held to version 2 now")).wait_for()
    assert mia.faults() + mia.complaints == []
    told = f"/workspace/incidents/{world.asked.number}/"
    assert flaws(mia, [told]) == []


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
