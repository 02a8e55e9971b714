"""The team's words never reach a customer: every portal page, with each of them in everything that is internal (R2)."""

import re
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from incidents import actions
from incidents.models import Incident
from tests.conftest import Make
from tests.people import People

ABBREVIATIONS = ("ICM", "IcM", "DRI", "CSS", "SME", "PG", "CSAT", "[CSAT Impacting]", "SLA", "Sev 1", "Sev 3")
WORDS = (
    *("shiproom", "escalation", "breach", "breached", "assistance required", "action needed", "triage"),
    *("pending problem", "pending change", "pending RCA", "pending_problem", "pending_change", "pending_rca"),
    *("internal", "team only", "technical support manager", "senior engineer"),
)
# What only the team says: each in words of its own that no page could hold by chance.
SECRETS = ("zebra-note", "zebra-help", "zebra-handled", "zebra-transfer")
HEARD = {"alt", "aria-label", "aria-description", "aria-roledescription", "placeholder", "title", "label", "content"}
ALL = " ".join((*ABBREVIATIONS, *WORDS))


class Said(HTMLParser):
    """What a page says to who looks at it or listens to it."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.silent += tag in {"script", "style"}
        heard = HEARD | ({"value"} if named.get("type") in {"submit", "button", "text"} else set())
        if tag == "meta" and named.get("name") not in {"description"}:
            heard = heard - {"content"}
        self.words += [value for name, value in attrs if name in heard and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def said(html: str) -> str:
    parser = Said()
    parser.feed(html)
    return " ".join(" ".join(parser.words).split())


def forbidden_in(text: str) -> set[str]:
    """Whole words, or several of them; an abbreviation in its own case alone."""
    found = {word for word in ABBREVIATIONS if re.search(whole(word), text)}
    found |= {word for word in WORDS if re.search(whole(word), text, re.IGNORECASE)}
    return found | {secret for secret in SECRETS if secret in text}


def whole(word: str) -> str:
    return rf"(?<!\w){re.escape(word)}(?:e?s)?(?!\w)"


@pytest.mark.parametrize("word", [*ABBREVIATIONS, *WORDS, *SECRETS])
@pytest.mark.parametrize("page", ["<p>We say {} here</p>", '<a title="{}">x</a>', '<button aria-label="{}">x</button>'])
def test_the_check_finds_each_word(word: str, page: str) -> None:
    assert word in forbidden_in(said(page.format(word)))


@pytest.mark.parametrize("harmless", ["unbreachable", "some classless sme", '<a class="SLA" href="/PG/">x</a>'])
def test_the_check_leaves_other_words_alone(harmless: str) -> None:
    assert not forbidden_in(said(harmless))


@pytest.fixture
def loaded(people: People, make: Make) -> Callable[[str], Incident]:
    """An incident in a state, with every internal field full of the team's words."""

    def brought(state: str) -> Incident:
        incident = make("work_in_progress" if state == "closed" else state)
        actions.add_note(incident, by=people.eli, body=f"zebra-note {ALL}")
        if incident.owner_id:
            speak_of_help(incident, people)
        if incident.responded_at:
            actions.transfer_ownership(incident, by=people.mia, owner=people.sen, reason=f"zebra-transfer {ALL}")
        if state == "closed":
            solution = actions.propose_solution(incident, by=people.sen, kind="conclusive_fix", body="Update it.")
            incident = actions.accept_solution(solution, by=people.ada)
        return incident

    def speak_of_help(incident: Incident, people: People) -> None:
        flag, eva = "assistance_required", people.eva
        actions.raise_flag(incident, by=eva, flag=flag, reason=f"zebra-help {ALL}")
        actions.lower_flag(incident, by=eva, flag=flag, reason=f"zebra-handled {ALL}")
        actions.raise_flag(incident, by=eva, flag=flag, reason=f"zebra-help {ALL}")
        actions.raise_flag(incident, by=people.eli, flag="action_needed", reason=f"zebra-note {ALL}")

    return brought


PAGES = (
    "/portal/",
    "/portal/incidents/",
    "/portal/incidents/?state=needs-you",
    "/portal/incidents/{number}/",
    "/portal/incidents/{number}/reported/",
    "/portal/report/",
    "/portal/report/?again={number}",
    "/contact/",
)


@pytest.mark.parametrize("who", ["ada", "lead"])
@pytest.mark.parametrize("state", ["untriaged", "new", "work_in_progress", "solution_proposed", "closed"])
def test_no_page_of_the_portal_says_them(
    client: Client, people: People, loaded: Callable[[str], Incident], state: str, who: str
) -> None:
    incident = loaded(state)
    client.force_login(people.by_name(who))
    for page in PAGES:
        response = client.get(page.format(number=incident.number))
        assert response.status_code == 200, page
        assert not forbidden_in(said(response.content.decode())), page


@pytest.mark.parametrize("state", ["new", "work_in_progress"])
def test_no_page_says_that_a_promise_was_broken_in_the_teams_words(
    client: Client, people: People, loaded: Callable[[str], Incident], later: Callable[..., Any], state: str
) -> None:
    incident = loaded(state)
    client.force_login(people.ada)
    with later(days=10):
        assert actions.sweep_clocks() > 0
        for page in PAGES:
            text = said(client.get(page.format(number=incident.number)).content.decode())
            assert not forbidden_in(text), page
    assert incident.events.filter(verb="breach").exists()


@pytest.mark.parametrize(
    ("verb", "sent", "status"),
    [
        ("post-message", {"body": ""}, 422),
        ("reject-solution", {"reason": ""}, 422),
        ("accept-solution", {"solution": "0"}, 409),
        ("confirm-problem", {}, 409),
    ],
)
def test_no_refusal_says_them(
    client: Client,
    people: People,
    loaded: Callable[[str], Incident],
    verb: str,
    sent: dict[str, str],
    status: int,
) -> None:
    incident = loaded("solution_proposed")
    client.force_login(people.ada)
    response = client.post(f"/portal/incidents/{incident.number}/{verb}/", sent)
    assert response.status_code == status
    assert not forbidden_in(said(response.content.decode()))


def test_the_customers_own_words_are_their_own(client: Client, people: People, monday: datetime, make: Make) -> None:
    incident = make("work_in_progress", title="Your SLA is in breach", description="Call your CSS manager.")
    client.force_login(people.ada)
    seen = client.get(f"/portal/incidents/{incident.number}/").content.decode()
    assert "Your SLA is in breach" in seen
    assert "Call your CSS manager." in seen
