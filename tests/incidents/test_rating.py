"""What customers say of how it goes: a rating afterwards, and that they are not happy while it is open (R42)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.acting import NotAllowed, NotPossible, NotValid, Stale
from accounts.models import User
from incidents import actions, notices, rating_letters
from incidents.actions.rating import rate_incident, say_unhappy
from incidents.models import Incident, Rating
from incidents.reckoning import asked_times
from incidents.replaying import replay_timeline
from incidents.views.workspace.clocks import happenings
from notifications.models import Notification
from tests.aftermath import everything, last_event, letters, refused
from tests.conftest import Make
from tests.people import People

Later = Callable[..., Any]


def test_who_decides_rates_what_is_closed(closed: Incident, people: People) -> None:
    rating = rate_incident(closed, by=people.ada, score=5, words="Quick and kind.")

    assert (rating.score, rating.words, rating.by) == (5, "Quick and kind.", people.ada)
    assert letters("low_rating") == {}


@pytest.mark.parametrize("score", [1, 2])
def test_a_low_one_reaches_the_managers_once(closed: Incident, people: People, score: int) -> None:
    rate_incident(closed, by=people.lead, score=score, words="Slow.")
    rate_incident(closed, by=people.lead, score=1, words="Very slow.")

    assert letters("low_rating") == {"mia": "staff"}
    letter = rating_letters.letter(Notification.objects.get(verb="low_rating"))
    assert letter is not None
    assert letter.subject == f"Rated 1 of 5: {closed.number}"
    assert "Very slow." in letter.text
    assert "Very slow." in letter.html


def test_a_letter_of_what_is_not_low_any_more_does_not_leave(closed: Incident, people: People) -> None:
    rate_incident(closed, by=people.ada, score=1)
    rate_incident(closed, by=people.ada, score=4)

    assert rating_letters.letter(Notification.objects.get(verb="low_rating")) is None


def test_it_is_changed_for_two_weeks_and_then_stands(
    monday: datetime, closed: Incident, people: People, later: Later
) -> None:
    rate_incident(closed, by=people.ada, score=2)
    with later(days=13, hours=23):
        rate_incident(closed, by=people.ada, score=4)
    with later(days=14), refused(NotPossible):
        rate_incident(closed, by=people.ada, score=1)
    assert Rating.objects.get().score == 4


def test_who_looked_before_another_rated_is_told_and_overwrites_nothing(closed: Incident, people: People) -> None:
    rate_incident(closed, by=people.ada, score=2, words="Slow.", seen=0)

    with refused(Stale):
        rate_incident(closed, by=people.lead, score=5, seen=0)
    rate_incident(closed, by=people.lead, score=4, words="Better now.", seen=1)
    with refused(Stale):
        rate_incident(closed, by=people.ada, score=1, seen=1)


def test_what_is_open_is_not_rated_yet(proposed: Incident, people: People) -> None:
    with refused(NotPossible):
        rate_incident(proposed, by=people.ada, score=5)


def test_what_was_discarded_is_not_rated(make: Make, people: People) -> None:
    incident = actions.discard(make("untriaged"), by=people.eli, reason="Spam.")

    with refused(NotPossible):
        rate_incident(incident, by=people.ada, score=1)


@pytest.mark.parametrize("who", ["bob", "max", "eva", "mia", "root"])
def test_nobody_else_rates(closed: Incident, people: People, who: str) -> None:
    with refused(NotAllowed):
        rate_incident(closed, by=people.by_name(who), score=5)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_from_1_to_5(closed: Incident, people: People, score: int) -> None:
    with refused(NotValid, "score"):
        rate_incident(closed, by=people.ada, score=score)


# --- The pages --------------------------------------------------------------------------------------------------------


def test_looking_at_the_page_rates_nothing(client: Client, closed: Incident, people: People) -> None:
    client.force_login(people.ada)
    before = everything()

    for method in (client.get, client.head):
        assert method(f"/portal/incidents/{closed.number}/rate/?score=1").status_code == 200
    assert everything() == before


def test_the_closed_page_leads_there_and_back(client: Client, closed: Incident, people: People) -> None:
    client.force_login(people.ada)
    place = f"/portal/incidents/{closed.number}/"
    assert f'href="{place}rate/"' in client.get(place).content.decode()

    response = client.post(f"{place}rate/", {"score": "2", "words": "Slow.", "nonce": "n1"}, follow=True)
    assert "You gave us 2 of 5." in response.content.decode()
    assert Rating.objects.get().score == 2


def test_an_older_tab_overwrites_no_newer_rating_and_keeps_what_was_typed(
    client: Client, closed: Incident, people: People
) -> None:
    client.force_login(people.ada)
    place = f"/portal/incidents/{closed.number}/rate/"
    older = version_in(client.get(place))
    client.post(place, {"score": "5", "words": "Quick and kind.", "version": older})
    before = everything()

    for sent in ({"score": "1", "words": "It came back."}, {"words": "It came back."}):
        answer = client.post(place, {**sent, "version": older})
        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "Not sent yet" in shown
        assert "5 of 5, by Ada Lindqvist" in shown
        assert "Quick and kind." in shown
        assert "It came back.</textarea>" in shown
    assert everything() == before

    again = {"score": "1", "words": "It came back.", "version": version_in(answer)}
    assert client.post(place, again).status_code == 302
    assert (Rating.objects.get().score, Rating.objects.get().words) == (1, "It came back.")


def version_in(page: Any) -> str:
    return str(page.content.decode().split('name="version" value="')[1].split('"')[0])


def test_a_version_of_what_was_never_rated_is_of_no_page(client: Client, closed: Incident, people: People) -> None:
    client.force_login(people.ada)

    answer = client.post(f"/portal/incidents/{closed.number}/rate/", {"score": "3", "version": "5"})

    assert answer.status_code == 409
    assert not Rating.objects.exists()


def test_without_a_number_it_comes_back(client: Client, closed: Incident, people: People) -> None:
    client.force_login(people.ada)
    response = client.post(f"/portal/incidents/{closed.number}/rate/", {"words": "Slow."})

    assert response.status_code == 422
    assert "Slow." in response.content.decode()
    assert not Rating.objects.exists()


def test_the_closing_letter_leads_there_for_who_decides(closed: Incident, people: People) -> None:
    row = Notification.objects.get(verb="accept_solution", audience="customer")
    letter = notices.letter(row)
    assert letter is not None

    assert "How did we do? The same page takes a number from 1 to 5" in " ".join(letter.text.split())
    assert f"/portal/incidents/{closed.number}/" in letter.html


def test_the_team_reads_when_it_was_given_in_their_own_zone(
    client: Client, monday: datetime, closed: Incident, people: People
) -> None:
    rate_incident(closed, by=people.ada, score=2, words="Slow.")
    User.objects.filter(pk=people.eva.pk).update(zone="Asia/Tokyo")
    client.force_login(User.objects.get(pk=people.eva.pk))

    page = client.get(f"/workspace/incidents/{closed.number}/").content.decode()
    assert '2 of 5, <time datetime="2026-11-16T09:00:00+00:00" title="Mon 16 Nov 2026, 18:00' in page


# --- Not happy --------------------------------------------------------------------------------------------------------


def test_owner_and_managers_hear_of_it_and_action_is_needed(working: Incident, people: People) -> None:
    say_unhappy(working, by=people.ada, words="You ask for the same logs again.")

    assert letters("say_unhappy") == {"eva": "staff", "mia": "staff"}
    assert Incident.objects.get(pk=working.pk).action_needed
    assert not last_event(working).public
    assert last_event(working).message.visibility == "internal"
    assert replay_timeline(Incident.objects.all()).differences == []


def test_it_also_answers_what_they_were_asked(
    monday: datetime, working: Incident, people: People, later: Later
) -> None:
    """R15: any word of the customer's lowers the question that was put to them, and raises ours."""
    with later(hours=1):
        actions.raise_flag(working, by=people.eva, flag="customer_action_needed", reason="Send the log.")
    with later(hours=3):
        say_unhappy(working, by=people.ada, words="You ask for the same logs again.")

    incident = Incident.objects.get(pk=working.pk)
    assert (incident.customer_action_needed, incident.customer_question) == (False, "")
    assert incident.action_needed
    assert replay_timeline(Incident.objects.all()).differences == []
    asked = asked_times(happenings(incident), monday)
    assert [end - start for start, end in asked] == [timedelta(hours=2)]


