"""ICMs in a browser: as they are read, to them by the keyboard, and answered (R35)."""

import pytest

from escalations import actions
from escalations.models import Icm
from tests.browser.conftest import Open
from tests.browser.test_screens import LOOKS, flaws, spills
from tests.conftest import Make
from tests.escalations.standing import member, standing
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_screen_of_icms(window: Open, people: People, make: Make, width: int, scheme: str) -> None:
    asked, resolved = standing(people), standing(people, "resolved")
    actions.join(asked, by=people.eli, incident=make("work_in_progress"))
    actions.update(asked, by=member(), body="Seen: `OutputEvents` stays at **0**.")
    actions.update(asked, by=people.eli, body="They knew.", is_for_support=True)
    one = f"/workspace/icms/{asked.number}/"
    paths = ["/workspace/icms/", "/workspace/icms/?view=needs-us&state=resolved", one, f"{one}provide-information/"]
    paths += [f"{one}join/", f"/workspace/icms/{resolved.number}/", f"/workspace/icms/{resolved.number}/send-back/"]
    paths += [f"/workspace/incidents/{asked.incidents[0].number}/icms/"]

    eva = window(people.eva, width, scheme)
    assert flaws(eva, paths) == []
    assert eva.complaints == []


def test_nothing_scrolls_sideways_on_the_narrowest_screen(window: Open, people: People) -> None:
    icm = standing(people)
    eva = window(people.eva, 320)
    for path in ("/workspace/icms/", f"/workspace/icms/{icm.number}/"):
        assert not spills(eva, path), path


def test_from_the_incident_by_keyboard_to_the_answer(window: Open, people: People) -> None:
    icm = standing(people)
    eva = window(people.eva)
    page = eva.open(f"/workspace/incidents/{icm.incidents[0].number}/")
    page.locator("#icms a", has_text=icm.number).wait_for()
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/workspace/icms/")
    page.get_by_role("link", name=icm.number, exact=True).click()
    page.get_by_role("link", name="Answer what they ask").click()
    page.get_by_label("The answer").fill("It is build 5.11.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/workspace/icms/{icm.number}/")

    page.get_by_text("It is build 5.11.").first.wait_for()
    assert Icm.objects.get(pk=icm.pk).state == "acknowledged"
    assert eva.complaints == []


def test_g_waits_for_a_letter_only_while_nobody_writes(window: Open, people: People) -> None:
    icm = standing(people)
    page = window(people.eva).open(f"/workspace/icms/{icm.number}/")
    field = page.get_by_label("Message to the product group")
    field.click()
    page.keyboard.type("gi")

    assert field.input_value() == "gi"
    assert page.url.endswith(f"/workspace/icms/{icm.number}/")
