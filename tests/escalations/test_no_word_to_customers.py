"""What is the team's and the product group's never reaches a customer: page, tool, mail, file name (R2, R40).

An incident with everything that this floor can do to it, and each forbidden word in every internal field of all that.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern

from escalations import actions
from escalations.models import Icm, PgMember
from incidents import actions as incidents
from incidents import notices
from incidents.actions.rating import say_unhappy
from incidents.actions.reminding import remind_customer
from incidents.models import Incident
from incidents.urls import portal
from notifications.letters import Letter, message
from notifications.models import Notification
from notifications.moment import at, now
from tests.conftest import Make
from tests.escalations.asking import again
from tests.escalations.conftest import FACTS, ProductGroup, investigate
from tests.incidents.api.conftest import Tool
from tests.incidents.test_words import ALL, forbidden_in, said
from tests.people import People

SECRET = f"zebra-note {ALL}"
CUSTOMERS = ("ada", "lead", "bob")


@pytest.fixture
def loaded(working: Incident, people: People, pg: ProductGroup) -> Incident:
    """Escalated, with a file of the team's that is named so too; then a solution, so that every letter was written."""
    file = SimpleUploadedFile("ICM CSAT Impacting shiproom.log", b"Stopped.")
    incidents.add_colleague(working, by=people.ada, colleague=people.bob)
    incidents.add_note(working, by=people.eli, body=SECRET, files=[file])
    investigate(working, people)
    icm = escalate(working, people, pg)
    incidents.state_problem(working, by=people.eva, body="Nothing is written since you scaled.")
    incidents.confirm_problem(working, by=people.ada)
    talk(icm, people, pg)
    incidents.propose_solution(working, by=people.eva, kind="workaround", body="Scale to 12.")
    incidents.reject_solution(working, by=people.ada, reason="It stalls.")
    working = incidents.transfer_ownership(working, by=people.mia, owner=people.sen, reason=SECRET)
    incidents.raise_flag(working, by=people.sen, flag="assistance_required", reason=SECRET)
    return incidents.propose_solution(working, by=people.sen, kind="conclusive_fix", body="Take 11.4.")


def escalate(incident: Incident, people: People, pg: ProductGroup) -> Icm:
    for member in PgMember.objects.all():
        PgMember.objects.filter(pk=member.pk).update(name=f"{member.name} PG")
    icm = actions.open_icm(
        incident,
        by=people.eva,
        ground="bug_evidence",
        evidence=SECRET,
        team="css_escalation",
        kind="bug",
        title=SECRET.replace("[", "").replace("]", "")[:200],  # the mark itself cannot be typed there
        facts={**FACTS, "impact": SECRET, "ask": SECRET},
        new_because=SECRET,
    )
    words: dict[str, Any] = {"sentiment": "angry", "sentiment_words": SECRET, "why": SECRET, "prevention": SECRET}
    bad: dict[str, Any] = {"exceptionally_bad": True, "exceptional_because": SECRET}
    request = actions.request_csat(by=people.eva, icm=icm, **words, **bad)
    actions.discuss_csat(request, by=people.eva, body=SECRET)
    actions.ask_for_more(again(request), by=people.sam, body=SECRET)
    actions.revise_csat(again(request), by=people.eva, **words, **bad, body=SECRET)
    actions.approve_csat(again(request), by=people.sam, comment=SECRET)
    return icm


def talk(icm: Icm, people: People, pg: ProductGroup) -> None:
    """Both sides, and what the customer's press and the team's look at it leave behind."""
    icm = actions.acknowledge(Icm.objects.get(pk=icm.pk), by=pg.pia)
    icm = actions.update(icm, by=pg.pia, body=SECRET)
    request = icm.csat_requests.get()
    actions.engage_csat(request, by=pg.pia, body=SECRET)
    incident = icm.incidents[0]
    say_unhappy(incident, by=people.ada, words="zebra-help")
    actions.resolve(icm, by=pg.pia, resolution="by_design", body=SECRET, insight=SECRET)


def test_the_fixture_is_marked_for_the_team(loaded: Incident, people: People) -> None:
    marked = Incident.objects.with_everything().get(pk=loaded.pk)

    assert marked.staff_title.startswith("[CSAT Impacting] ")
    assert {"CSAT", "ICM", "SME", "zebra-note"} <= forbidden_in(json.dumps(Tool(people.eva).read(loaded, "timeline/")))


def addresses(incident: Incident) -> Iterator[str]:
    """Every page of the portal that can be read."""
    standing = {"<str:number>": incident.number, "<slug:form>": "post_message"}
    for pattern in portal.urlpatterns:
        assert isinstance(pattern, URLPattern)
        route = str(pattern.pattern)
        for name, value in standing.items():
            route = route.replace(name, value)
        if "<" not in route:
            yield f"/portal/{route}"
    yield from ("/portal/incidents/?search=CSAT", "/portal/incidents/?search=ICM", "/portal/known-problems/?q=ICM")
    yield from ("/contact/", "/account/settings/", f"/live/portal/incidents/{incident.number}/", "/live/portal/")


