"""People: who leaves is out by the next request, a token is shown once, and only failures to sign in are limited."""

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.actions import deactivate
from accounts.models import ApiToken, User
from tests.people import People

PASSWORD = "a long enough secret"
API = "/api/v1/incidents/"


@pytest.fixture
def secret(people: People) -> str:
    User.objects.update(password=make_password(PASSWORD))
    return PASSWORD


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def tool(user: User) -> Client:
    return Client(headers={"Authorization": f"Bearer {ApiToken.objects.issue(user)}"})


def sign_in(email: str, password: str, client: Client | None = None) -> Any:
    return (client or Client()).post(reverse("account_login"), {"login": email, "password": password})


# --- Leaving ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "page"), [("ada", "portal:home"), ("eva", "workspace:queue"), ("root", "admin:index")]
)
def test_who_is_deactivated_is_out_by_the_next_request(people: People, name: str, page: str) -> None:
    person = people.by_name(name)
    here, elsewhere, api = signed_in(person), signed_in(person), tool(person)
    assert here.get(reverse(page)).status_code == 200
    assert api.get(API).status_code == 200
    deactivate(person)

    for client in (here, elsewhere):
        response = client.get(reverse(page))
        assert (response.status_code, client.get("/account/settings/").status_code) == (302, 302)
    assert api.get(API).status_code == 401


def test_who_comes_back_finds_neither_session_nor_token(people: People) -> None:
    here, api = signed_in(people.ada), tool(people.ada)
    deactivate(people.ada)
    User.objects.filter(pk=people.ada.pk).update(is_active=True)

    assert here.get(reverse("portal:home")).status_code == 302
    assert api.get(API).status_code == 401
    assert not ApiToken.objects.exists()


def test_the_administrators_form_deactivates_the_same_way(people: People) -> None:
    here, api = signed_in(people.ada), tool(people.ada)
    form = {
        "email": people.ada.email,
        "name": people.ada.name,
        "role": "customer",
        "organization": people.ada.organization_id,
        "zone": "UTC",
        "expertise-TOTAL_FORMS": 0,
        "expertise-INITIAL_FORMS": 0,
    }
    address = reverse("admin:accounts_user_change", args=[people.ada.pk])
    assert signed_in(people.root).post(address, form).status_code == 302

    people.ada.refresh_from_db()
    assert (people.ada.is_active, people.ada.epoch) == (False, 1)
    assert here.get(reverse("portal:home")).status_code == 302
    assert api.get(API).status_code == 401


def test_a_new_password_ends_the_other_sessions(people: People, secret: str) -> None:
    here, elsewhere = signed_in(User.objects.get(pk=people.ada.pk)), signed_in(User.objects.get(pk=people.ada.pk))
    fresh = "another long enough secret"
    sent = {"oldpassword": secret, "password1": fresh, "password2": fresh}
    assert here.post(reverse("account_change_password"), sent).status_code == 302

    assert here.get(reverse("portal:home")).status_code == 200
    assert elsewhere.get(reverse("portal:home")).status_code == 302


def test_nobody_is_deleted(people: People) -> None:
    address = reverse("admin:accounts_user_delete", args=[people.ada.pk])

    assert signed_in(people.root).post(address, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=people.ada.pk).exists()


# --- The demo world's people ------------------------------------------------------------------------------------------


@pytest.fixture
def demo(people: People, settings: Settings) -> Settings:
    """Everybody is of the demo world, and it is on."""
    User.objects.update(is_demo=True)
    settings.DEMO = True
    return settings


@pytest.mark.parametrize(
    ("name", "page"), [("ada", "portal:home"), ("eva", "workspace:queue"), ("root", "admin:index")]
)
def test_demo_people_are_out_as_soon_as_the_demonstration_ends(
    people: People, demo: Settings, name: str, page: str
) -> None:
    person = people.by_name(name)
    here, api = signed_in(person), tool(person)
    assert (here.get(reverse(page)).status_code, api.get(API).status_code) == (200, 200)
    demo.DEMO = False

    assert (here.get(reverse(page)).status_code, api.get(API).status_code) == (302, 401)


@pytest.mark.parametrize("is_on", [True, False])
def test_their_password_opens_a_demonstration_only(people: People, secret: str, demo: Settings, is_on: bool) -> None:
    demo.DEMO = is_on
    response = sign_in(people.ada.email, secret)
    people.ada.refresh_from_db()

    assert ("_auth_user_id" in response.wsgi_request.session) is is_on
    assert (people.ada.last_login is not None) is is_on
    assert response["Location"] == (reverse("home") if is_on else reverse("account_inactive"))


def test_a_token_of_theirs_can_be_made_anywhere_and_opens_a_demonstration_only(
    people: People, demo: Settings, capsys: Any
) -> None:
    demo.DEMO = False  # as in a shell beside a demonstration that `make run` serves
    call_command("create_api_token", people.ada.email)
    tool = Client(headers={"Authorization": f"Bearer {capsys.readouterr().out.splitlines()[-1]}"})
    assert tool.get(API).status_code == 401
    demo.DEMO = True
    assert tool.get(API).status_code == 200


# --- Tokens -----------------------------------------------------------------------------------------------------------


def test_a_token_is_printed_once_and_kept_as_a_digest(people: People, capsys: Any) -> None:
    call_command("create_api_token", "Ada@Contoso.example")
    token = capsys.readouterr().out.splitlines()[-1]

    (row,) = ApiToken.objects.values_list()
    assert token not in repr(row)
    assert token.removeprefix("relief_") not in repr(row)
    assert Client(headers={"Authorization": f"Bearer {token}"}).get(API).status_code == 200


