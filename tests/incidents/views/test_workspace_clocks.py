"""The page that explains the clocks (R20)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client

from incidents import actions
from tests.conftest import Make
from tests.people import People

Later = Callable[..., Any]


def test_the_page_shows_every_stretch_and_where_relief_went(
    later: Later, client: Client, people: People, make: Make
) -> None:
    incident = make("work_in_progress", severity=3)
    path = f"/workspace/incidents/{incident.number}/clocks/"
    with later(hours=1):
        actions.raise_flag(incident, by=people.eva, flag="customer_action_needed", reason="Which?")
    with later(hours=3):
        actions.post_message(incident, by=people.ada, body="7.")
    with later(hours=24):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale.")
    with later(hours=26):
        actions.reject_solution(incident, by=people.ada, reason="No.")
    people.eva.zone = "Europe/Amsterdam"
    people.eva.save()
    client.force_login(people.eva)
    with later(hours=27):
        page = client.get(path)
        text = " ".join(page.content.decode().split())
        relief = page.context["relief"]
    assert (relief.elapsed.total_seconds(), relief.with_customer.total_seconds()) == (9 * 3600, 2 * 3600)
    for words in ("solution rejected", "still runs", "round the clock", "2 h of it with the customer", "Office hours",
                  "Europe/Amsterdam", "<dd>7 h</dd>", "<dd>2 h</dd>",
                  "<dd>16 h</dd>", "1 d 3 h on the wall"):  # fmt: skip
        assert words in text, words


def test_a_stretch_in_which_no_time_passed_is_not_out_of_hours(
    later: Later, client: Client, people: People, make: Make
) -> None:
    incident = make("work_in_progress")
    client.force_login(people.eva)
    page = client.get(f"/workspace/incidents/{incident.number}/clocks/").content.decode()

    assert "no time passed in it" in page
    assert "out of hours all the time" not in page
    assert "make 0 min counted" in page
    assert ">none<" not in page


def test_a_stretch_outside_the_hours_says_so(later: Later, client: Client, people: People, make: Make) -> None:
    with later(hours=10):
        incident = make("new")
    client.force_login(people.eva)
    with later(hours=11):
        page = client.get(f"/workspace/incidents/{incident.number}/clocks/").content.decode()

    assert "nothing: out of hours all the time" in page


def test_many_openings_are_counted_rather_than_listed(later: Later, client: Client, people: People, make: Make) -> None:
    incident = make("work_in_progress", severity=4)
    client.force_login(people.eva)
    with later(days=30):
        page = client.get(f"/workspace/incidents/{incident.number}/clocks/").content.decode()
    assert "23 openings from" in page


def test_promises_are_listed_with_what_became_of_them(later: Later, client: Client, people: People, make: Make) -> None:
    incident = make("work_in_progress")
    client.force_login(people.eva)
    due = incident.opened_at + timedelta(hours=5)
    actions.send_update(incident, by=people.eva, body="Soon.", next_update_by=due)
    page = client.get(f"/workspace/incidents/{incident.number}/clocks/")
    assert [kept for _word, kept in page.context["promises"]] == [True]
    assert "not due yet" in page.content.decode()


def test_a_longer_story_costs_no_more_queries(
    client: Client, people: People, make: Make, django_assert_max_num_queries: Any
) -> None:
    client.force_login(people.eva)
    incident = make("work_in_progress")
    path = f"/workspace/incidents/{incident.number}/clocks/"
    with django_assert_max_num_queries(15) as short:
        client.get(path)
    for number in range(15):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body=f"Number {number}.")
        actions.reject_solution(incident, by=people.ada, reason="No.")
    with django_assert_max_num_queries(15) as long:
        page = client.get(path)
    assert len(long) == len(short)
    assert len(page.context["relief"].parts) == 16
