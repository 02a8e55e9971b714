"""Search by the keyboard, and the similar incidents that come once the page is there (R25)."""

import pytest

from incidents import actions
from tests.browser.conftest import Open
from tests.conftest import Make
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_search_by_keyboard_alone(window: Open, people: People, make: Make) -> None:
    make("new", title="Zirconium valve leaks")
    eva = window(people.eva)
    page = eva.open("/workspace/")
    page.keyboard.press("Control+k")
    page.locator(".rail input[type=search]:focus").wait_for()
    page.keyboard.type("zirconium")
    page.keyboard.press("Enter")
    page.wait_for_url("**/workspace/search/?q=zirconium")

    assert page.locator("tr.row mark").inner_text() == "Zirconium"
    page.keyboard.press("Control+k")
    page.locator("#q:focus").wait_for()
    assert eva.complaints == []


def test_the_field_to_search_in_is_one_box(window: Open, people: People) -> None:
    eva = window(people.eva)

    for address in ["/workspace/", "/workspace/search/"]:
        field = eva.open(address).locator(".jump input")
        assert field.evaluate("field => getComputedStyle(field).borderTopWidth") == "0px"
        assert field.locator("..").evaluate("box => getComputedStyle(box).borderTopWidth") == "1px"


def test_on_a_narrow_screen_the_same_keys_lead_to_the_page(window: Open, people: People) -> None:
    eva = window(people.eva, 390)
    eva.open("/workspace/").keyboard.press("Meta+k")

    eva.page.wait_for_url("**/workspace/search/")


def test_what_is_similar_comes_after_the_page(window: Open, people: People, make: Make) -> None:
    first, second = make("new", title="Zirconium valve leaks"), make("new", title="A valve of zirconium")
    actions.add_note(first, by=people.eva, body="Seen before.")
    eva = window(people.eva)
    page = eva.open(f"/workspace/incidents/{second.number}/")

    page.locator("#similar a", has_text="Zirconium valve leaks").wait_for()
    assert eva.complaints == eva.faults() == []
