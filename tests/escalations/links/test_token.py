"""What a token is made of, and that nothing near it is one (T2, T7, T8, T9)."""

import ast
import secrets
import statistics
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from escalations import links
from escalations.models import Icm, Link, PgSession
from notifications import moment
from notifications.moment import at
from tests.escalations.conftest import ProductGroup
from tests.escalations.links.conftest import Browser, Post, token_in

pytestmark = pytest.mark.django_db
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def is_live(token: str) -> bool:
    return links.presented(links.cleaned(token)).is_live


def test_a_token_has_sixty_characters_and_stands_on_one_line_of_its_letter(
    link: str, pg: ProductGroup, post: Post
) -> None:
    lines = [line for line in post.texts(pg.pia)[0].splitlines() if link in line]

    assert len(token_in(link)) == 60
    assert [len(line) < 200 for line in lines] == [True]
    assert is_live(token_in(link))


# --- Attack 10 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "is_taken"),
    [
        ("{token}.", True),
        ("{token},", True),
        ("{token})", True),
        ("{token}>", True),
        ("{token}/", True),
        ("{token}?utm_source=mail&utm_medium=email", True),
        ("{cut}", False),
        ("{token}A", False),
        ("{swapped}", False),
        ("{twice}", False),
        ("https%3A%2F%2Frewriter.example%2F{token}", False),
        ("rewriter/{token}", False),
        ("{token}%00", False),
        ("{token}%0A{token}", False),
        ("{folded}", False),
        ("null", False),
        ("", False),
    ],
)
def test_attack_10_a_token_that_was_cut_lengthened_swapped_coded_twice_wrapped_or_marked(
    link: str, how: str, is_taken: bool
) -> None:
    token = token_in(link)
    changed = how.format(
        token=token,
        cut=token[:-1],
        swapped=token.swapcase(),
        twice=token.replace(".", "%252E"),
        folded=token.replace(token[0], chr(ord(token[0]) + 0xFEE0) if token[0].isalnum() else "＿", 1),
    )
    answer = Browser().press(f"/p/{changed}")

    assert answer.status_code == (303 if is_taken else 410)
    assert PgSession.objects.count() == is_taken


def test_t2_and_attack_10_a_token_with_any_one_character_changed_is_none(link: str) -> None:
    token = token_in(link)
    accepted = []
    for place, character in enumerate(token):
        others = [other for other in ALPHABET + ".=+" if other != character]
        accepted += [other for other in others if is_live(token[:place] + other + token[place + 1 :])]

    assert accepted == []
    assert is_live(token)


@pytest.mark.parametrize("value", ["", " ", ".", "null", "None", "0", "." * 60, "-" * 16 + "." + "A" * 43, "A" * 60])
def test_t9_nothing_empty_or_guessed_matches_a_link(link: str, value: str) -> None:
    assert links.presented(links.cleaned(value)) == links.Presented(None, is_live=False)
    assert links.presented(value) == links.Presented(None, is_live=False)


