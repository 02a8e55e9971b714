"""Ticking incidents in a list and assigning them together, in a real browser, with script and without."""

import os
from pathlib import Path

import pytest

from incidents import actions
from incidents.models import Incident
from tests.browser.conftest import Open
from tests.browser.test_screens import LOOKS
from tests.conftest import bring_to
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")  # a folder, for who wants to look


def several(people: People) -> list[Incident]:
    titles = ("Output stops after scaling", "A rather long title about partitions whose leases nobody ever gave back")
    fresh = [bring_to("untriaged", people, title=title, severity=n + 1) for n, title in enumerate(titles)]
    return [*fresh, bring_to("work_in_progress", people, title="Owned already")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_what_is_ticked_is_assigned_and_the_rest_is_named(
    window: Open, people: People, width: int, scheme: str
) -> None:
    fresh_one, fresh_two, answered = several(people)
    eva = window(people.mia, width, scheme)
    page = eva.open("/workspace/incidents/")
    page.get_by_label(f"Tick {fresh_one.number}").check()
    page.get_by_text("1 ticked").wait_for()
    page.get_by_role("button", name="Tick all on this page").click()
    page.get_by_text("3 ticked").wait_for()
    page.get_by_label("Owner", exact=True).select_option(people.sam.email)
    actions.add_note(fresh_two, by=people.eli, body="I looked at it.")
    picture(page, f"list-{width}-{scheme}")
    assert eva.faults() == []
    with page.expect_navigation():
        page.get_by_role("button", name="Assign what is ticked").click()

    page.get_by_text("1 of 3 incidents are assigned.").wait_for()
    picture(page, f"result-{width}-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert eva.complaints == eva.faults() == []
    with page.expect_navigation():
        page.get_by_role("button", name="Try the ticked ones again").click()
    page.get_by_text("1 of 2 incidents are assigned.").wait_for()
    owners = {one.pk: one.owner for one in Incident.objects.select_related("owner")}
    assert owners == {fresh_one.pk: people.sam, fresh_two.pk: people.sam, answered.pk: people.eva}


def picture(page: "object", name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)  # type: ignore[attr-defined]


def test_it_works_without_script(window: Open, people: People) -> None:
    first = several(people)[0]
    eva = window(people.eva)
    eva.page.route("**/*.js", lambda route: route.abort())
    page = eva.open("/workspace/incidents/")
    page.get_by_label(f"Tick {first.number}").check()
    assert page.get_by_role("button", name="Tick all on this page").count() == 0
    page.get_by_text("Assign several").click()
    page.get_by_label("Area", exact=True).select_option("inputs")
    with page.expect_navigation():
        page.get_by_role("button", name="Assign what is ticked").click()

    assert page.get_by_text("1 of 1 incident is assigned.").is_visible()
