"""The queue: what to do next, in groups by the next clock; and the list of everything, page after page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from incidents import actions
from incidents.models import Incident
from incidents.views.workspace import queue as queue_module
from tests.conftest import Make, bring_to
from tests.people import People

Later = Callable[..., Any]


@pytest.fixture
def eva(client: Client, people: People) -> User:
    client.force_login(people.eva)
    return people.eva


def groups(client: Client, path: str = "/workspace/") -> dict[str, list[str]]:
    found = client.get(path).context["groups"]
    return {group.key: [row.incident.title for row in group.rows] for group in found}


def test_rows_are_grouped_by_what_to_do_next(
    monday: datetime, client: Client, people: People, make: Make, eva: User
) -> None:
    make("new", title="nobody answered")
    make("work_in_progress", title="due in days", severity=4)
    make("work_in_progress", title="due today", severity=1)
    make("solution_proposed", title="proposed")
    wanting = make("work_in_progress", title="a customer wrote", severity=4)
    actions.post_message(wanting, by=people.ada, body="Any news?")
    rejected = make("solution_proposed", title="rejected")
    actions.reject_solution(rejected, by=people.ada, reason="No.")
    make("closed", title="closed")
    assert groups(client) == {
        "now": ["nobody answered", "rejected", "a customer wrote"],
        "today": ["due today"],
        "customer": ["proposed"],
        "later": ["due in days"],
    }


def test_a_pressing_clock_comes_to_the_front(later: Later, client: Client, make: Make, eva: User) -> None:
    make("work_in_progress", title="calm", severity=3)
    make("work_in_progress", title="sharp", severity=1)
    make("work_in_progress", title="sharper", severity=2)
    with later(hours=23):
        assert groups(client)["now"] == ["sharp", "sharper"]  # long over, and one hour of a day left


def test_inside_a_group_the_next_clock_leads(client: Client, make: Make, eva: User) -> None:
    for severity in (4, 2, 3):
        make("new", title=f"severity {severity}", severity=severity)
    assert groups(client)["now"] == ["severity 2", "severity 3", "severity 4"]


def test_each_view_shows_its_own(client: Client, people: People, make: Make, eva: User) -> None:
    make("untriaged", title="nobody's")
    make("work_in_progress", title="mine")
    colleagues = make("untriaged", title="Eli's")
    actions.assign(colleagues, by=people.eli, owner=people.eli)
    help_wanted = make("work_in_progress", title="help")
    actions.raise_flag(help_wanted, by=people.eva, flag="assistance_required", reason="Watermarks.")
    make("solution_proposed", title="proposed")

    def shown(view: str) -> set[str]:
        return {title for titles in groups(client, f"/workspace/queue/{view}/").values() for title in titles}

    assert shown("mine") == {"mine", "help", "proposed"}
    assert shown("unassigned") == {"nobody's"}
    assert shown("assistance-required") == {"help"}
    assert shown("solution-proposed") == {"proposed"}
    assert shown("waiting") == set()
    assert shown("open") == {"nobody's", "mine", "Eli's", "help", "proposed"}
    assert client.get("/workspace/queue/parking/").status_code == 404


def test_filters_narrow_are_read_and_can_be_taken_away(client: Client, people: People, make: Make, eva: User) -> None:
    make("new", title="two", severity=2)
    make("new", title="three", severity=3)
    asked = make("work_in_progress", title="asked", severity=3)
    actions.raise_flag(asked, by=people.eva, flag="customer_action_needed", reason="Which?")
    page = client.get("/workspace/?severity=3&flag=customer_action_needed&area=query")
    assert groups(client, "/workspace/?severity=3&flag=customer_action_needed&area=query") == {"later": ["asked"]}
    severity = page.context["picks"][0]
    assert (severity.chosen, severity.clear) == ("Sev 3", "?flag=customer_action_needed&area=query")
    assert "Take the filter Severity away" in page.content.decode()
    assert groups(client, "/workspace/?severity=2&severity=3")["now"] == ["two", "three"]
    assert set(groups(client, "/workspace/?severity=9&severity=x&colour=red")) == {"now", "later"}


def test_a_filter_that_matches_nothing_says_so(client: Client, make: Make, eva: User) -> None:
    make("new", severity=3)
    assert "Nothing matches these filters" in client.get("/workspace/?severity=1").content.decode()


def test_an_empty_queue_leads_on(client: Client, make: Make, people: People) -> None:
    make("solution_proposed")
    client.force_login(people.eli)
    page = client.get("/workspace/").content.decode()
    assert "Nothing needs you" in page
    assert "in customers' hands: 1." in page
    assert reverse("workspace:queue", args=["unassigned"]) in page


def test_a_row_says_what_the_mock_says(monday: datetime, client: Client, people: People, make: Make, eva: User) -> None:
    incident = make("work_in_progress", severity=2)
    actions.post_message(incident, by=people.ada, body="Any news?")
    row = client.get("/workspace/").content.decode().split("<tbody>")[1]
    for words in ("Sev 2", incident.title, incident.number, "Contoso", "Query", "Action needed", "Work in progress",
                  "1 of 5 reached, last: Heard", "Relief", "1 d left", "Eva Novak"):  # fmt: skip
        assert words in row, words


def test_the_queue_goes_on_page_by_page(client: Client, make: Make, eva: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_module, "PAGE", 2)
    for number in range(3):
        make("work_in_progress", title=f"number {number}", severity=4)
    make("new", title="presses")
    assert groups(client) == {"now": ["presses"], "later": ["number 0"]}
    second = client.get("/workspace/").context["next"]
    assert groups(client, f"/workspace/{second}") == {"later": ["number 1", "number 2"]}
    page = client.get(f"/workspace/{second}").context
    assert (page["next"], page["first"]) == ("", "?")


def test_counts_stop_where_they_no_longer_help(
    client: Client, make: Make, eva: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incidents.views.workspace.door.MANY", 2)
    for _number in range(3):
        make("work_in_progress")
    assert client.get("/workspace/").context["tabs"][0].count == "2+"


def titles(client: Client, query: str = "") -> list[str]:
    found = client.get(f"/workspace/incidents/{query}").context["groups"]
    return [row.incident.title for group in found for row in group.rows]


def test_all_incidents_come_newest_first_and_page_by_page(
    monday: datetime, client: Client, make: Make, eva: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "PAGE", 2)
    for number in range(5):
        make("untriaged", title=f"number {number}")
    assert titles(client) == ["number 4", "number 3"]
    older = client.get("/workspace/incidents/").context["next"]
    assert titles(client, older) == ["number 2", "number 1"]
    make("untriaged", title="newer")  # what comes meanwhile shifts no page
    assert titles(client, older) == ["number 2", "number 1"]
    last = client.get(f"/workspace/incidents/{older}").context["next"]
    assert titles(client, last) == ["number 0"]
    assert client.get(f"/workspace/incidents/{last}").context["next"] == ""
    assert titles(client, "?after=nonsense")[0] == "newer"


def test_all_incidents_can_be_narrowed(client: Client, people: People, make: Make, eva: User) -> None:
    make("closed", title="closed")
    make("untriaged", title="nobody's")
    theirs = make("untriaged", title="Eli's")
    actions.assign(theirs, by=people.eva, owner=people.eli)
    assert titles(client, "?state=closed") == ["closed"]
    assert titles(client, "?owner=none") == ["nobody's"]
    assert titles(client, f"?owner={people.eli.pk}&owner=none") == ["Eli's", "nobody's"]
    assert titles(client, "?area=none&state=new") == ["Eli's", "nobody's"]
    assert titles(client, "?severity=1") == []


def test_the_filters_stay_on_the_next_page(
    client: Client, make: Make, eva: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "PAGE", 1)
    make("new", title="first")
    make("new", title="second")
    make("work_in_progress", title="another")
    following = client.get("/workspace/incidents/?state=new").context["next"]
    assert following.startswith("?state=new&after=")
    assert titles(client, following) == ["first"]


@pytest.mark.parametrize("path", ["/workspace/", "/workspace/queue/solution-proposed/", "/workspace/incidents/"])
def test_thirty_rows_cost_as_many_queries_as_one(
    client: Client, people: People, eva: User, path: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        bring_to("solution_proposed", people, title=f"number {number}", customer=[people.ada, people.max][number % 2])
        if number == 0:
            with django_assert_max_num_queries(15) as one:
                client.get(path)
    with django_assert_max_num_queries(15) as many:
        page = client.get(path)
    assert len(many) == len(one)
    assert page.content.count(b'<tr class="row') == 30
    assert Incident.objects.count() == 30


# --- Filters that are typed, and triage from the row ------------------------------------------------------------------


def test_it_is_narrowed_by_organisation_day_owner_state_and_what_it_waits_for(
    later: Later, client: Client, people: People, make: Make, eva: User
) -> None:
    make("new", title="Monday")
    make("solution_proposed", title="proposed")
    with later(days=1):
        make("new", title="Tuesday")
        bring_to("untriaged", people, customer=people.max, title="Fabrikam's")

        def shown(query: str) -> set[str]:
            found = groups(client, f"/workspace/queue/open/?{query}")
            return {title for titles in found.values() for title in titles}

        assert shown("organization=fabri") == {"Fabrikam's"}
        assert shown("organization=%25") == set()  # a sign like any other
        assert shown("opened_since=2026-11-17") == {"Tuesday", "Fabrikam's"}
        assert shown(f"opened_since=2026-11-17&owner={people.eva.pk}") == {"Tuesday"}
        assert shown("state=solution_proposed") == {"proposed"}
        assert shown("substate=pending_rca") == set()
        everything = {"Monday", "proposed", "Tuesday", "Fabrikam's"}
        for nonsense in (
            "opened_since=yesterday",
            "opened_since=9999-99-99",
            "opened_since=0001-01-01",
            "organization=%00",
            "owner=x",
        ):
            assert shown(nonsense) == everything, nonsense
        page = client.get("/workspace/queue/open/?opened_since=2026-11-17&organization=Con&severity=3")
        picks = {pick.key: pick for pick in page.context["picks"]}
        assert (picks["opened_since"].chosen, picks["organization"].chosen) == ("17 Nov 2026", "Con")
        assert picks["opened_since"].clear == "?organization=Con&severity=3"
        assert picks["severity"].others == [("opened_since", "2026-11-17"), ("organization", "Con")]


def test_other_orders_come_without_groups(later: Later, client: Client, people: People, make: Make, eva: User) -> None:
    first = make("work_in_progress", title="first")
    with later(hours=1):
        make("new", title="second")
    with later(hours=2):
        actions.add_note(first, by=people.eva, body="A lease.")
        assert groups(client, "/workspace/?sort=changed") == {"": ["first", "second"]}
        assert groups(client, "/workspace/?sort=opened") == {"": ["second", "first"]}


def test_triage_from_a_row_leads_back_to_it(client: Client, people: People, make: Make, eva: User) -> None:
    incident = make("untriaged")
    place = "/workspace/queue/open/?severity=3&sort=changed"
    row = client.get(place).content.decode()
    assert (
        f"/workspace/incidents/{incident.number}/assign/?back=%2Fworkspace%2Fqueue%2Fopen%2F%3Fseverity%3D3%26sort"
        in row
    )
    form = client.get(f"/workspace/incidents/{incident.number}/assign/", {"back": place})
    assert f'name="back" value="{place.replace("&", "&amp;")}"' in form.content.decode()
    answer = client.post(f"/workspace/incidents/{incident.number}/assign/", {"owner": eva.email, "back": place})
    assert answer.headers["location"] == f"{place}#{incident.number}"
    assert Incident.objects.get().owner == eva


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/workspace/", "//evil.example/workspace/", "/account/sign-out/", "/workspace/letters/",
        "javascript:alert(1)", "\\\\evil.example", "/workspace/\r\nX: 1", "http:///workspace/", "/" * 5000, "",
    ],
)  # fmt: skip
def test_the_way_back_leads_to_a_list_of_ours_or_to_the_incident(
    client: Client, make: Make, eva: User, back: str
) -> None:
    incident = make("untriaged")
    path = f"/workspace/incidents/{incident.number}/assign/"
    answer = client.post(path, {"owner": eva.email, "back": back})
    assert answer.headers["location"] == f"/workspace/incidents/{incident.number}/"
    assert 'name="back"' not in client.get(path, {"back": back}).content.decode()


def test_a_page_that_has_emptied_leads_to_the_first(client: Client, make: Make, eva: User) -> None:
    make("new")
    page = client.get("/workspace/?after=253370764800000000.253370764800000000.9999")
    assert "Nothing more here" in page.content.decode()
    assert page.context["first"] == "?"