def test_t9_the_database_takes_no_link_without_selector_or_nonce(link: str) -> None:
    for field in ("selector", "nonce"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Link.objects.update(**{field: ""})


# --- T7, and attack 26 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "is_taken"), [(-1, True), (0, False), (1, False)])
def test_t7_a_link_is_good_for_fourteen_days_to_the_second(link: str, seconds: int, is_taken: bool) -> None:
    expires = Link.objects.get(selector=token_in(link).partition(".")[0]).expires_at

    assert expires - Link.objects.earliest("pk").made_at < timedelta(days=14, minutes=1)
    with at(expires + timedelta(seconds=seconds)):
        assert is_live(token_in(link)) is is_taken


def test_t7_a_link_without_expiry_cannot_be_kept(link: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.update(expires_at=None)


@pytest.mark.postgresql
@pytest.mark.parametrize("days", [-15, -1, 1, 15])
def test_attack_26_the_web_hosts_clock_decides_nothing(link: str, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Wrong(moment.datetime):  # type: ignore[name-defined, misc]
        @classmethod
        def now(cls, tz: object = None) -> object:
            return super().now(tz) + timedelta(days=days)

    monkeypatch.setattr(moment, "datetime", Wrong)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + days * 86400)

    assert is_live(token_in(link))
    Link.objects.update(expires_at=moment.now() - timedelta(seconds=1))
    assert not is_live(token_in(link))


# --- Attack 23 -------------------------------------------------------------------------------------------------------


def test_attack_23_a_selector_that_nobody_has_costs_as_much_as_a_wrong_secret(
    link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    selector, _dot, _secret = token_in(link).partition(".")
    known, unknown = f"{selector}.{'A' * 43}", f"{'A' * 16}.{'A' * 43}"
    derived: list[str] = []
    derive = links.derived

    def counted(key: str, said: str) -> bytes:
        derived.append(said)
        return derive(key, said)

    monkeypatch.setattr(links, "derived", counted)
    queries = {}
    for token in (known, unknown):
        with CaptureQueriesContext(connection) as asked:
            assert not links.presented(token).is_live
        queries[token] = len(asked)

    assert queries[known] == queries[unknown]
    assert len(derived) == 2

    def seconds(token: str) -> float:
        began = time.perf_counter()
        links.presented(token)
        return time.perf_counter() - began

    pairs = [(seconds(known), seconds(unknown)) for _turn in range(200)]
    fast, slow = sorted(statistics.median(side) for side in zip(*pairs, strict=True))
    assert slow < 2 * fast


# --- Attack 25, T8 ---------------------------------------------------------------------------------------------------


def test_attack_25_the_database_without_the_key_makes_no_link(link: str, settings: Settings) -> None:
    """A thief has every row, and all that this program does, but another key."""
    row = Link.objects.get(selector=token_in(link).partition(".")[0])
    real = settings.LINK_KEYS
    settings.LINK_KEYS = ["a key that the thief made up, long enough"]
    row.key_id = links.key_in_use()
    forged = [f"{row.selector}.{links.secret_of(row)}", f"{row.selector}.{row.nonce}{'A' * 21}"]
    settings.LINK_KEYS = real

    assert [is_live(token) for token in forged] == [False, False]
    assert is_live(token_in(link))
    columns = [str(value) for values in Link.objects.values() for value in values.values()]
    assert not [value for value in columns if token_in(link).partition(".")[2] in value]


def test_attack_25_the_key_without_the_database_makes_no_link(link: str) -> None:
    """A thief has the key and knows selector, grant and epochs, and guesses the nonce."""
    row = Link.objects.get(selector=token_in(link).partition(".")[0])
    forged = []
    for _guess in range(200):
        row.nonce = secrets.token_urlsafe(16)
        forged.append(f"{row.selector}.{links.secret_of(row)}")

    assert not any(is_live(token) for token in forged)


def test_a_new_key_makes_new_links_and_the_old_ones_work_until_theirs_is_taken_away(
    link: str, settings: Settings
) -> None:
    old, new = settings.LINK_KEYS[0], "n" * 40
    settings.LINK_KEYS = [new, old]
    assert is_live(token_in(link))
    settings.LINK_KEYS = [new]
    assert not is_live(token_in(link))


def test_t8_what_is_random_comes_from_the_operating_system() -> None:
    floor = Path(settings.BASE_DIR) / "escalations"
    imported = {
        alias.name
        for path in floor.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import)
        for alias in node.names
    }

    assert "secrets" in imported
    assert imported & {"random", "uuid"} == set()


def test_t8_a_hundred_thousand_selectors_have_no_favourite_beginning(icm: Icm) -> None:
    made = [secrets.token_urlsafe(12) for _each in range(100_000)]
    beginnings = Counter(selector[0] for selector in made)

    assert len(set(made)) == len(made)
    assert set(beginnings) == set(ALPHABET)
    expected = len(made) / 64
    chi = sum((count - expected) ** 2 / expected for count in beginnings.values())
    assert chi < 140, "63 degrees of freedom: above this in one run of ten million"
