"""The letter that lets a person choose a new password: its link works once, for an hour, and is stored nowhere."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from accounts import actions, letters
from accounts.models import LetterRequest, User
from notifications.letters import Letter
from notifications.models import Notification
from notifications.moment import at, now
from tests.people import People

FORM = "/account/password/reset/"
SENTENCE = "the tide comes in at nine"


def ask(client: Client, address: str) -> str:
    answer = client.post(FORM, {"email": address})
    assert answer.status_code == 302
    return str(answer["Location"])


def sent() -> Letter:
    letter = letters.letter(Notification.objects.get())
    assert letter is not None
    return letter


def link_in(text: str) -> str:
    return str(re.findall(rf"{re.escape(settings.SITE_URL)}(/account/password/reset/\S+)", text)[0])


def choose(client: Client, link: str, password: str = SENTENCE) -> int:
    """Opens the link as a browser does and posts the form that it leads to."""
    page = client.get(link, follow=True)
    place = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(place, {"password1": password, "password2": password}).status_code


def test_the_letter_is_queued_by_the_name_that_its_template_has(client: Client, people: People) -> None:
    ask(client, people.ada.email)
    queued = Notification.objects.get()
    assert (queued.verb, queued.audience, queued.address) == ("password_reset_key", "account", people.ada.email)
    assert queued.urgency == Notification.Urgency.CRITICAL


def test_both_parts_say_what_to_do_and_hold_the_link(client: Client, people: People) -> None:
    ask(client, people.ada.email)
    letter = sent()
    assert letter.subject == "Choose a new password for Relief"
    assert "Ada, somebody, most likely you, asked for a new password" in letter.text
    assert "It was not you? Then do nothing" in letter.text
    assert link_in(letter.html.replace('"', " ")) == link_in(letter.text)


def test_the_link_lets_choose_a_password_once(client: Client, people: People) -> None:
    ask(client, people.ada.email)
    link = link_in(sent().text)
    assert choose(client, link) == 302
    people.ada.refresh_from_db()
    assert people.ada.check_password(SENTENCE)

    choose(Client(), link, "another sentence altogether")
    people.ada.refresh_from_db()
    assert people.ada.check_password(SENTENCE)


def test_opening_the_link_changes_nothing(client: Client, people: People) -> None:
    ask(client, people.ada.email)
    before = people.ada.password
    assert client.get(link_in(sent().text), follow=True).status_code == 200
    people.ada.refresh_from_db()
    assert people.ada.password == before


def test_what_the_link_holds_is_stored_in_no_table_but_the_readers_own_session(client: Client, people: People) -> None:
    ask(client, people.ada.email)
    key = link_in(sent().text).rsplit("-", 1)[-1].strip("/")
    for model in apps.get_models():
        for row in model._default_manager.values_list():
            assert key not in repr(row), model


def test_a_letter_that_waited_an_hour_is_not_sent(client: Client, people: People) -> None:
    ask(client, people.ada.email)
    queued = Notification.objects.get()
    with at(now() + timedelta(minutes=59)):
        assert letters.letter(queued) is not None
    with at(now() + timedelta(minutes=61)):
        assert letters.letter(queued) is None
    assert LetterRequest.GOOD_FOR.total_seconds() == settings.PASSWORD_RESET_TIMEOUT


def test_nobody_who_lost_access_gets_a_link(client: Client, people: People) -> None:
    ask(client, people.ada.email)
    actions.deactivate(people.ada)
    assert letters.letter(Notification.objects.get()) is None


@pytest.mark.parametrize("address", ["nobody@contoso.example", "gone@relief.example"])
def test_an_unknown_address_reads_the_same_page_and_gets_no_letter(
    client: Client, people: People, address: str
) -> None:
    assert ask(client, address) == ask(Client(), people.ada.email)
    assert [queued.address for queued in Notification.objects.all()] == [people.ada.email]


def test_nobody_signs_up_by_themselves(client: Client, people: People) -> None:
    before = User.objects.count()
    mine = {"email": "new@contoso.example", "password1": SENTENCE, "password2": SENTENCE}
    page = client.post("/account/signup/", mine)
    assert page.status_code == 200
    assert "signup_closed" in " ".join(template.name or "" for template in page.templates)
    assert User.objects.count() == before
    assert Notification.objects.count() == 0


def test_no_other_letter_of_the_sign_in_library_can_be_asked_for(client: Client, people: People) -> None:
    """It has letters for new addresses, codes and changes; none of their ways in is open here."""
    for path in ("email/", "confirm-email/", "login/code/", "reauthenticate/", "3rdparty/"):
        assert client.post(f"/account/{path}", {"email": people.ada.email}).status_code == 404
    assert Notification.objects.count() == 0


def test_a_changed_password_writes_no_letter_of_the_librarys_own(client: Client, people: People) -> None:
    people.ada.set_password("the old one, long enough")
    people.ada.save()
    client.force_login(people.ada)
    new = {"oldpassword": "the old one, long enough", "password1": SENTENCE, "password2": SENTENCE}
    assert client.post("/account/password/change/", new).status_code == 302
    people.ada.refresh_from_db()
    assert people.ada.check_password(SENTENCE)
    assert Notification.objects.count() == 0
