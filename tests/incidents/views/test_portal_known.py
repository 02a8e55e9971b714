"""What customers read of what we know: known problems, outages, what their own problem waits for (R14, R24, R26)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import Region, User
from incidents import actions
from incidents.actions.outages import edit_outage, end_outage
from incidents.actions.problems import (
    hide_problem,
    know_problem,
    open_problem,
    reinvestigate_problem,
    release_fix,
    remove_problem,
)
from incidents.models import Incident
from notifications.moment import at, now
from tests.knowledge import asked, awaited, down, known, planned, published
from tests.people import People

Page = Callable[..., str]
FORBIDDEN = ["ICM", "SME", "CSAT", "SLA", "breach", "Sev", "escalation", "Pending", "shiproom", "DRI", "RCA"]
INNER = "ICM-51207: SME, CSAT, SLA breach, escalation, shiproom, DRI"


@pytest.fixture
def page(client: Client, people: People) -> Page:
    """A page as somebody sees it."""

    def seen(path: str, name: str = "ada", status: int = 200) -> str:
        client.force_login(people.by_name(name))
        response = client.get(path)
        assert response.status_code == status
        return response.content.decode()

    return seen


def words(html: str) -> str:
    """What is read, and what is heard."""
    heard = " ".join(re.findall(r'(?:aria-label|alt|title|placeholder|value)="([^"]*)"', html))
    return heard + re.sub(r"<[^>]+>", " ", html)


# --- Known problems ---------------------------------------------------------------------------------------------------


def test_what_is_published_is_listed_and_found(page: Page, people: People) -> None:
    shown, hidden = published(people), known(people, title="Ours alone")
    assert shown.number in page("/portal/known-problems/")
    assert shown.number in page("/portal/known-problems/?q=12+units")
    assert shown.number in page("/portal/known-problems/?area=query")
    seen = page("/portal/known-problems/?q=given+back")
    assert shown.number not in seen, "the cause is ours alone"
    assert "No known problems" in seen
    assert hidden.title not in page("/portal/known-problems/")


def test_nothing_published_is_said_in_words(page: Page) -> None:
    assert "No known problems" in page("/portal/known-problems/")


def test_a_page_says_what_it_looks_like_and_how_to_go_on(page: Page, people: People) -> None:
    shown = published(people, symptoms="It **stops**.")
    seen = page(f"/portal/known-problems/{shown.number}/", "max")

    for part in (shown.title, "It <strong>stops</strong>.", "Scale to 12 units.", shown.number, "Query"):
        assert part in seen
    assert "The lease is not given back." not in seen


def test_what_is_not_published_or_not_any_more_is_not_there(page: Page, people: People) -> None:
    hidden, withdrawn = known(people), hide_problem(published(people), by=people.sam)
    for number in (hidden.number, withdrawn.number, "KE-999", "x"):
        page(f"/portal/known-problems/{number}/", status=404)


def test_how_far_the_fix_is_in_plain_words(page: Page, people: People) -> None:
    shown = published(people)
    address = f"/portal/known-problems/{shown.number}/"
    assert "We know the cause, and a permanent fix is being built." in page(address)
    release_fix(shown, by=people.sam, release="release 11.4.2")
    assert "A fix is released: release 11.4.2." in page(address)
    remove_problem(shown, by=people.sam)
    assert f"Fixed for good since {now():%-d %B %Y}." in page(address)
    reinvestigate_problem(shown, by=people.sam, reason=INNER)
    assert "We are looking for the cause." in page(address)


def test_no_word_of_ours_is_read(page: Page, people: People) -> None:
    shown = published(people)
    down(people, title=INNER)
    reinvestigate_problem(shown, by=people.sam, reason=INNER)
    for path in ("/portal/", "/portal/report/", "/portal/known-problems/", f"/portal/known-problems/{shown.number}/"):
        seen = words(page(path))
        assert [word for word in FORBIDDEN if re.search(rf"\b{word}\b", seen)] == [], path


def test_who_has_it_too_reports_it_with_its_name(page: Page, people: People) -> None:
    shown = published(people)
    assert f'href="/portal/report/?known={shown.number}"' in page(f"/portal/known-problems/{shown.number}/")
    form = page(f"/portal/report/?known={shown.number}")
    assert f'value="{shown.title}"' in form
    assert f"We have the known problem {shown.number} too." in form
    assert re.search(rf'<option value="{people.query.pk}" selected', form)


def test_an_unpublished_one_fills_in_nothing(page: Page, people: People) -> None:
    hidden = known(people)
    assert hidden.title not in page(f"/portal/report/?known={hidden.number}")


# --- Outages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/portal/", "/portal/report/"])
def test_what_is_down_now_is_said_where_the_customer_is(page: Page, people: People, path: str) -> None:
    outage = down(people)
    edit_outage(outage, by=people.eli, regions=[Region.objects.get(slug="europe")])

    assert "Inputs: we have an outage" in page(path)
    assert "Some jobs cannot read." in page(path)
    assert outage.title not in page(path)
    assert "outage" not in page(path, "max")


def test_what_is_over_or_still_to_come_is_not_said(page: Page, people: People) -> None:
    end_outage(down(people), by=people.eli)
    down(people, starts_at=now() + timedelta(hours=1))
    over = down(people)
    edit_outage(over, by=people.eli, ends_at=now() - timedelta(minutes=1))

    assert "outage" not in page("/portal/")


# --- One's own problem ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("substate", "said"),
    [
        ("pending_problem", "We know the cause, and a permanent fix is being built."),
        ("pending_change", "A change is planned for"),
        ("pending_rca", "We are writing up what happened and why, by"),
    ],
)
def test_what_our_work_waits_for_is_said_in_the_customers_words(
    page: Page, people: People, working: Incident, substate: str, said: str
) -> None:
    address = f"/portal/incidents/{working.number}/"
    assert said not in page(address)
    actions.set_substate(working, by=people.eva, **awaited(substate, people))
    seen = page(address)

    assert said in seen
    assert [word for word in FORBIDDEN if re.search(rf"\b{word}\b", words(seen))] == []
    for record in (known(people), planned(people), asked(people)):
        assert record.title not in seen


def test_a_removed_cause_is_seen_on_a_closed_problem(page: Page, people: People, proposed: Incident) -> None:
    problem = published(people)
    actions.match_problem(proposed, by=people.eva, problem=problem)
    actions.accept_solution(proposed, by=people.ada)
    address = f"/portal/incidents/{proposed.number}/"
    assert "Cause removed" not in page(address)
    remove_problem(problem, by=people.sam)

    assert "Cause removed" in page(address)


def test_while_the_cause_is_looked_for_nobody_is_told_that_it_is_known(
    page: Page, people: People, working: Incident
) -> None:
    problem = open_problem(by=people.sam, title="Stops", symptoms="Nothing arrives.", area=people.query)
    actions.set_substate(working, by=people.eva, substate="pending_problem", problem=problem)

    assert "We are looking for the cause." in page(f"/portal/incidents/{working.number}/")
    know_problem(problem, by=people.sam, cause="A lease.")
    assert "We know the cause" in page(f"/portal/incidents/{working.number}/")


def test_a_day_is_the_readers_own(page: Page, people: People) -> None:
    User.objects.filter(pk=people.ada.pk).update(zone="Europe/Amsterdam")
    with at(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)):
        problem = remove_problem(published(people), by=people.sam)
        assert "Fixed for good since 24 November 2026." in page(f"/portal/known-problems/{problem.number}/")
