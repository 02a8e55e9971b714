"""What a refused form shows again, and what is said when the database is away."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.aftermath import everything
from tests.people import People

SECRET = "correct horse battery"


def signed_in(user: User, **more: Any) -> Client:
    client = Client(**more)
    client.force_login(user)
    return client


# --- What was typed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/account/password/change/", "/account/password/reset/1-x/", "/account/sign-in/"])
def test_outside_of_the_record_nothing_typed_is_shown_again(people: People, path: str) -> None:
    before = everything()
    sent = {
        "oldpassword": SECRET,
        "password1": SECRET,
        "password2": SECRET,
        "login": "ada@contoso.example",
        "key": SECRET,
    }
    response = signed_in(people.ada, enforce_csrf_checks=True).post(path, sent)

    assert (response.status_code, everything()) == (403, before)
    assert SECRET not in response.content.decode()
    assert "ada@contoso.example" not in response.content.decode()


@pytest.mark.parametrize("path", ["/portal/report/", "/workspace/incidents/new/", "/account/settings/"])
def test_a_refused_form_shows_its_words_and_no_password(people: People, path: str) -> None:
    sent = {"password1": SECRET, "new_password2": SECRET, "API_Password": SECRET, "description": "Half an hour's work."}
    response = signed_in(people.ada, enforce_csrf_checks=True).post(path, sent)

    assert response.status_code == 403
    assert "Half an hour&#x27;s work." in response.content.decode()
    assert SECRET not in response.content.decode()
