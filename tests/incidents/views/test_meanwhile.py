"""What changed while somebody was writing is told before their words are sent, and no word is lost (R17, D22)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from incidents import actions
from incidents.models import Incident
from tests.aftermath import everything, verbs
from tests.conftest import Make
from tests.people import People

WORDS = "Words that took half an hour."


def post(user: User, incident: Incident, verb: str, **sent: object) -> HttpResponse:
    client = Client()
    client.force_login(user)
    door = "workspace" if user.is_support else "portal"
    return client.post(f"/{door}/incidents/{incident.number}/{verb}/", sent)  # type: ignore[return-value]


def shown(incident: Incident) -> dict[str, object]:
    """What a page of the team carries."""
    return {"version": incident.version, "since": incident.event_count}


WRITING = [
    ("send-update", "work_in_progress", {"body": WORDS}),
    ("add-note", "work_in_progress", {"body": WORDS}),
    ("respond", "new", {"body": WORDS}),
    ("take-and-respond", "new", {"body": WORDS, "area": "query", "category": "bug", "severity": "3"}),
    ("state-problem", "work_in_progress", {"body": WORDS}),
    ("propose-solution", "work_in_progress", {"body": WORDS, "kind": "workaround"}),
    ("withdraw-solution", "solution_proposed", {"reason": WORDS}),
    ("tasks/delegate", "work_in_progress", {"title": WORDS, "assignee": "eli@relief.example"}),
]


@pytest.mark.parametrize(("verb", "state", "sent"), WRITING, ids=[row[0] for row in WRITING])
def test_both_are_shown_and_the_second_sending_arrives(
    make: Make, people: People, verb: str, state: str, sent: dict[str, str]
) -> None:
    old = make(state)
    actions.post_message(old, by=people.ada, body="It runs again since noon.")
    before = everything()
    page = post(people.eva, old, verb, **sent, **shown(old))
    text = page.content.decode()
    fresh = Incident.objects.get(pk=old.pk)

    assert (page.status_code, everything()) == (409, before)
    assert "Not sent yet: this changed while you were writing" in text
    assert "It runs again since noon." in text.split('class="meanwhile"')[1].split("</section>")[0]
    assert WORDS in text
    assert f'name="version" value="{fresh.version}"' in text
    assert post(people.eva, fresh, verb, **sent, **shown(fresh)).status_code == 302


def test_all_that_happened_since_is_told_and_nothing_before(working: Incident, people: People) -> None:
    actions.add_note(working, by=people.eli, body="Long ago.")
    seen = shown(Incident.objects.get(pk=working.pk))
    actions.post_message(working, by=people.ada, body="First.")
    actions.add_note(working, by=people.eli, body="Second.")
    text = post(people.eva, working, "send-update", body=WORDS, **seen).content.decode()
    told = text.split('class="meanwhile"')[1].split("</section>")[0]

    assert "First." in told
    assert "Second." in told
    assert "Long ago." not in told


def test_who_was_slower_with_the_first_answer_sends_theirs_on_as_an_update(new: Incident, people: People) -> None:
    old = shown(new)
    actions.respond(new, by=people.eva, body="I have this now.")
    text = post(people.eva, new, "respond", body=WORDS, **old).content.decode()

    assert "I have this now." in text
    composer = text.split('id="composer"')[1]
    assert WORDS in composer
    assert 'href="#send_update_body"' in text
    assert f"/workspace/incidents/{new.number}/send-update/" in composer


def test_chosen_files_are_still_there(working: Incident, people: People) -> None:
    old = shown(working)
    actions.post_message(working, by=people.ada, body="One more thing.")
    file = SimpleUploadedFile("trace.log", b"It stalls.")
    text = post(people.eva, working, "send-update", body=WORDS, files=file, **old).content.decode()

    assert "trace.log" in text
    assert 'name="kept"' in text


def test_what_is_impossible_by_then_is_told_with_the_words(working: Incident, people: People) -> None:
    old = shown(working)
    actions.withdraw(working, by=people.ada, reason="It runs again.")
    page = post(people.eva, working, "send-update", body=WORDS, **old)

    assert page.status_code == 409
    assert WORDS in page.content.decode()
    assert "It runs again." in page.content.decode()


def test_who_may_not_any_more_is_told_with_the_words(working: Incident, people: People) -> None:
    old = shown(working)
    actions.transfer_ownership(working, by=people.mia, owner=people.eli, reason="Eva is ill.")
    page = post(people.eva, working, "state-problem", body=WORDS, **old)

    assert page.status_code == 403
    assert WORDS in page.content.decode()


# --- Customers --------------------------------------------------------------------------------------------------------


def seen_by(user: User, incident: Incident) -> int:
    return incident.events.visible_to(user).count()


def test_a_customer_reads_our_words_before_theirs_are_sent(working: Incident, people: People) -> None:
    since = seen_by(people.ada, working)
    actions.send_update(working, by=people.eva, body="Please restart it.")
    actions.add_note(working, by=people.eli, body="A lease.")
    before = everything()
    page = post(people.ada, working, "post-message", body=WORDS, since=since)
    text = page.content.decode()

    assert (page.status_code, everything()) == (409, before)
    assert "Please restart it." in text.split('class="meanwhile"')[1].split("</section>")[0]
    assert "A lease." not in text
    assert WORDS in text
    now = seen_by(people.ada, working)
    assert f'name="since" value="{now}"' in text
    assert post(people.ada, working, "post-message", body=WORDS, since=now).status_code == 302


def test_what_the_team_does_among_itself_stops_no_customer(working: Incident, people: People) -> None:
    since = seen_by(people.ada, working)
    actions.add_note(working, by=people.eli, body="A lease.")
    actions.raise_flag(working, by=people.eva, flag="assistance_required", reason="Two pairs of eyes.")

    assert post(people.ada, working, "post-message", body=WORDS, since=since).status_code == 302
    assert verbs(working)[-1] == "post_message"


def test_a_customers_page_carries_no_number_of_the_teams(working: Incident, people: People) -> None:
    actions.add_note(working, by=people.eli, body="A lease.")
    client = Client()
    client.force_login(people.ada)
    text = client.get(f"/portal/incidents/{working.number}/").content.decode()

    assert 'name="version"' not in text
    assert f'name="since" value="{seen_by(people.ada, working)}"' in text
    assert seen_by(people.ada, working) < Incident.objects.get(pk=working.pk).event_count
