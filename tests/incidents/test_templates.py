"""Message templates: kept in the administration, and put into what is written with what its readers may see."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from incidents import actions
from incidents.actions.problems import open_problem, publish_problem
from incidents.insertions import MOST, offered_problems
from incidents.models import Incident, MessageTemplate
from tests.aftermath import everything
from tests.knowledge import known
from tests.people import People

HELLO = "Hello {first_name},\n\nthank you for {number}, “{title}”, about {area}."


def template(body: str = HELLO, audience: str = "public", **more: Any) -> MessageTemplate:
    name = f"{audience} {MessageTemplate.objects.count()}"
    made = MessageTemplate(**{"name": name, "audience": audience, "body": body, **more})
    made.full_clean()
    made.save()
    return made


def press(incident: Incident, people: People, verb: str, who: str = "eva", **words: Any) -> Any:
    client = Client()
    client.force_login(people.by_name(who))
    return client.post(f"/workspace/incidents/{incident.number}/insert/{verb}/", words)


def written(answer: Any, name: str = "form") -> str:
    """What stands in the composer, or on the solution's page."""
    context = answer.context
    form = context["form"] if name == "form" else context[name].form
    return str(form["body"].value())


def workspace(incident: Incident, people: People, place: str = "") -> str:
    client = Client()
    client.force_login(people.eva)
    return client.get(f"/workspace/incidents/{incident.number}/{place}").content.decode()


# --- Keeping them -----------------------------------------------------------------------------------------------------


def test_a_name_that_stands_for_nothing_is_refused(people: People) -> None:
    with pytest.raises(ValidationError) as caught:
        template("Hello {customer}, {sla} is {severity}.")
    (said,) = caught.value.message_dict["body"]
    assert "{sla}, {severity}" in said
    assert "{customer}, {first_name}, {owner}, {number}, {title}, {area}, {organization}, {known_error}" in said
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize("body", ["Use `{date}/{time}`.", '```\n{ "a": {x} }\n```', "No names."])
def test_code_is_left_as_it_is(people: People, body: str) -> None:
    assert template(body).pk


def administration(people: People, path: str, **words: Any) -> Any:
    client = Client()
    client.force_login(people.root)
    place = f"/admin/incidents/messagetemplate/{path}"
    return client.post(place, words) if words else client.get(place)


def test_the_administrator_keeps_them(people: People) -> None:
    sent = {"name": "Hello", "audience": "public", "body": HELLO, "is_active": "on", "area": ""}
    assert administration(people, "add/", **sent).status_code == 302
    kept = MessageTemplate.objects.get()
    assert (kept.body, kept.version) == (HELLO, 1)
    assert "thank you for INC-1000001" in administration(people, f"{kept.pk}/change/").content.decode()

    assert administration(people, f"{kept.pk}/change/", **{**sent, "body": "Hello."}).status_code == 302
    assert administration(people, f"{kept.pk}/change/", **{**sent, "body": "Hello.", "name": "Hi"}).status_code == 302
    assert MessageTemplate.objects.get().version == 2, "its words changed once"


def test_what_is_wrong_is_said_beside_the_field(people: People) -> None:
    answer = administration(people, "add/", name="Hello", audience="public", body="Hello {sla}")

    assert answer.status_code == 200
    assert "Nothing is filled in for {sla}" in answer.content.decode()
    assert not MessageTemplate.objects.exists()


# --- Putting them in --------------------------------------------------------------------------------------------------


def test_its_names_are_filled_in_below_what_was_typed(working: Incident, people: People) -> None:
    before = everything() | {}
    hello = template()
    answer = press(working, people, "send-update", insert=f"template:{hello.pk}", body="Dear all,")

    said = f"Dear all,\n\nHello Ada,\n\nthank you for {working.number}, “Output stops after scaling”, about Query."
    assert (answer.status_code, written(answer, "to_customer")) == (200, said)
    assert {**everything(), "MessageTemplate": []} == {**before, "MessageTemplate": []}


