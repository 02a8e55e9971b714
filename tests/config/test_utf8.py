"""What is sent in another encoding than UTF-8 is refused, whatever its codec would make of it."""

import pytest
from django.test import Client

from tests.aftermath import everything
from tests.people import People

CODECS = ["utf-7", "unicode_escape", "rot13", "idna", "undefined", "utf-16"]
FORMS = ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
HALF = "\\ud800 +2AA-"
PART = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
FIELDS = ["title", "description", "severity", "login", "password", "token", "nonce"]
BODY = "".join(PART.format(name, HALF) for name in FIELDS) + "--x--\r\n"


@pytest.mark.django_db
@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["/account/sign-in/", "/portal/report/", "/p/open/", "/api/v1/incidents/"])
def test_what_is_not_utf_8_is_refused_and_changes_nothing(people: People, path: str, form: str, codec: str) -> None:
    client = Client()
    client.force_login(people.ada)
    before = everything()
    answer = client.generic("POST", path, BODY, f"{form}; charset={codec}")

    assert answer.status_code == 400
    assert everything() == before


@pytest.mark.django_db
def test_an_address_is_read_as_utf_8_too(people: People) -> None:
    client = Client()
    client.force_login(people.ada)
    assert client.get("/portal/incidents/?q=+2AA-", headers={"Content-Type": "x/y; charset=utf-7"}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("named", ["utf-8", "UTF8", "us-ascii", "none-such"])
def test_what_is_utf_8_may_say_so(named: str) -> None:
    answer = Client().generic("POST", "/p/open/", b"token=x", f"application/x-www-form-urlencoded; charset={named}")
    assert answer.status_code == 410
