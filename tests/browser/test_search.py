"""Search and jump by the keyboard, what is similar, and what is offered while a report is written (R25, D32)."""

import pytest

from incidents import actions
from incidents.models import Incident
from tests.browser.conftest import Open
from tests.conftest import Make
from tests.knowledge import published
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHOSEN = "#jumper [role=option][aria-selected=true]"


def test_search_and_jump_by_keyboard_alone(window: Open, people: People, make: Make) -> None:
    first, second = make("new", title="Zirconium valve leaks"), make("new", title="Zirconium pump")
    eva = window(people.eva)
    page = eva.open("/workspace/")
    page.locator("nav[aria-label=Main] a").nth(1).focus()
    page.keyboard.press("Control+k")
    page.locator("#jumper [role=option]", has_text="Tasks for me").wait_for()
    assert eva.faults() == [], "open, with the pages there are"
    page.keyboard.type("zirconium")
    page.locator(CHOSEN, has_text="Zirconium").wait_for()
    assert eva.faults() == [], "open, with what was found"
    shown = page.locator("#jumper [role=option]").all_inner_texts()
    page.keyboard.press("ArrowDown")
    assert page.locator(CHOSEN).inner_text() == shown[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.locator(CHOSEN).inner_text() == shown[-1], "round and round"
    page.keyboard.press("Escape")
    page.locator("nav[aria-label=Main] a:focus").wait_for()

    page.keyboard.press("Control+k")
    page.locator("#jumper-q:focus").wait_for()
    page.keyboard.type(first.number)
    page.locator(CHOSEN, has_text="Zirconium valve leaks").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/workspace/incidents/{first.number}/")
    assert second.number != first.number
    assert eva.complaints == []


def test_enter_before_anything_is_found_leads_to_the_page_of_search(window: Open, people: People, make: Make) -> None:
    make("new", title="Zirconium valve leaks")
    page = window(people.eva).open("/workspace/")
    page.route("**/workspace/jump/**", lambda route: route.abort())
    page.keyboard.press("Control+k")
    page.keyboard.type("zirconium")
    page.keyboard.press("Enter")
    page.wait_for_url("**/workspace/search/?q=zirconium")

    assert page.locator("tr.row mark").inner_text() == "Zirconium"


def test_the_field_to_search_in_is_one_box(window: Open, people: People) -> None:
    eva = window(people.eva)

    for address in ["/workspace/", "/workspace/search/"]:
        field = eva.open(address).locator("form.jump input")
        assert field.evaluate("field => getComputedStyle(field).borderTopWidth") == "0px"
        assert field.locator("..").evaluate("box => getComputedStyle(box).borderTopWidth") == "1px"


def test_on_a_narrow_screen_it_is_the_same(window: Open, people: People) -> None:
    eva = window(people.eva, 390)
    page = eva.open("/workspace/")
    page.keyboard.press("Meta+k")
    page.locator("#jumper [role=option]", has_text="All incidents").wait_for()
    assert eva.faults() == []
    page.get_by_role("button", name="Close").click()

    page.locator("#jumper:not([open])").wait_for(state="attached")
    assert eva.complaints == []


def test_what_is_similar_comes_after_the_page(window: Open, people: People, make: Make) -> None:
    first, second = make("new", title="Zirconium valve leaks"), make("new", title="A valve of zirconium")
    actions.add_note(first, by=people.eva, body="Seen before.")
    problem = published(people, title="Valves of zirconium leak")
    eva = window(people.eva)
    page = eva.open(f"/workspace/incidents/{second.number}/")

    page.locator("#similar a", has_text="Zirconium valve leaks").wait_for()
    assert eva.complaints == eva.faults() == []
    page.get_by_role("button", name=f"Link {problem.number}").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/#known")
    page.locator("#similar .badge", has_text="Linked").wait_for()
    assert second.matches.get().problem == problem


def test_what_is_known_is_offered_while_a_report_is_written(window: Open, people: People) -> None:
    published(people, title="Valves of zirconium leak")
    ada = window(people.ada)
    page = ada.open("/portal/report/")
    title = page.get_by_label("In one sentence")
    title.press_sequentially("Our zirconium valve leaks")
    offered = page.locator(".suggest", has_text="Valves of zirconium leak")
    offered.wait_for()
    assert page.locator("#suggest-status").inner_text() == "1 thing that we know of is like what you typed."
    assert offered.locator("mark").count() >= 2
    offered.locator("summary").focus()
    page.keyboard.press("Enter")
    offered.get_by_text("Scale to 12 units.").wait_for()
    assert title.input_value() == "Our zirconium valve leaks"
    assert ada.faults() == ada.complaints == []

    title.fill("Our")
    offered.wait_for(state="detached")
    assert page.locator("#suggest-status").inner_text() == ""


def test_a_report_is_sent_though_nothing_can_be_offered(window: Open, people: People) -> None:
    ada = window(people.ada)
    page = ada.open("/portal/report/")
    page.route("**/portal/suggest/**", lambda route: route.fulfill(status=500, body="No."))
    with page.expect_response("**/portal/suggest/**"):
        page.get_by_label("In one sentence").press_sequentially("Our zirconium valve leaks")
    page.get_by_label("What did you see").fill("It drips.")
    page.get_by_label("We can work around it").check()
    page.get_by_role("button", name="Send to the support team").click()
    page.wait_for_url("**/reported/")

    assert Incident.objects.get().title == "Our zirconium valve leaks"
    assert [said for said in ada.complaints if "500" not in said] == []
