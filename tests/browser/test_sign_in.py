"""Getting in, by hand."""

import pytest

from tests.browser.conftest import Open
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_sign_in_page_is_accessible(window: Open, width: int, scheme: str) -> None:
    visitor = window(width=width, scheme=scheme)
    visitor.open("/account/sign-in/")

    assert visitor.faults() == []
    assert visitor.complaints == []


def test_a_wrong_password_keeps_the_address_and_says_one_thing(window: Open, people: People) -> None:
    visitor = window()
    page = visitor.open("/account/sign-in/")
    page.get_by_label("Email").fill(people.ada.email)
    page.get_by_label("Password", exact=True).fill("wrong")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()

    assert page.get_by_label("Email").input_value() == people.ada.email
    assert page.title().startswith("Error: ")
    assert visitor.faults() == []