def test_the_letter_has_their_words(working: Incident, people: People) -> None:
    say_unhappy(working, by=people.ada, words="You ask for the same logs again.")
    letter = notices.letter(Notification.objects.get(verb="say_unhappy", address="mia@relief.example"))
    assert letter is not None

    assert "Ada Lindqvist is not happy" in letter.subject
    assert "You ask for the same logs again." in letter.text


@pytest.mark.parametrize("who", ["max", "eva", "root"])
def test_nobody_else_says_it(working: Incident, people: People, who: str) -> None:
    with refused(NotAllowed):
        say_unhappy(working, by=people.by_name(who))


def test_of_what_is_closed_it_is_not_said(closed: Incident, people: People) -> None:
    with refused(NotPossible):
        say_unhappy(closed, by=people.ada)


def test_the_portal_says_it_by_a_press_and_shows_nothing_of_it(
    client: Client, working: Incident, people: People
) -> None:
    client.force_login(people.ada)
    place = f"/portal/incidents/{working.number}/"
    assert "Not happy with how this is going?" in client.get(place).content.decode()

    response = client.post(f"{place}sentiment/", {"words": "zebra-words"}, follow=True)
    assert "We have passed it on" in response.content.decode()
    assert "zebra-words" not in response.content.decode()
    assert letters("say_unhappy") == {"eva": "staff", "mia": "staff"}
