"""What is known, and the incidents that it has to do with, on the pages of both (R14, R24, R26)."""

import re

from django.test import Client

from accounts.models import Region
from incidents import actions
from incidents.actions.outages import edit_outage
from incidents.models import Incident
from tests.aftermath import everything, letters
from tests.conftest import Make, bring_to
from tests.incidents.views.test_workspace_known import eva, text
from tests.knowledge import down, published
from tests.people import People

__all__ = ["eva"]


def test_a_problem_lists_what_it_hit_with_counts(eva: Client, people: People, make: Make) -> None:
    problem = published(people)
    opened, closing = make("work_in_progress"), make("solution_proposed")
    for incident in (opened, closing):
        actions.match_problem(incident, by=people.eva, problem=problem)
    actions.accept_solution(closing, by=people.ada)
    page = text(eva.get(f"/workspace/known-errors/{problem.number}/"))

    assert "2 in all, 1 of them open." in page
    assert opened.number in page
    assert closing.number in page


def test_an_outage_suggests_what_may_tell_of_it_and_links_it(eva: Client, people: People, make: Make) -> None:
    outage = down(people, area=people.query)
    edit_outage(outage, by=people.eli, regions=[Region.objects.get(slug="europe")])
    fits, linked = make("new"), make("new")
    actions.link_outage(linked, by=people.eva, outage=outage)
    elsewhere = bring_to("new", people, customer=people.max)
    other_area = make("new")
    actions.assign(other_area, by=people.eva, area=people.inputs)
    closed = make("closed")
    place = f"/workspace/outages/{outage.number}/"
    page = text(eva.get(place))
    assert re.findall(r'name="incidents" value="(\d+)"', page) == [str(fits.pk)]

    response = eva.post(f"{place}link/", {"incidents": [fits.pk]})
    assert response["Location"] == place
    assert {link.incident for link in outage.links.all()} == {fits, linked}
    for unknown in (closed.pk, 99999, "x", "9" * 20, "-1", "١", "1\x00"):
        answer = eva.post(f"{place}link/", {"incidents": [unknown]})
        assert answer["Location"] == place
    assert elsewhere not in {link.incident for link in outage.links.all()}
    assert outage.links.count() == 2


def test_all_linked_customers_are_told_and_the_page_says_who_was_not(eva: Client, people: People, make: Make) -> None:
    outage = down(people)
    told, unheard, closing = make("work_in_progress"), make("new"), make("solution_proposed")
    for incident in (told, unheard, closing):
        actions.link_outage(incident, by=people.eva, outage=outage)
    actions.accept_solution(closing, by=people.ada)
    place = f"/workspace/outages/{outage.number}/"
    response = eva.post(f"{place}tell-outage/", {"body": "We are on it."})
    page = text(eva.get(response["Location"]))

    assert "told 1 customer" in page
    assert letters("send_update") == {"ada": "customer"}
    assert told.messages.filter(body="We are on it.", visibility="public").count() == 1
    for refused in (unheard, closing):
        assert not refused.messages.filter(body="We are on it.").exists()
        assert re.search(rf"{refused.number}</a> was not told:", page)


def test_with_nothing_linked_nobody_is_told(eva: Client, people: People) -> None:
    outage = down(people)
    before = everything()
    assert eva.post(f"/workspace/outages/{outage.number}/tell-outage/", {"body": "Words."}).status_code == 409
    assert everything() == before


def test_the_incident_shows_what_is_known_and_offers_what_can_be_done(
    eva: Client, people: People, working: Incident
) -> None:
    problem, outage = published(people), down(people)
    place = f"/workspace/incidents/{working.number}/"
    assert "No Problem is matched with it." in text(eva.get(place))
    for verb, sent in (
        ("match-problem", {"problem": f"{problem.number} with its title"}),
        ("link-outage", {"outage": outage.number}),
        ("set-substate", {"substate": "pending_problem", "problem": problem.number}),
    ):
        assert "<form" in text(eva.get(f"{place}{verb}/"))
        assert eva.post(f"{place}{verb}/", sent)["Location"] == place
    page = text(eva.get(place))

    for words in (problem.title, outage.title, "Pending problem", "Scale to 12 units.", f"?problem={problem.number}"):
        assert words in page
    eva.post(f"{place}clear-substate/")
    eva.post(f"{place}unmatch-problem/", {"problem": problem.number})
    eva.post(f"{place}unlink-outage/", {"outage": outage.number})
    page = text(eva.get(place))
    assert "No Problem is matched with it." in page
    assert "took the match with" in page


def test_a_number_that_is_none_is_said_beside_its_field(eva: Client, people: People, working: Incident) -> None:
    before = everything()
    page = text(eva.post(f"/workspace/incidents/{working.number}/match-problem/", {"problem": "KE-999"}))
    assert "There is nothing with the number KE-999." in page
    assert everything() == before


def test_its_workaround_pre_fills_a_solution_and_is_named_on_it(eva: Client, people: People, working: Incident) -> None:
    problem = published(people)
    address = f"/workspace/incidents/{working.number}/propose-solution/"
    page = text(eva.get(f"{address}?problem={problem.number}"))
    assert "Scale to 12 units." in page
    assert f'value="{problem.number}"' in page
    assert re.search(r'value="workaround"[^>]*checked', page)
    eva.post(address, {"kind": "workaround", "body": "Scale to 12 units.", "problem": problem.number})

    assert working.solutions.get().problem == problem


def test_without_a_known_error_the_headings_alone_are_offered(eva: Client, people: People, working: Incident) -> None:
    page = text(eva.get(f"/workspace/incidents/{working.number}/propose-solution/?problem=KE-999"))
    assert "### What to do" in page