@pytest.mark.parametrize("email", ["nobody@contoso.example", "gone@relief.example"])
def test_nobody_else_gets_one(people: People, email: str) -> None:
    with pytest.raises(CommandError):
        call_command("create_api_token", email)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("spoil", ["empty", "short", "upper", "digest", "two words", "padded", "another scheme"])
def test_what_is_not_quite_a_token_opens_nothing(people: People, spoil: str) -> None:
    token = ApiToken.objects.issue(people.ada)
    spoiled = {
        "empty": "Bearer ",
        "short": f"Bearer {token[:-1]}",
        "upper": f"Bearer {token.upper()}",
        "digest": f"Bearer {ApiToken.objects.get().digest}",
        "two words": f"Bearer {token} {token}",
        "padded": f"Bearer {token}=",
        "another scheme": f"Token {token}",
    }
    response = Client(headers={"Authorization": spoiled[spoil]}).get(API)

    assert response.status_code == 401
    assert "www-authenticate" in response.headers
    assert token not in response.content.decode()


def test_two_tokens_of_one_person_are_two(people: People) -> None:
    assert ApiToken.objects.issue(people.ada) != ApiToken.objects.issue(people.ada)
    assert ApiToken.objects.count() == 2


# --- Signing in -------------------------------------------------------------------------------------------------------


def test_thirty_a_minute_from_one_office_is_ordinary(people: People, secret: str) -> None:
    answers = [sign_in(people.ada.email, secret).status_code for _time in range(30)]

    assert answers == [302] * 30


def failed(email: str, times: int) -> list[Any]:
    return [sign_in(email, "not the password") for _time in range(times)]


@pytest.mark.parametrize("email", ["ada@contoso.example", "nobody@contoso.example"])
def test_failures_are_limited_and_then_even_the_right_password_waits(people: People, secret: str, email: str) -> None:
    assert all("_auth_user_id" not in answer.wsgi_request.session for answer in failed(email, 5))
    late = sign_in(email, secret)

    assert "_auth_user_id" not in late.wsgi_request.session
    assert late.status_code in {200, 429}


def test_one_address_does_not_shut_out_another_person(people: People, secret: str) -> None:
    failed(people.ada.email, 5)

    assert sign_in(people.eva.email, secret).status_code == 302


def behind_proxy(client: str) -> Client:
    """What reaches us by one proxy: it added whom it saw to whatever the client said of itself."""
    return Client(headers={"X-Forwarded-For": f"10.0.0.1, {client}"})


@pytest.mark.parametrize("proxies", [1, 0])
def test_behind_a_proxy_one_client_does_not_shut_out_another(
    people: People, secret: str, settings: Settings, proxies: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for time in range(11):
        sign_in(f"nobody{time}@contoso.example", "not the password", behind_proxy("192.0.2.1"))
    same = sign_in(people.eva.email, secret, behind_proxy("192.0.2.1"))
    other = sign_in(people.ada.email, secret, behind_proxy("192.0.2.2"))

    assert "_auth_user_id" not in same.wsgi_request.session
    assert ("_auth_user_id" in other.wsgi_request.session) is (proxies == 1)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(people: People, secret: str) -> None:
    known, unknown = failed(people.ada.email, 1)[0], failed("nobody@contoso.example", 1)[0]

    assert known.status_code == unknown.status_code
    assert words(known) == words(unknown)


def test_so_does_somebody_who_left(people: People, secret: str) -> None:
    left, unknown = failed("gone@relief.example", 1)[0], failed("nobody@contoso.example", 1)[0]

    assert words(left) == words(unknown)
    assert "_auth_user_id" not in sign_in("gone@relief.example", secret).wsgi_request.session


def words(answer: Any) -> list[str]:
    """The page's sentences about what was wrong."""
    form = answer.context["form"]
    return [str(sentence) for sentences in form.errors.values() for sentence in sentences]


@pytest.mark.parametrize("email", ["ADA@contoso.EXAMPLE", " ada@contoso.example "])
def test_an_address_is_read_however_it_is_written(people: People, secret: str, email: str) -> None:
    assert sign_in(email, secret).status_code == 302


def test_the_admin_site_has_no_sign_in_of_its_own(people: People, secret: str) -> None:
    """Its failures would be counted by nobody."""
    client = Client()
    response = client.post(reverse("admin:login"), {"username": people.root.email, "password": secret})

    assert response["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["ada", "eva", "mia"])
def test_for_others_there_is_no_admin_site(people: People, name: str) -> None:
    response = signed_in(people.by_name(name)).get(reverse("admin:index"), follow=True)

    assert response.status_code == 404


def test_the_administrator_is_led_back_to_where_they_wanted(people: People, secret: str) -> None:
    client = Client()
    wanted = reverse("admin:accounts_area_changelist")
    page = client.get(wanted, follow=True)
    sent = {"login": people.root.email, "password": secret, "next": wanted}
    response = client.post(page.redirect_chain[-1][0], sent)

    assert response["Location"] == wanted


@pytest.mark.parametrize("email", ["ada@contoso.example", "nobody@contoso.example", "gone@relief.example"])
def test_a_forgotten_password_is_answered_alike_for_everybody(people: People, email: str) -> None:
    response = Client().post(reverse("account_reset_password"), {"email": email})

    assert (response.status_code, response["Location"]) == (302, reverse("account_reset_password_done"))
