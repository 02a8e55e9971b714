"""No secret of a link stands anywhere but in its mail: in no log, report, table or other page (attacks 19, 24; T10)."""

import io
import logging
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from gunicorn.config import Config
from pytest_django import Settings

from accounts.models import ApiToken
from config.access_log import MaskedLogger
from config.reports import MaskedReporter
from escalations.models import Code, Icm
from notifications.masking import masked
from notifications.outcome import Outcome, Phase, Verdict
from tests.escalations.conftest import ProductGroup
from tests.escalations.links.conftest import Browser, Post, Proved, form_of, path_of, token_in
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> Any:
    """All that would be written to the console, as it would be written."""
    console = next(handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler)
    written, level = io.StringIO(), logging.getLogger().level
    stream = console.setStream(written)
    logging.getLogger().setLevel(logging.DEBUG)
    yield written
    logging.getLogger().setLevel(level)
    console.setStream(stream)


def test_attack_24_no_secret_is_in_the_log_after_everything_that_can_be_done_with_it(
    log: io.StringIO, link: str, icm: Icm, pg: ProductGroup, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_in(link)
    secret = token.partition(".")[2]
    browser = Browser()
    browser.client.raise_request_exception = False
    form = form_of(browser.get(link), "/p/open/")
    for path in (link, f"/p/x%0A{token}", f"{link}?utm=1", f"/portal/%2Fp%2F{token}", f"/nowhere/p/{token}"):
        for method in ("get", "post", "put", "options"):
            getattr(browser.client, method)(path, headers={"Referer": f"http://127.0.0.1:8000{link}"})
    Client(enforce_csrf_checks=True).post("/p/open/", {"token": token})
    Client(HTTP_HOST="evil.example").get(link)
    monkeypatch.setattr("escalations.actions.entering.links.presented", lambda token: 1 / 0)
    browser.client.post("/p/open/", form)
    monkeypatch.undo()
    browser.ask(browser.open(link))
    code = post.code(pg.pia)
    browser.enter(icm, "00000000")
    browser.enter(icm, code)
    browser.get(path_of(icm))

    written = log.getvalue()
    assert "ZeroDivisionError" in written, "an error was reported, with its traceback"
    assert "Not Found: /nowhere/p/***" in written
    for key in (secret, code, browser.key, browser.client.cookies["pg-browser"].value):
        assert key not in written


def test_attack_24_no_secret_is_in_any_table(link: str, icm: Icm, pg: ProductGroup, post: Post, proved: Proved) -> None:
    browser = Browser()
    browser.ask(browser.open(link))
    code = post.code(pg.pia)
    browser.enter(icm, code)
    secrets = [token_in(link).partition(".")[2], browser.key, browser.client.cookies["pg-browser"].value]

    assert Code.objects.count() == 1
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - names of ours
            kept = str(cursor.fetchall())
        assert not [secret for secret in [*secrets, code] if secret in kept], model.__name__


def test_t10_no_secret_is_in_any_page_or_answer_for_staff(
    link: str, icm: Icm, people: People, pg: ProductGroup, proved: Proved
) -> None:
    proved(pg.pia, icm, link)
    incident = icm.incidents[0].number
    client = Client()
    client.force_login(people.root)
    tool = Client(headers={"Authorization": f"Bearer {ApiToken.objects.issue(people.eva)}"})
    pages = [client.get(path) for path in (f"/workspace/incidents/{incident}/", "/workspace/letters/", "/admin/")]
    pages += [client.get(reverse("admin:escalations_pgmember_change", args=[pg.pia.pk]))]
    pages += [tool.get(path) for path in ("/api/v1/incidents/", f"/api/v1/incidents/{incident}/")]

    selector, _dot, secret = token_in(link).partition(".")
    for page in pages:
        assert secret not in page.content.decode()
        assert selector not in page.content.decode()


@pytest.mark.parametrize(
    "line", ["GET {link} HTTP/1.1", "{link}?utm=1", "http://host{link}", "a=%2Fp%2F{token}", "{token}"]
)
def test_what_is_written_down_says_no_secret(link: str, line: str) -> None:
    token = token_in(link)
    told = masked(line.format(link=link, token=token))

    assert token.partition(".")[2] not in told
    assert "***" in told


def test_what_is_no_link_is_written_down_as_it_is() -> None:
    line = "GET /pg/icm/ICM-500001/ HTTP/1.1 and /portal/ and /help"
    assert masked(line) == line


def test_the_web_servers_own_log_says_no_secret(link: str) -> None:
    config = Config()
    config.set("accesslog", "-")
    config.set("access_log_format", '%(r)s %(U)s %(f)s "%(q)s" %({raw_uri}e)s')
    logger = MaskedLogger(config)
    written = io.StringIO()
    for handler in (*logger.access_log.handlers, *logger.error_log.handlers):
        handler.setStream(written)
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": link,
        "PATH_INFO": link,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "QUERY_STRING": f"x={link}",
        "HTTP_REFERER": f"http://host{link}",
    }
    answer = SimpleNamespace(status="200 OK", sent=1, response_length=1, headers=[])
    logger.access(answer, SimpleNamespace(headers=[]), environ, _Span())
    logger.error("Error handling request %s", link)

    assert written.getvalue().count("/p/***") >= 4
    assert token_in(link).partition(".")[2] not in written.getvalue()


class _Span:
    seconds, microseconds, days = 0, 5, 0

    def total_seconds(self) -> float:
        return 0.0


def test_the_report_of_an_error_says_no_secret(link: str, settings: Settings) -> None:
    token = token_in(link)
    request = RequestFactory().post(link, {"token": token}, headers={"Referer": f"http://host{link}"})
    try:
        raise ValueError(f"cannot read {link}")
    except ValueError as fault:
        reporter = MaskedReporter(request, type(fault), fault, fault.__traceback__)
    for report in (reporter.get_traceback_text(), reporter.get_traceback_html()):
        assert "ValueError" in report
        assert token.partition(".")[2] not in report
    assert settings.DEFAULT_EXCEPTION_REPORTER == "config.reports.MaskedReporter"


def test_a_server_that_quotes_what_it_refuses_is_written_down_without_the_secret(link: str) -> None:
    said = Outcome(Verdict.REFUSED, Phase.DATA, 554, f"unwanted address http://host{link}")

    assert said.words == "unwanted address http://host/p/***"
