"""The managers' page of calls for help: who asks, for what, until when; taken, answered, moved up, settled (R15)."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from escalations.actions import bring_forward
from incidents import actions, notices
from incidents.models import Incident, Task
from notifications.models import Notification
from notifications.moment import at
from tests.aftermath import everything, last_event, letters
from tests.conftest import MONDAY, Make
from tests.people import People

PLACE = "/workspace/assistance/"
HELP = "A second pair of eyes on the trace.\nSince nine."
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("monday")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def html(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def shown(user: User, query: str = "") -> str:
    answer = signed_in(user).get(f"{PLACE}{query}")
    assert answer.status_code == 200
    return html(answer)


def order(page: str) -> list[str]:
    return re.findall(r'<li class="panel call" id="(INC-\d+)"', page)


@pytest.fixture
def call(make: Make, people: People) -> Incident:
    return actions.raise_flag(
        make("work_in_progress"),
        by=people.eva,
        flag="assistance_required",
        reason=HELP,
        needed_by=MONDAY + 3 * HOUR,
    )


def press(user: User, incident: Incident, what: str, **sent: str) -> Any:
    nonce = sent.pop("nonce", f"press-{what}")
    return signed_in(user).post(f"{PLACE}{incident.number}/{what}/", {"nonce": nonce, **sent})


# --- What it shows ----------------------------------------------------------------------------------------------------


def test_a_row_says_who_asks_for_what_since_when_and_until_when(call: Incident, people: People) -> None:
    page = shown(people.mia)

    assert "1 call for help" in page
    assert "A second pair of eyes on the trace." in page
    assert re.search(
        r'Eva Novak, <time datetime="2026-11-16T09:00[^>]*>[^<]*</time>, needed by <time datetime="2026-11-16T12:00',
        page,
    )
    assert re.search(r"Relief.*left", page)


def test_severity_1_comes_first_then_the_next_clock(make: Make, people: People) -> None:
    calls = [make("work_in_progress") for _n in range(3)]
    for incident in calls:
        actions.raise_flag(incident, by=people.eva, flag="assistance_required", reason="Help.")
    Incident.objects.filter(pk=calls[0].pk).update(next_due_at=MONDAY + HOUR)
    Incident.objects.filter(pk=calls[1].pk).update(next_due_at=MONDAY)
    Incident.objects.filter(pk=calls[2].pk).update(severity=1, next_due_at=MONDAY + 2 * HOUR)

    assert order(shown(people.mia)) == [calls[2].number, calls[1].number, calls[0].number]


def test_a_call_that_was_settled_and_raised_anew_counts_from_then(call: Incident, people: People) -> None:
    with at(MONDAY + HOUR):
        actions.lower_flag(call, by=people.eva, flag="assistance_required", reason="Found it.")
        actions.raise_flag(call, by=people.eva, flag="assistance_required", reason="It is another one.")
    with at(MONDAY + 2 * HOUR):
        actions.raise_flag(call, by=people.eva, flag="assistance_required", reason="Two others.")
        page = shown(people.mia)

    assert 'Eva Novak, <time datetime="2026-11-16T10:00' in page
    assert "needed by" not in page


def test_what_was_settled_or_closed_is_gone(call: Incident, make: Make, people: People) -> None:
    other = actions.raise_flag(make("work_in_progress"), by=people.eva, flag="assistance_required", reason="Help.")
    actions.lower_flag(call, by=people.mia, flag="assistance_required", reason="Sam looked.")
    actions.withdraw(other, by=people.ada, reason="Gone.")

    page = shown(people.mia)
    assert order(page) == []
    assert "Nobody asks for help" in page


def test_filters_narrow_it(call: Incident, people: People) -> None:
    area = Incident.objects.get(pk=call.pk).area
    assert area is not None

    assert order(shown(people.mia, f"?area={area.slug}")) == [call.number]
    assert "Nothing matches these filters" in shown(people.mia, "?organization=fabrikam")


def test_the_menu_counts_it_for_managers_alone(call: Incident, people: People) -> None:
    link = f'href="{PLACE}"'
    page = shown(people.mia)
    assert re.search(rf'{link}[^>]*>.*?Assistance required<span class="n hot">1<', page)
    assert link not in html(signed_in(people.eva).get("/workspace/"))


def test_it_says_when_something_has_changed(call: Incident, people: People) -> None:
    client = signed_in(people.mia)
    since = re.search(r'data-live="/live/workspace/assistance/" data-since="([^"]*)"', shown(people.mia))
    assert since is not None
    assert client.get(f"/live{PLACE}", {"since": since[1]}).json()["changed"] == 0

    bring_forward(call, by=people.mia)

    assert client.get(f"/live{PLACE}", {"since": since[1]}).json()["changed"] == 1


# --- What is done from it ---------------------------------------------------------------------------------------------


def test_i_take_it_is_a_task_and_the_owner_stays_the_owner(call: Incident, people: People) -> None:
    answer = press(people.mia, call, "take-task")

    task = Task.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, PLACE)
    assert (task.title, task.assignee, task.delegated_by) == (HELP.splitlines()[0], people.mia, people.mia)
    assert Incident.objects.get(pk=call.pk).owner == people.eva
    assert Incident.objects.get(pk=call.pk).assistance_required
    assert letters("delegate_task") == {"eva": "staff"}
    letter = notices.letter(Notification.objects.get(verb="delegate_task"))
    assert letter is not None
    assert letter.subject == f"{people.mia.name} helps you: {call.number}"
    assert "The incident stays yours." in letter.text
    assert "helps: A second pair of eyes on the trace." in shown(people.mia)


def test_pressed_twice_it_is_one_task(call: Incident, people: People) -> None:
    press(people.mia, call, "take-task", nonce="once")
    press(people.mia, call, "take-task", nonce="once")

    assert Task.objects.count() == 1


def test_a_helper_is_asked_on_the_tasks_page_which_leads_back(call: Incident, people: People) -> None:
    client, place = signed_in(people.mia), f"/workspace/incidents/{call.number}/tasks/delegate/"
    page = html(client.get(f"{place}?back={PLACE}"))
    assert 'value="A second pair of eyes on the trace."' in page

    answer = client.post(place, {"title": "Look at it", "assignee": people.sam.email, "back": PLACE, "nonce": "n"})

    assert (answer.status_code, answer["Location"]) == (302, f"{PLACE}#{call.number}")
    assert letters("delegate_task") == {"sam": "staff", "eva": "staff"}
    assert "Sam Okoye helps: Look at it" in shown(people.mia)


def test_a_task_from_before_the_call_is_no_help(make: Make, people: People) -> None:
    incident = make("work_in_progress")
    actions.delegate_task(incident, by=people.eva, title="Read the leases", assignee=people.sam)
    with at(MONDAY + HOUR):
        actions.raise_flag(incident, by=people.eva, flag="assistance_required", reason="Help.")

        assert "helps:" not in shown(people.mia)


def test_an_answer_reaches_the_owner_and_leaves_the_call(call: Incident, people: People) -> None:
    press(people.mia, call, "answer", body="Sam is back at two.")

    fresh = Incident.objects.get(pk=call.pk)
    assert (last_event(fresh).verb, last_event(fresh).message.visibility) == ("add_note", "internal")
    assert fresh.assistance_required
    assert fresh.action_needed
    assert letters("add_note") == {"eva": "staff"}


def test_who_took_it_is_offered_it_no_more_and_a_press_on_an_older_page_takes_it_once(
    call: Incident, people: People
) -> None:
    assert "take-task/" in shown(people.mia)
    press(people.mia, call, "take-task", nonce="first")
    before = everything()

    assert "take-task/" not in shown(people.mia)
    assert press(people.mia, call, "take-task", nonce="from-an-older-page").status_code == 409
    assert everything() == before


def test_settled_takes_the_flag_down_with_how(call: Incident, people: People) -> None:
    press(people.mia, call, "lower-flag", body="Sam runs the bridge.")

    fresh = Incident.objects.get(pk=call.pk)
    assert not fresh.assistance_required
    assert last_event(fresh).message.body == "Sam runs the bridge."
    assert letters("lower_flag") == {"eva": "staff"}


@pytest.mark.parametrize("what", ["answer", "lower-flag"])
def test_without_words_it_comes_back_in_its_row(call: Incident, people: People, what: str) -> None:
    before = everything()
    answer = press(people.mia, call, what, body=" ")

    assert answer.status_code == 422
    assert f'id="answer_{call.pk}_body_error"' in html(answer)
    assert "<title>Error: " in html(answer)
    assert everything() == before


def test_moving_it_up_says_so_and_offers_it_no_more(call: Incident, people: People) -> None:
    assert "Move up in the review" in shown(people.mia)
    answer = press(people.mia, call, "bring-forward")

    assert (answer.status_code, answer["Location"]) == (302, PLACE)
    page = shown(people.mia)
    assert "First in the next morning review" in page
    assert "Move up in the review" not in page


def test_somebody_else_was_quicker(call: Incident, people: People) -> None:
    actions.lower_flag(call, by=people.eva, flag="assistance_required", reason="Found it.")
    before = everything()

    assert press(people.mia, call, "lower-flag", body="Sam looked.").status_code == 409
    assert press(people.mia, call, "take-task").status_code == 403
    assert everything() == before


# --- Who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["eva", "eli", "sam"])
@pytest.mark.parametrize("what", ["take-task", "answer", "lower-flag", "bring-forward"])
def test_nobody_but_a_manager_answers_calls(call: Incident, people: People, who: str, what: str) -> None:
    before = everything()

    assert press(people.by_name(who), call, what, body="Let me.").status_code == 403
    assert everything() == before


@pytest.mark.parametrize("name", ["eli", "mia"])
def test_without_a_call_a_manager_hands_out_nothing(make: Make, people: People, name: str) -> None:
    client = signed_in(people.by_name(name))
    place = f"/workspace/incidents/{make('work_in_progress').number}/tasks/delegate/"
    before = everything()

    assert client.post(place, {"title": "Look", "assignee": people.sam.email, "nonce": "n"}).status_code == 403
    assert everything() == before


# --- Until when -------------------------------------------------------------------------------------------------------


def test_the_owner_says_until_when_and_the_managers_read_it(people: People, make: Make) -> None:
    incident = make("work_in_progress")
    sent = {"flag": "assistance_required", "reason": "Help.", "needed_by": "2026-11-16T15:30", "nonce": "n"}
    signed_in(people.eva).post(
        f"/workspace/incidents/{incident.number}/raise-flag/", {**sent, "version": str(incident.version)}
    )

    told = datetime.fromisoformat(last_event(incident).data["needed_by"])
    assert told.astimezone(people.eva.own_zone).strftime("%H:%M") == "15:30"
    letter = notices.letter(Notification.objects.get(verb="raise_flag"))
    assert letter is not None
    assert "Needed by Mon 16 Nov, " in letter.text
    assert "Needed by Mon 16 Nov, " in letter.html
    page = html(signed_in(people.eva).get(f"/workspace/incidents/{incident.number}/"))
    assert ", needed by " in page
