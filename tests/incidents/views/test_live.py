"""What open pages ask: little, cheap, of what their reader sees; and who else is there (R2, D22)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from incidents import actions
from incidents.models import Event, Incident, Presence
from notifications.moment import at, now
from tests.conftest import Make, bring_to
from tests.people import People


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class Asker:
    """One person's open page: what it was told to ask, and what it hears."""

    def __init__(self, user: User, path: str) -> None:
        self.client = signed_in(user)
        self.live = self.client.get(path).context["live"]

    def ask(self, etag: str = "") -> Any:
        headers = {"If-None-Match": etag} if etag else {}
        return self.client.get(self.live.url, {"since": self.live.since}, headers=headers)

    def changed(self) -> int:
        return int(self.ask().json()["changed"])


def staff_page(incident: Incident) -> str:
    return f"/workspace/incidents/{incident.number}/"


def customers_page(incident: Incident) -> str:
    return f"/portal/incidents/{incident.number}/"


def test_the_team_hears_of_every_event(working: Incident, people: People) -> None:
    page = Asker(people.eva, staff_page(working))
    assert page.changed() == 0
    actions.add_note(working, by=people.eli, body="A lease.")
    actions.post_message(working, by=people.ada, body="It runs again.")

    assert page.changed() == 2


def test_a_customer_hears_of_nothing_that_is_the_teams(working: Incident, people: People) -> None:
    """Nor could they count it: the page goes by what they see, not by the timeline's own numbers."""
    page, home = Asker(people.ada, customers_page(working)), Asker(people.ada, "/portal/")
    before = page.ask().content, home.ask().content
    actions.add_note(working, by=people.eli, body="A lease.")
    actions.raise_flag(working, by=people.eva, flag="assistance_required", reason="Two pairs of eyes.")
    actions.delegate_task(working, by=people.eva, title="Read the leases", assignee=people.eli)
    signed_in(people.eli).post(f"/live/workspace/incidents/{working.number}/here/", {"what": "add_note"})

    assert (page.ask().content, home.ask().content) == before
    assert page.ask().json() == {"changed": 0}
    again = Asker(people.ada, customers_page(working))
    assert again.live.since == page.live.since
    actions.send_update(working, by=people.eva, body="Two leases are stuck.")
    assert page.changed() == 1


def test_a_home_page_hears_of_its_rows(working: Incident, people: People) -> None:
    home, others = Asker(people.ada, "/portal/"), Asker(people.max, "/portal/")
    actions.propose_solution(working, by=people.eva, kind="workaround", body="Scale.")

    assert home.changed() == 1
    assert others.changed() == 0


def keep_open(incident: Incident, people: People) -> None:
    actions.keep_open(incident, by=people.ada, wish="conclusive_fix")


def newer(incident: Incident, people: People) -> None:
    actions.propose_solution(incident, by=people.eva, kind="conclusive_fix", body="Update.")


@pytest.mark.parametrize("first", [None, keep_open], ids=["untried", "kept open"])
@pytest.mark.parametrize("act", [keep_open, newer], ids=["kept open", "a newer one"])
def test_a_home_page_hears_what_became_of_a_solution(
    make: Make, people: People, first: Callable[[Incident, People], None] | None, act: Callable[..., None]
) -> None:
    """Neither moves the state nor a date of the incident's own; other words stand there all the same."""
    incident = make("solution_proposed")
    if first is not None:
        first(incident, people)
    home = Asker(people.ada, "/portal/")
    assert home.changed() == 0
    act(incident, people)

    assert home.changed() == 1
    assert Asker(people.ada, "/portal/").changed() == 0


def test_a_home_page_hears_that_a_row_moved_to_another_list(make: Make, people: People) -> None:
    """Who is made a lead finds what was shared with them among their own."""
    people.max.organization = people.ada.organization
    people.max.save()
    actions.add_colleague(make("work_in_progress"), by=people.eva, colleague=people.max)
    home = Asker(people.max, "/portal/")
    assert home.changed() == 0
    people.max.is_lead = True
    people.max.save()

    assert home.changed() == 1


@pytest.mark.parametrize(
    ("view", "act"),
    [
        ("mine", lambda one, people: actions.send_update(one, by=people.eli, body="Soon.")),
        ("mine", lambda one, people: actions.transfer_ownership(one, by=people.mia, owner=people.eli, reason="Ill.")),
        ("mine", lambda one, people: bring_to("new", people)),
        ("solution-proposed",
         lambda one, people: actions.propose_solution(one, by=people.eva, kind="workaround", body="Scale.")),
        ("unassigned", lambda one, people: bring_to("untriaged", people)),
    ],
)  # fmt: skip
def test_a_queue_hears_of_rows_changed_come_and_gone(
    working: Incident, people: People, view: str, act: Callable[[Incident, People], object]
) -> None:
    page = Asker(people.eva, f"/workspace/queue/{view}/")
    assert page.changed() == 0
    act(working, people)

    assert page.changed() == 1


def test_a_queue_hears_nothing_of_what_its_filters_leave_out(make: Make, people: People) -> None:
    shown, hidden = make("work_in_progress"), make("work_in_progress", severity=1)
    page = Asker(people.eva, "/workspace/queue/mine/?severity=3")
    actions.send_update(hidden, by=people.eli, body="Soon.")
    ask = {"since": page.live.since, "severity": "3"}
    assert page.client.get(page.live.url, ask).json() == {"changed": 0}
    actions.send_update(shown, by=people.eli, body="Soon.")

    assert page.client.get(page.live.url, ask).json() == {"changed": 1}


