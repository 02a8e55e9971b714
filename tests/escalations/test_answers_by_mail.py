"""No letter promises that an answer to the mail itself is read: no mail comes in here yet, and each says so."""

import re
from pathlib import Path

import pytest
from django.conf import settings as installation
from pytest_django import Settings

from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.links.conftest import Browser, Post

ROOT = Path(installation.BASE_DIR) / "templates"
LETTERS = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "email").rglob("*.*")
    if not path.name.startswith("_") and "account" not in path.parts
)
FOOT = re.compile(r"{% block why %}(.*?){% endblock %}", re.DOTALL)
EXTENDS, INCLUDE = re.compile(r'{% extends "([^"]+)" %}'), re.compile(r'{% include "([^"]+)"[^%]*%}')
PROMISES = re.compile(r"answer(ing)? (to )?this mail|repl(y|ying) to this|just reply|by replying", re.IGNORECASE)


def source(name: str) -> str:
    """Of a template with all that it brings in."""
    return INCLUDE.sub(lambda found: source(found[1]), (ROOT / name).read_text())


def foot(name: str) -> str:
    """Why its reader gets it, in the template's own words or those of what it is made from."""
    own = FOOT.search(source(name))
    return own[1] if own else foot(EXTENDS.findall(source(name))[0])


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_says_at_its_foot_that_replies_are_not_read(letter: str) -> None:
    words = " ".join(foot(letter).split())

    assert re.search(r"does not receive replies to this address yet|eplies to this address are not read yet", words)


@pytest.mark.parametrize("letter", LETTERS)
def test_no_letter_asks_for_an_answer_to_the_mail(letter: str) -> None:
    assert not PROMISES.search(source(letter))


@pytest.mark.django_db
def test_whoever_did_not_ask_for_a_code_is_sent_to_their_contacts(
    settings: Settings, make_icm: MakeIcm, pg: ProductGroup
) -> None:
    settings.DEMO, settings.EMAIL_URL = True, ""
    post, browser = Post(), Browser()
    make_icm()
    browser.ask(browser.open(post.link(pg.pia)))
    letter = post.texts(pg.pia)[0]

    assert "Tell your contacts in support." in letter
    assert "Replies to this address are not read yet." in letter
