"""The queue by keys: J and K choose a row, A triages it, and the way back leads to that row."""

import pytest

from accounts.models import User
from incidents.models import Incident
from tests.browser.conftest import Open
from tests.conftest import Make
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_chosen_row_is_triaged_and_comes_back(window: Open, people: People, make: Make) -> None:
    make("untriaged", title="first")
    second = make("untriaged", title="second")
    eva = window(people.eva)
    page = eva.open("/workspace/queue/open/?severity=3")
    page.keyboard.press("a")  # no row is chosen yet
    page.keyboard.press("j")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("a")
    page.get_by_label("Owner").select_option(people.eva.email)
    with page.expect_navigation():
        page.get_by_role("button", name="Save the triage").click()

    assert page.url.endswith(f"/workspace/queue/open/?severity=3#{second.number}")
    page.locator("tr.row.sel", has_text="second").wait_for()
    assert Incident.objects.get(pk=second.pk).owner == people.eva
    assert eva.complaints == eva.faults() == []


def test_no_key_triages_for_who_has_turned_them_off(window: Open, people: People, make: Make) -> None:
    make("untriaged")
    User.objects.filter(pk=people.eva.pk).update(single_keys=False)
    page = window(people.eva).open("/workspace/queue/open/")
    page.evaluate("document.querySelector('tr.row').classList.add('sel')")
    page.keyboard.press("a")

    assert page.url.endswith("/workspace/queue/open/")


def test_a_filter_is_ticked_without_leaving_the_keyboard(window: Open, people: People, make: Make) -> None:
    make("new", title="two", severity=2)
    make("new", title="three", severity=3)
    eva = window(people.eva)
    page = eva.open("/workspace/")
    page.locator("summary", has_text="Severity").press("Enter")
    page.get_by_label("Sev 2").press("Space")
    with page.expect_navigation():
        page.locator("details[open]").get_by_role("button", name="Show").press("Enter")

    assert page.locator("tr.row").count() == 1
    page.get_by_role("link", name="Take the filter Severity away").click()
    page.wait_for_url("**/workspace/?")
    assert page.locator("tr.row").count() == 2
    assert eva.complaints == eva.faults() == []
