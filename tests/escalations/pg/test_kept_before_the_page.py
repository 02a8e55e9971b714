"""What a PG member typed is not lost where it never came to their page: a form that is too old, a busy database."""

import pytest
from django.db import OperationalError

from escalations.views.pg_door import PG_DOOR
from tests.aftermath import everything
from tests.escalations.conftest import MakeIcm, ProductGroup
from tests.escalations.pg.conftest import ComeIn, Reader

WORDS = "The writer never gives its lease back."


@pytest.fixture
def pia(make_icm: MakeIcm, pg: ProductGroup, come_in: ComeIn) -> Reader:
    return come_in(pg.pia, make_icm("acknowledged"))


def test_a_form_whose_time_is_over_keeps_its_words(pia: Reader) -> None:
    before = everything()
    answer = pia.client.post(f"{pia.path}update/", {"body": WORDS, "nonce": "once", "version": "1"})

    assert answer.status_code == 403
    assert WORDS in answer.content.decode()
    assert everything() == before


def test_a_busy_database_keeps_them_too(pia: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_all: object) -> None:
        raise OperationalError("database is locked")

    pia.get()
    before = everything()
    monkeypatch.setattr(PG_DOOR, "hold", busy)
    text = pia.do("update", body=WORDS)

    assert (pia.status, WORDS in text) == (503, True)
    assert everything() == before


@pytest.mark.parametrize("path", ["/p/open/", "/pg/icm/ICM-500001/enter-code/"])
def test_neither_a_links_secret_nor_a_code_is_shown_again(pia: Reader, path: str) -> None:
    answer = pia.client.post(path, {"token": "a-secret-of-a-link", "code": "12345678"})

    assert answer.status_code == 403
    assert "a-secret-of-a-link" not in answer.content.decode()
    assert "12345678" not in answer.content.decode()