def test_other_fields_stay(working: Incident, people: People) -> None:
    hello = template("Hello.")
    when = "2026-11-18T10:00"
    answer = press(working, people, "send-update", insert=f"template:{hello.pk}", body="", next_update_by=when)

    assert written(answer, "to_customer") == "Hello."
    assert when in answer.content.decode()
    assert "Error" not in answer.content.decode()


@pytest.mark.parametrize("verb", ["take-and-respond", "respond"])
def test_no_word_is_lost_where_somebody_else_answered_first(working: Incident, people: People, verb: str) -> None:
    hello = template("Hello.")
    answer = press(working, people, verb, insert=f"template:{hello.pk}", body="Dear all,", next_update_by="")

    assert (answer.status_code, answer.context["to_customer"].verb) == (200, "send_update")
    assert written(answer, "to_customer") == "Dear all,\n\nHello."
    assert "Put in." in answer.content.decode()


def test_no_word_is_lost_where_somebody_else_completed_the_triage(new: Incident, people: People) -> None:
    actions.assign(new, by=people.eli, owner=people.eva)
    hello = template("Hello.")
    answer = press(new, people, "take-and-respond", insert=f"template:{hello.pk}", body="Dear all,")

    assert (answer.status_code, answer.context["to_customer"].verb) == (200, "respond")
    assert written(answer, "to_customer") == "Dear all,\n\nHello."


@pytest.mark.parametrize("key", ["", "template:99", "problem:KE-99", "x\x00", "template:x"])
def test_what_is_not_offered_is_not_put_in(working: Incident, people: People, key: str) -> None:
    answer = press(working, people, "send-update", insert=key, body="Dear all,")

    assert (answer.status_code, written(answer, "to_customer")) == (200, "Dear all,")
    assert "Choose a template or a known error first." in answer.content.decode()


def test_each_is_for_its_readers_alone(working: Incident, people: People) -> None:
    public, internal, solution = (template("Words.", audience) for audience in ("public", "internal", "solution"))
    page = workspace(working, people)
    note = page.index('id="team-note"')

    assert page.count(f"template:{public.pk}") == page.count(f"template:{internal.pk}") == 1
    assert page.index(f"template:{public.pk}") < note < page.index(f"template:{internal.pk}")
    assert f"template:{solution.pk}" not in page
    assert f"template:{solution.pk}" in workspace(working, people, "propose-solution/")
    answer = press(working, people, "send-update", insert=f"template:{internal.pk}", body="")
    assert written(answer, "to_customer") == ""
    assert written(press(working, people, "add-note", insert=f"template:{internal.pk}", body=""), "note") == "Words."


def test_only_those_of_its_area_and_in_use_are_offered(working: Incident, people: People) -> None:
    here, elsewhere = template("Here.", area=people.query), template("There.", area=people.inputs)
    unused = template("Old.", is_active=False)
    page = workspace(working, people)

    assert f"template:{here.pk}" in page
    assert f"template:{elsewhere.pk}" not in page
    assert f"template:{unused.pk}" not in page


def test_what_there_is_not_stays_open_and_is_said(working: Incident, people: People) -> None:
    hello = template("This is {known_error}.")
    answer = press(working, people, "send-update", insert=f"template:{hello.pk}", body="")

    assert written(answer, "to_customer") == "This is {known_error}."
    assert "put words in place of {known_error}" in answer.content.decode()


def test_a_customer_reads_of_a_known_error_only_what_is_published(working: Incident, people: People) -> None:
    hello, note = template("This is {known_error}."), template("This is {known_error}.", "internal")
    problem = known(people, title="Leases of a lost node")
    actions.match_problem(working, by=people.eva, problem=problem)

    answer = press(working, people, "send-update", insert=f"template:{hello.pk}", body="")
    assert written(answer, "to_customer") == "This is {known_error}."
    answer = press(working, people, "add-note", insert=f"template:{note.pk}", body="")
    assert written(answer, "note") == "This is Leases of a lost node."
    publish_problem(problem, by=people.eva)
    answer = press(working, people, "send-update", insert=f"template:{hello.pk}", body="")
    assert written(answer, "to_customer") == "This is Leases of a lost node."