@pytest.mark.parametrize("who", CUSTOMERS)
@pytest.mark.parametrize("is_closed", [False, True])
def test_no_page_says_any_of_it(client: Client, loaded: Incident, people: People, who: str, is_closed: bool) -> None:
    if is_closed:
        incidents.accept_solution(loaded, by=people.ada)
    client.force_login(people.by_name(who))
    wrong = {}
    for address in addresses(loaded):
        text = said(client.get(address, follow=True).content.decode())
        found = forbidden_in(text) - own_words(address)
        if found:
            wrong[address] = found

    assert wrong == {}


def own_words(address: str) -> set[str]:
    """What a search box repeats is the customer's own."""
    _path, _mark, query = address.partition("?")
    return forbidden_in(query.partition("=")[2])


READINGS = (
    *("incidents/", "incidents/?search=CSAT", "incidents/?search=scaling", "incidents/{number}/"),
    *("incidents/{number}/messages/", "incidents/{number}/timeline/", "incidents/{number}/attachments/"),
    *("areas/", "problems/", "outages/"),
)


@pytest.mark.parametrize("who", CUSTOMERS)
def test_no_reading_of_a_tool_says_any_of_it(loaded: Incident, people: People, who: str) -> None:
    tool = Tool(people.by_name(who))
    for path in READINGS:
        answer = tool.get(path.format(number=loaded.number))
        assert answer.status_code == 200, path
        assert forbidden_in(values_of(answer.json())) == set(), path


@pytest.mark.parametrize("path", ["csat-requests/", "incidents/{number}/tasks/", "incidents/{number}/similar/"])
def test_what_is_the_teams_does_not_exist_and_says_nothing(loaded: Incident, people: People, path: str) -> None:
    answer = Tool(people.ada).get(path.format(number=loaded.number))

    assert answer.status_code in {403, 404}
    assert forbidden_in(values_of(answer.json())) == set()


def test_a_refusal_says_nothing_of_it(loaded: Incident, people: People) -> None:
    for action in ("assign", "respond", "accept-solution", "confirm-problem", "reopen"):
        answer = Tool(people.ada).act(loaded, action, {"solution": 0})
        assert answer.status_code >= 400
        assert forbidden_in(values_of(answer.json())) == set(), action


def values_of(document: Any) -> str:
    """The words of the values, at whatever depth; names of fields are a promise to tools."""
    match document:
        case dict():
            return " ".join(values_of(value) for value in document.values())
        case list():
            return " ".join(values_of(value) for value in document)
        case _:
            return str(document)


GROUNDS = {"pg_requested", "consented", "severity_1", "csat_leadership"}


@pytest.fixture
def told(loaded: Incident, people: People, pg: ProductGroup, make: Make) -> None:
    """Whatever else there is a letter to customers about; somebody of the product group takes part."""
    icm = actions.ask_to_join(Icm.objects.get(), by=pg.ema, reason=SECRET)
    actions.write_to_customer(icm, by=pg.ema, body="Which partition key do you use?")
    incidents.raise_flag(fresh(loaded), by=people.sen, flag="customer_action_needed", reason="Which region is it?")
    incidents.post_message(fresh(loaded), by=people.bob, body="West Europe.")
    incidents.send_update(fresh(loaded), by=people.sen, body="Thank you, we have it.")
    incidents.withdraw_solution(fresh(loaded), by=people.sen, reason="It loses the last row.")
    incidents.propose_solution(fresh(loaded), by=people.sen, kind="conclusive_fix", body="Take 11.5.")
    solution = fresh(loaded).standing_solution()
    assert solution is not None
    with at(solution.proposed_at + timedelta(days=20)):
        assert remind_customer(solution, now())
        incidents.accept_solution(fresh(loaded), by=people.ada)
        incidents.reopen(fresh(loaded), by=people.mia, reason="In error.")
        incidents.withdraw(fresh(loaded), by=people.ada, reason="No longer needed.")
    incidents.discard(make("new"), by=people.eva, reason="The same as the other one.")


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def every_letter_there_is() -> set[str]:
    """The templates of letters to customers, by their verbs."""
    folder = Path(settings.BASE_DIR) / "templates" / "email" / "customer"
    return {path.stem for path in folder.glob("*.txt") if not path.stem.startswith("_")}


def test_no_letter_to_a_customer_says_any_of_it(told: None) -> None:
    rows = Notification.objects.filter(audience="customer", kind="event").exclude(ground__in=GROUNDS)
    wrong: dict[str, set[str]] = {}
    for row in rows:
        letter = written(row)
        mail = message(row, letter)
        heads = " ".join(str(mail.message()[name] or "") for name in ("Subject", "From", "To", "Cc"))
        found = forbidden_in(" ".join((heads, letter.text, said(letter.html))))
        wrong |= {row.verb: found} if found else {}

    assert set(rows.values_list("verb", flat=True)) == every_letter_there_is()
    assert wrong == {}


def written(row: Notification) -> Letter:
    """As it was sent when it was told of; a reminder is not sent any more once it was answered."""
    with patch("incidents.notices.is_unanswered", lambda _event: True):
        letter = notices.letter(row)
    assert letter is not None, row.verb
    return letter


def test_whoever_is_of_the_product_group_gets_no_letter_of_a_customers(loaded: Incident) -> None:
    assert not Notification.objects.filter(audience="customer", address__endswith="@product.example").exists()
