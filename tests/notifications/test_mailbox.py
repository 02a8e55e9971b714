"""The demo mailbox: letters as files, and pages that show them and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from notifications import outbox
from notifications.letters import Letter
from notifications.models import Notification
from tests.notifications import letterbox
from tests.notifications.conftest import Queue

pytestmark = pytest.mark.django_db
BASE = "{% block title %}{% endblock title %}<main>{% block main %}{% endblock main %}</main>"


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> Path:
    """A demo with the mailbox's addresses only, and the floor's own shell around its pages."""
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.notifications.addresses"
    settings.MIDDLEWARE = [
        "csp.middleware.CSPMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ]
    (engine,) = settings.TEMPLATES
    folders = ("django.template.loaders.filesystem.Loader", engine["DIRS"])
    shell = ("django.template.loaders.locmem.Loader", {"base.html": BASE})
    settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": {"loaders": [shell, folders]}}]
    return Path(settings.MAIL_FOLDER)


def delivered(queue: Queue, record_id: int = 1, to: str = "ada@contoso.example") -> str:
    """The id of a letter in the mailbox."""
    row = queue(record_id, to=to)
    outbox.deliver()
    row.refresh_from_db()
    assert row.state == "sent"
    return f"{row.pk}-{row.claim}"


def test_a_demo_puts_its_letters_whole_into_the_folder(queue: Queue, demo: Path) -> None:
    letter_id = delivered(queue)
    assert [path.name for path in demo.iterdir()] == [f"{letter_id}.eml"]
    assert b"A solution was proposed." in (demo / f"{letter_id}.eml").read_bytes()


def test_a_full_folder_delays_the_letter_and_counts_no_try(queue: Queue, demo: Path) -> None:
    demo.parent.mkdir(parents=True, exist_ok=True)
    demo.write_text("a file where the folder should be")
    queue()
    assert outbox.deliver().delayed == 1
    assert Notification.objects.get().attempts == 0


def test_a_stale_worker_puts_nothing_into_the_folder(queue: Queue, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = queue()

    def stall(_row: Notification) -> Letter:
        Notification.objects.filter(pk=row.pk).update(claim=7, worker="another")
        return letterbox.RELIEF

    monkeypatch.setattr(letterbox, "letter", stall)
    assert outbox.deliver().stale == 1
    assert not list(demo.glob("*.eml"))


def test_the_list_shows_the_newest_first_and_finds_a_reader(queue: Queue, client: Client) -> None:
    delivered(queue, 1, "ada@contoso.example")
    delivered(queue, 2, "pia@product.example")
    page = client.get("/demo/mail/").content.decode()
    assert page.index("pia@product.example</td>") < page.index("ada@contoso.example</td>")
    found = client.get("/demo/mail/", {"to": "PIA@"}).content.decode()
    assert "pia@product.example</td>" in found
    assert "ada@contoso.example</td>" not in found


def test_a_search_that_finds_nothing_says_so_harmlessly(client: Client) -> None:
    page = client.get("/demo/mail/", {"to": "<script>"}).content.decode()
    assert "No letter to “&lt;script&gt;” yet." in page


def test_a_letters_page_shows_its_text_with_links_to_press(queue: Queue, client: Client) -> None:
    page = client.get(f"/demo/mail/{delivered(queue)}/").content.decode()
    assert '<a href="http://127.0.0.1:8000/incidents/17/"' in page
    assert "Eva via Relief &lt;support@relief.example&gt;" in page
    assert "Auto-Submitted" in page
    assert 'html/"></iframe>' in page


def test_words_in_a_letter_stay_words(queue: Queue, client: Client) -> None:
    letterbox.written[1] = replace(letterbox.RELIEF, subject="<b>x</b>", text="<script>alert(1)</script>")
    page = client.get(f"/demo/mail/{delivered(queue)}/").content.decode()
    assert "<script>" not in page
    assert "<b>x</b>" not in page


def test_the_html_part_is_shown_in_a_sandbox_of_its_own(queue: Queue, client: Client) -> None:
    letter_id = delivered(queue)
    answer = client.get(f"/demo/mail/{letter_id}/html/")
    assert b"<p>A <b>solution</b> was proposed.</p>" in answer.content
    assert b'<head><base target="_blank">' in answer.content
    parts = (rule.strip().partition(" ") for rule in answer["Content-Security-Policy"].split(";"))
    rules = {name: value for name, _, value in parts}
    assert (rules["default-src"], rules["style-src"]) == ("'none'", "'unsafe-inline'")
    assert "script-src" not in rules
    assert "allow-scripts" not in rules["sandbox"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_the_other_pages_keep_the_installations_policy(queue: Queue, client: Client) -> None:
    policy = client.get(f"/demo/mail/{delivered(queue)}/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "frame-src 'self'" in policy


@pytest.mark.parametrize(
    "address", ["999-1/", "../../etc/passwd/", "..%2f..%2fsecret_key.txt/", "1-1.eml/", "1/", "secret/", "1-1/../html/"]
)
def test_what_is_no_letter_is_not_found(queue: Queue, client: Client, demo: Path, address: str) -> None:
    delivered(queue)
    (demo / "secret.eml").write_text("Subject: no letter\n\n")
    assert client.get(f"/demo/mail/{address}").status_code == 404
    assert b"secret" not in client.get("/demo/mail/").content


@pytest.mark.parametrize(
    ("demo_on", "email_url"), [(False, ""), (True, "smtp://127.0.0.1"), (False, "smtp://127.0.0.1")]
)
def test_there_is_no_mailbox_unless_a_demo_sends_no_mail(
    queue: Queue, client: Client, settings: Settings, demo_on: bool, email_url: str
) -> None:
    letter_id = delivered(queue)
    settings.DEMO, settings.EMAIL_URL = demo_on, email_url
    for path in ("", f"{letter_id}/", f"{letter_id}/html/"):
        assert client.get(f"/demo/mail/{path}").status_code == 404


def test_nothing_can_be_posted_to_it(queue: Queue, client: Client) -> None:
    letter_id = delivered(queue)
    for path in ("", f"{letter_id}/", f"{letter_id}/html/"):
        assert client.post(f"/demo/mail/{path}").status_code == 405


def test_an_empty_mailbox_says_so(client: Client) -> None:
    assert b"No letter yet." in client.get("/demo/mail/").content