def test_where_nothing_is_to_be_put_in_nothing_is_offered(working: Incident, people: People) -> None:
    assert "Put it in" not in workspace(working, people)


# --- Known errors -----------------------------------------------------------------------------------------------------


def test_a_message_takes_what_is_published_of_a_known_error(working: Incident, people: People) -> None:
    problem = known(people)
    actions.match_problem(working, by=people.eva, problem=problem)
    key = f"problem:{problem.number}"
    answer = press(working, people, "send-update", insert=key, body="")
    assert written(answer, "to_customer") == "", "not published"

    publish_problem(problem, by=people.eva)
    said = written(press(working, people, "send-update", insert=key, body=""), "to_customer")
    assert problem.title in said
    assert problem.symptoms in said
    assert problem.workaround in said
    assert "The lease is not given back." not in said


def test_a_note_has_all_that_is_known(working: Incident, people: People) -> None:
    problem = known(people)
    actions.match_problem(working, by=people.eva, problem=problem)
    said = written(press(working, people, "add-note", insert=f"problem:{problem.number}", body="See:"), "note")

    assert said.startswith(f"See:\n\n{problem.number}")
    assert "The lease is not given back." in said


def test_a_solution_takes_the_workaround_under_its_heading(working: Incident, people: People) -> None:
    problem = known(people)
    actions.match_problem(working, by=people.eva, problem=problem)
    typed = "### What happened\nA node was lost.\n\n### What to do\n\n### How to undo it\n"
    key = f"problem:{problem.number}"
    answer = press(working, people, "propose-solution", insert=key, body=typed, kind="conclusive_fix")
    form = answer.context["form"]

    assert answer.status_code == 200
    assert written(answer).startswith(f"### What happened\nA node was lost.\n\n### What to do\n{problem.workaround}")
    assert (form["problem"].value(), form["kind"].value()) == (problem.number, "workaround")


def test_published_ones_of_the_area_are_offered_behind_the_matched(working: Incident, people: People) -> None:
    matched, area = known(people, title="Matched"), known(people, title="Of the area")
    elsewhere = open_problem(by=people.sam, title="Elsewhere", symptoms="x", area=people.inputs, workaround="y")
    for problem in (matched, area, elsewhere):
        publish_problem(problem, by=people.eva)
    known(people, title="Not published")
    actions.match_problem(working, by=people.eva, problem=matched)
    page = workspace(working, people, "propose-solution/")

    assert page.index(f"problem:{matched.number}") < page.index(f"problem:{area.number}")
    assert "Elsewhere" not in page
    assert "Not published" not in page


def test_the_matched_are_offered_however_many_newer_ones_are_published(working: Incident, people: People) -> None:
    matched = known(people, title="Matched")
    actions.match_problem(working, by=people.eva, problem=matched)
    newer = [publish_problem(known(people, title=f"Newer {at}"), by=people.eva) for at in range(MOST)]
    offered = offered_problems(working)

    assert offered == [matched, *reversed(newer[1:])]
    assert f"problem:{matched.number}" in workspace(working, people, "propose-solution/")


# --- Who --------------------------------------------------------------------------------------------------------------


def test_a_closed_incident_takes_nothing_in(closed: Incident, people: People) -> None:
    hello = template()
    before = everything()

    assert press(closed, people, "send-update", insert=f"template:{hello.pk}", body="").status_code == 409
    assert everything() == before


@pytest.mark.parametrize(("who", "status"), [("eli", 403), ("ada", 404), ("root", 404)])
def test_a_solution_is_the_owners_to_write(working: Incident, people: People, who: str, status: int) -> None:
    assert press(working, people, "propose-solution", who=who, insert="", body="").status_code == status


def test_there_is_no_such_verb(working: Incident, people: People) -> None:
    assert press(working, people, "discard", insert="", body="").status_code == 404