def test_no_page_counts_beyond_a_bound(working: Incident, people: People) -> None:
    page = Asker(people.eva, "/workspace/")
    nonsense = page.client.get(page.live.url, {"since": "".join(f"{number:06}" for number in range(150))})

    assert nonsense.json() == {"changed": 99}


@pytest.mark.parametrize("since", ["", "-1", "1e9", "nonsense", "9" * 30, "\u0661"])
def test_what_is_no_place_of_a_page_is_no_fault(working: Incident, people: People, since: str) -> None:
    for user, door in ((people.eva, "workspace"), (people.ada, "portal")):
        answer = signed_in(user).get(f"/live/{door}/incidents/{working.number}/", {"since": since})
        assert answer.status_code == 200


PAGES = {
    "workspace incident": ("eva", "/workspace/incidents/{}/", 2),
    "portal incident": ("ada", "/portal/incidents/{}/", 2),
    "queue": ("eva", "/workspace/", 2),
    "portal home": ("ada", "/portal/", 4),
}


@pytest.mark.parametrize("what", PAGES)
def test_where_nothing_is_new_nothing_is_sent(working: Incident, people: People, what: str) -> None:
    name, path, _most = PAGES[what]
    page = Asker(people.by_name(name), path.format(working.number))
    first = page.ask()
    again = page.ask(first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "private, no-cache"
    actions.propose_solution(working, by=people.eva, kind="workaround", body="Scale.")

    assert page.ask(first["ETag"]).status_code == 200


@pytest.mark.parametrize("what", PAGES)
def test_asking_costs_the_same_with_one_event_and_with_thirty(working: Incident, people: People, what: str) -> None:
    name, path, most = PAGES[what]
    page = Asker(people.by_name(name), path.format(working.number))
    page.ask()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page.ask().status_code == 200
        asked = [query for query in queries if "clock_timestamp" not in query["sql"]]
        return len(asked) - len(("session", "person"))

    one = cost()
    for number in range(15):
        files = [SimpleUploadedFile("a.log", b"It stalls.")]
        actions.post_message(working, by=people.ada, body=f"It stalls {number}.", files=files)
        actions.add_note(working, by=people.eli, body="A lease.")
        bring_to("work_in_progress", people)

    assert one == cost()
    assert one <= most


def seen_by(user: User, incident: Incident) -> int:
    return incident.events.visible_to(user).count()


# --- Who is there -----------------------------------------------------------------------------------------------------


def be_there(user: User, incident: Incident, what: str = "looking") -> int:
    return signed_in(user).post(f"/live/workspace/incidents/{incident.number}/here/", {"what": what}).status_code


def company(user: User, incident: Incident) -> list[str]:
    told = signed_in(user).get(f"/live/workspace/incidents/{incident.number}/").json()
    return [one["words"] for one in told["here"]]


def test_two_engineers_see_each_other(working: Incident, people: People) -> None:
    be_there(people.eva, working)
    be_there(people.eli, working, "add_note")

    assert company(people.eva, working) == ["Eli is writing a team note"]
    assert company(people.eli, working) == ["Eva is looking at this"]
    assert set(company(people.sam, working)) == {"Eli is writing a team note", "Eva is looking at this"}


def test_who_is_not_heard_of_is_forgotten_in_a_minute(working: Incident, people: People) -> None:
    be_there(people.eva, working)
    with at(now() + timedelta(seconds=59)):
        assert company(people.eli, working) == ["Eva is looking at this"]
    with at(now() + timedelta(seconds=62)):
        assert company(people.eli, working) == []


def test_who_leaves_is_gone_at_once(working: Incident, people: People) -> None:
    be_there(people.eva, working)
    be_there(people.eva, working, "gone")

    assert company(people.eli, working) == []


def test_being_there_is_no_act(working: Incident, people: People) -> None:
    before = Incident.objects.get(pk=working.pk).version, Event.objects.count()
    be_there(people.eva, working, "to_customer")

    assert (Incident.objects.get(pk=working.pk).version, Event.objects.count()) == before


def test_what_nobody_does_is_looking(working: Incident, people: People) -> None:
    assert be_there(people.eva, working, "juggling\x00") == 204
    assert company(people.eli, working) == ["Eva is looking at this"]


def test_customers_neither_see_it_nor_are_seen(working: Incident, people: People) -> None:
    be_there(people.eva, working)

    assert be_there(people.ada, working) == 404
    assert not Presence.objects.filter(person=people.ada).exists()
    told = signed_in(people.ada).get(f"/live/portal/incidents/{working.number}/").json()
    assert told == {"changed": seen_by(people.ada, working)}
    assert company(people.eli, working) == ["Eva is looking at this"]


def test_on_a_closed_incident_nobody_is_in_anothers_way(closed: Incident, people: People) -> None:
    assert be_there(people.eva, closed) == 204

    assert not Presence.objects.exists()
    assert company(people.eli, closed) == []


def test_reading_says_nothing_of_the_reader(working: Incident, people: People) -> None:
    Asker(people.eva, staff_page(working)).ask()

    assert not Presence.objects.exists()
