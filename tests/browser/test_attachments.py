"""Files in a real browser: chosen, sent, and saved; whatever is in them, nothing of it runs (T17)."""

from pathlib import Path

import pytest
from playwright.sync_api import Dialog, FilePayload

from incidents import actions
from incidents.models import Attachment, Incident
from tests.browser.conftest import Open, Window
from tests.browser.test_screens import LOOKS, flaws
from tests.incidents.attachments.sending import PNG, address, file
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUNS = b"fetch('/account/settings/'); document.title = 'it ran'; alert(1)"
HTML = b"<!doctype html><title>x</title><script>" + RUNS + b"</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>' + RUNS + b"</script></svg>"
PDF = b"%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"
GIFJS = b"GIF89a=1;/*" + bytes(30) + b"*/" + RUNS
ACTIVE = {
    "page.html": HTML,
    "drawing.svg": SVG,
    "photo.png": HTML,
    "code.gif": GIFJS,
    "page.xhtml": HTML,
    "paper.pdf": PDF,
}


def watched(window: Window) -> list[str]:
    """What a script would do: open a dialog, change the title, ask the server for something."""
    happened: list[str] = []

    def hear(dialog: Dialog) -> None:
        happened.append(dialog.message)
        dialog.dismiss()

    window.page.on("dialog", hear)
    window.page.on("request", lambda request: happened.append(request.url) if "settings" in request.url else None)
    return happened


@pytest.mark.parametrize("name", ACTIVE)
def test_an_active_file_is_saved_and_nothing_in_it_runs(
    window: Open, people: People, working: Incident, name: str
) -> None:
    actions.post_message(working, by=people.ada, body="Here.", files=[file(name, ACTIVE[name], "text/html")])
    eva = window(people.eva)
    happened = watched(eva)
    page = eva.open(f"/workspace/incidents/{working.number}/")
    title = page.title()
    with page.expect_download() as clicked:
        page.get_by_role("link", name=name).click()
    # As whoever types the address, or is led to it by a link without `download`.
    with page.expect_download() as typed:
        page.evaluate("address => location.assign(address)", address(Attachment.objects.get(), "workspace"))

    for download in (clicked.value, typed.value):
        assert download.suggested_filename == name
        assert Path(download.path()).read_bytes() == ACTIVE[name]
    assert (page.title(), happened) == (title, [])


@pytest.mark.parametrize("tag", ["script", "iframe", "object", "embed", "img"])
def test_a_page_of_ours_that_was_tricked_into_naming_it_does_not_run_it(
    window: Open, people: People, working: Incident, tag: str
) -> None:
    actions.post_message(working, by=people.ada, body="Here.", files=[file("code.js", RUNS)])
    actions.post_message(working, by=people.ada, body="Here.", files=[file("page.svg", SVG)])
    eva = window(people.eva)
    happened = watched(eva)
    page = eva.open(f"/workspace/incidents/{working.number}/")
    title = page.title()
    for attachment in Attachment.objects.all():
        page.evaluate(
            """([tag, address]) => new Promise((done) => {
                const element = document.createElement(tag);
                element.onload = element.onerror = done;
                element[tag === "object" ? "data" : "src"] = address;
                document.body.append(element);
                setTimeout(done, 1500);
            })""",
            [tag, address(attachment, "workspace")],
        )

    assert (page.title(), happened) == (title, [])


def test_files_are_chosen_sent_and_found(window: Open, people: People, working: Incident) -> None:
    ada = window(people.ada)
    page = ada.open(f"/portal/incidents/{working.number}/")
    page.get_by_label("Add files").set_input_files(
        [
            FilePayload(name="trace.log", mimeType="text/plain", buffer=b"Stopped."),
            FilePayload(name="shot.png", mimeType="image/png", buffer=PNG),
            FilePayload(name="empty.log", mimeType="text/plain", buffer=b""),
        ]
    )
    page.get_by_label("Write to Eva").fill("Here is what I have.")
    with page.expect_navigation():
        page.get_by_role("button", name="Send", exact=True).click()
    page.locator(".errsum:focus").wait_for()
    assert page.get_by_label("Write to Eva").input_value() == "Here is what I have."
    assert ada.faults() == []
    page.get_by_label("shot.png").uncheck()
    with page.expect_navigation():
        page.get_by_role("button", name="Send", exact=True).click()

    page.get_by_role("link", name="trace.log").wait_for()
    assert [row.name for row in Attachment.objects.all()] == ["trace.log"]
    assert ada.complaints == ada.faults() == []


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_pages_with_files(window: Open, people: People, working: Incident, width: int, scheme: str) -> None:
    given = [file("trace.log"), file("photo.png", HTML), file("run.exe", b"MZ" + bytes(99)), file("x" * 140 + ".log")]
    actions.post_message(working, by=people.ada, body="Here.", files=given)
    actions.add_note(working, by=people.eva, body="Here.", files=given)
    actions.state_problem(working, by=people.eva, body="It stops.", files=given)
    actions.propose_solution(working, by=people.eva, kind="workaround", body="Scale.", files=given)
    one = f"/incidents/{working.number}/"

    assert flaws(window(people.ada, width, scheme), [f"/portal{one}", "/portal/report/"]) == []
    assert flaws(window(people.eva, width, scheme), [f"/workspace{one}", f"/workspace{one}propose-solution/"]) == []
