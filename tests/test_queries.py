"""What a page asks of the database: recorded, and the same for one row as for thirty."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiToken, Area, Calendar, User
from escalations import actions as escalations
from escalations import actions as upstairs
from escalations.actions.absences import record_absence
from escalations.models import Icm
from incidents import actions
from incidents.actions.area_following import follow_area
from incidents.actions.rating import say_unhappy
from incidents.models import Check, Incident, MessageTemplate, Outage, Problem, SavedView
from incidents.preview import waiting
from notifications.models import Notification
from notifications.moment import now
from tests.conftest import bring_to
from tests.counted import LISTS, ONE_INCIDENT
from tests.escalations.asking import asked_about
from tests.escalations.ladder import consulted
from tests.escalations.standing import member, standing
from tests.incidents.test_change_calendar import LONG, SHORT, version
from tests.knowledge import awaited, down, known, published
from tests.people import People

MANY = 30
STAY_OPEN = 6  # of the incidents that each row more brings along
CHANGED_HOURS = {
    "queue of a manager": ("/workspace/queue/solution-proposed/", "mia", 13),
    "changed hours": ("/workspace/calendars/", "mia", 7),
    "what they would move": ("/workspace/calendars/{calendar}/", "mia", 9),
}
Count = Callable[[str, str], int]


@pytest.fixture
def count(people: People) -> Count:
    """How many queries a reading takes; the first one, which fills what is kept, is not counted."""

    def counted(path: str, name: str) -> int:
        person = people.by_name(name)
        client = Client()
        if path.startswith("/api/"):
            client = Client(headers={"Authorization": f"Bearer {ApiToken.objects.issue(person)}"})
        else:
            client.force_login(person)
        assert client.get(path).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            answer: Any = client.get(path)
            assert answer.status_code == 200
            b"".join(answer)  # a file is read while it is sent
        return len(queries) - asked_the_time(queries)

    return counted


def asked_the_time(queries: CaptureQueriesContext) -> int:
    """PostgreSQL's clock is the server's: what is read at one moment asks it once, however many rows there are."""
    asked = sum("clock_timestamp" in query["sql"] for query in queries)
    assert asked <= 2
    return asked


def another(people: People, number: int) -> None:
    """One more row of everything that a list shows: incidents of two customers, areas, dead letters."""
    incident = bring_to("solution_proposed", people, customer=people.lead if number % 2 else people.ada)
    actions.add_colleague(incident, by=people.lead, colleague=people.bob)
    actions.raise_flag(incident, by=people.eva, flag="customer_action_needed", reason="Try it.")
    actions.delegate_task(incident, by=people.eva, title="Read the leases", assignee=people.eli)
    call_for_help(incident, people)
    others_do(people)
    escalated(people, number)
    problem, outage = published(people), down(people)
    actions.match_problem(incident, by=people.eva, problem=problem)
    actions.link_outage(incident, by=people.eva, outage=outage)
    actions.set_substate(incident, by=people.eva, **awaited(Incident.Substate.values[number % 3], people))
    follow_area(Area.objects.create(slug=f"area-{number}", name=f"Area {number}"), by=people.eva)
    consulted(incident, people)
    record_absence(by=people.eva, since=now(), until=now() + timedelta(days=1))
    Notification.objects.filter(verb="propose_solution").update(state="dead")
    standing(people, incident=incident)


def call_for_help(incident: Incident, people: People) -> None:
    """One that somebody helps with already, and that comes first in the morning."""
    actions.raise_flag(incident, by=people.eva, flag="assistance_required", reason="A second pair of eyes.")
    actions.delegate_task(incident, by=people.mia, title="A second pair of eyes", assignee=people.mia)
    escalations.bring_forward(incident, by=people.mia)


def escalated(people: People, number: int) -> None:
    """A request that waits or an ICM that is marked, and a customer who is unhappy without either."""
    incident = bring_to("work_in_progress", people)
    request = asked_about(incident, people)
    if number % 2:
        escalations.approve_csat(request, by=people.sam)
    say_unhappy(bring_to("work_in_progress", people), by=people.ada, words="The same logs again.")


def others_do(people: People) -> None:
    """What is seldom: a discarding, a reopening, a transfer and a cover; and one that nobody owns."""
    actions.discard(bring_to("untriaged", people), by=people.eli, reason="Spam.")
    actions.reopen(bring_to("closed", people), by=people.mia, reason="In error.")
    moved = actions.transfer_ownership(bring_to("new", people), by=people.mia, owner=people.sam, reason="Eva left.")
    actions.name_deputy(moved, by=people.mia, deputy=people.eva, until=now() + timedelta(days=1), reason="A course.")
    bring_to("untriaged", people)


Table = dict[str, tuple[str, str, int]]


def costs(table: Table, count: Count, **names: object) -> dict[str, int]:
    return {what: count(path.format(**names), name) for what, (path, name, _recorded) in table.items()}


def recorded(table: Table) -> dict[str, int]:
    return {what: queries for what, (_path, _name, queries) in table.items()}


def test_a_list_costs_the_same_for_one_and_for_thirty(people: People, count: Count) -> None:
    names = {"saved": SavedView.objects.create(owner=people.eva, name="Sev 3", view="open", query="").pk}
    another(people, 0)
    assert costs(LISTS, count, **names) == recorded(LISTS)
    for number in range(1, MANY):
        another(people, number)

    assert costs(LISTS, count, **names) == recorded(LISTS)


def test_changed_hours_cost_the_same_for_one_incident_and_for_thirty(people: People, count: Count) -> None:
    calendar = Calendar.objects.get().pk
    another(people, 0)
    version(LONG)
    assert costs(CHANGED_HOURS, count, calendar=calendar) == recorded(CHANGED_HOURS)
    for number in range(1, MANY):
        another(people, number)
    version(SHORT)

    assert sum(row.count for row in waiting()) == STAY_OPEN * MANY
    assert costs(CHANGED_HOURS, count, calendar=calendar) == recorded(CHANGED_HOURS)


def test_an_incident_costs_the_same_with_one_word_and_with_thirty(people: People, count: Count) -> None:
    incident = bring_to("solution_proposed", people)
    talk(incident, people)
    assert costs(ONE_INCIDENT, count, number=incident.number) == recorded(ONE_INCIDENT)
    for _time in range(MANY // 3):
        talk(incident, people)

    assert costs(ONE_INCIDENT, count, number=incident.number) == recorded(ONE_INCIDENT)


def talk(incident: Incident, people: People) -> Any:
    """A round of everything that a conversation holds, and one more record that has to do with it."""
    hit(incident, people, known(people), down(people))
    actions.post_message(
        incident, by=people.lead, body="It stalls.", files=[SimpleUploadedFile("a.log", b"It stalls.")]
    )
    colleague(incident, people)
    consulted(incident, people)
    actions.add_note(incident, by=people.sam, body="A lease.", files=[SimpleUploadedFile("b.log", b"A lease.")])
    actions.delegate_task(incident, by=people.eva, title="Read the leases", assignee=people.eli)
    for check in Check.Kind.values:
        outcome = "ruled_in" if check == "outage" else "checked"
        actions.record_check(incident, by=people.sam, check=check, outcome=outcome, evidence="A lease.")
    actions.reject_solution(incident, by=people.ada, reason="It stalls again.")
    actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale.")


def colleague(incident: Incident, people: People) -> None:
    """One more, and one more template to put in."""
    number = User.objects.count()
    person = User.objects.create(
        email=f"{number}@contoso.example", name=f"No {number}", role="customer", organization=people.ada.organization
    )
    actions.add_colleague(incident, by=people.ada, colleague=person)
    for audience in MessageTemplate.Audience.values:
        MessageTemplate.objects.create(name=f"{audience} {number}", audience=audience, body="Hello {customer}.")


ONE_RECORD = {
    "a Problem": ("/workspace/known-errors/{problem}/", "eva", 9),
    "an outage": ("/workspace/outages/{outage}/", "eva", 12),
    "a portal incident that much is known of": ("/portal/incidents/{number}/", "ada", 12),
}


def test_a_record_costs_the_same_with_one_incident_and_with_thirty(people: People, count: Count) -> None:
    problem, outage, incident = known(people), down(people), bring_to("solution_proposed", people)
    names = {"problem": problem.number, "outage": outage.number, "number": incident.number}
    hit(incident, people, problem, outage)
    hit(bring_to("solution_proposed", people), people, problem, outage)
    assert costs(ONE_RECORD, count, **names) == recorded(ONE_RECORD)
    for _time in range(MANY):
        hit(bring_to("solution_proposed", people), people, problem, outage)
        hit(incident, people, known(people), down(people))

    assert costs(ONE_RECORD, count, **names) == recorded(ONE_RECORD)


ONE_ICM = {
    "an ICM": ("/workspace/icms/{icm}/", "eva", 20),
    "answering it": ("/workspace/icms/{icm}/provide-information/", "eva", 8),
    "ICMs of an incident": ("/workspace/incidents/{number}/icms/", "eva", 14),
    "API ICM": ("/api/v1/icms/{icm}/", "eva", 12),
    "the product group in its conversation": ("/workspace/incidents/{number}/pg-consent/", "eva", 20),
    "API updates of an ICM": ("/api/v1/icms/{icm}/updates/", "eva", 4),
}


def test_an_icm_costs_the_same_with_one_incident_and_with_thirty(people: People, count: Count) -> None:
    icm = standing(people)
    incident = icm.incidents[0]
    names = {"icm": icm.number, "number": incident.number}
    another_hit(icm, people, incident)
    assert costs(ONE_ICM, count, **names) == recorded(ONE_ICM)
    for _time in range(MANY):
        another_hit(icm, people, incident)

    assert costs(ONE_ICM, count, **names) == recorded(ONE_ICM)


def another_hit(icm: Icm, people: People, incident: Incident) -> None:
    """One more incident of it, one more word of each side, and one more ICM of its first incident."""
    upstairs.join(icm, by=people.eli, incident=bring_to("work_in_progress", people))
    upstairs.update(icm, by=people.eva, body="It happened again.")
    upstairs.update(icm, by=people.eva, body="For us.", is_for_support=True)
    upstairs.update(icm, by=member(), body="Seen.")
    standing(people, incident=incident)


def hit(incident: Incident, people: People, problem: Problem, outage: Outage) -> None:
    actions.match_problem(incident, by=people.eva, problem=problem)
    actions.link_outage(incident, by=people.eva, outage=outage)
