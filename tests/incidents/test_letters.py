"""Every letter about an incident, written for real notifications that real acts queued."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from accounts import actions as accounts
from accounts.acting import NotValid
from accounts.models import User
from incidents import actions, notices
from incidents.models import Event, Incident
from notifications.letters import Letter
from notifications.models import Notification
from notifications.moment import at
from tests.aftermath import refused
from tests.conftest import MONDAY, Make
from tests.incidents.living import DAY, HOUR, live
from tests.people import People

# The floor above lets guests in: their letters are looked at where it does.
OF_GUESTS = {"admit_guest", "write_as_guest", "turn_away"}
EVERY = sorted((verb, audience) for verb in set(notices.READERS) - OF_GUESTS for audience in notices.READERS[verb])
TO_CUSTOMERS = [verb for verb, audience in EVERY if audience == "customer"]
# Whole words that no customer ever reads from us.
FORBIDDEN = ["ICM", "IcM", "DRI", "CSS", "SME", "PG", "shiproom", "escalation", "CSAT", "SLA", "breach", "Sev"]
FORBIDDEN += ["Action needed", "assistance", "Assistance", "on hold", "will be closed", "breached", "triage"]
Letters = Callable[..., Letter]


@pytest.fixture(autouse=True)
def read_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are read here after all that came later; of when a reminder is none any more, its own tests tell."""
    monkeypatch.setattr(notices, "is_unanswered", lambda event: True)


@pytest.fixture
def lived(people: People, make: Make) -> Incident:
    with at(MONDAY):
        incident, other = make("untriaged"), make("untriaged")
        actions.discard(other, by=people.eli, reason="We have this as INC-1000001 already.")
    live(incident, people)
    return incident


def written(**which: Any) -> Letter:
    """The last of these; to the customer, the reporter's."""
    rows = Notification.objects.filter(**which).exclude(audience="customer", address="bob@contoso.example")
    return read(rows.order_by("pk").last() or Notification.objects.filter(**which).order_by("pk").last())


def each_written(verb: str, audience: str) -> list[tuple[Letter, Event]]:
    """The last to each of its readers, and what it tells of."""
    rows = Notification.objects.filter(verb=verb, audience=audience).order_by("pk")
    last = {row.address: row for row in rows}.values()
    return [(read(row), Event.objects.get(pk=row.record_id)) for row in last if notices.letter(row) is not None]


def read(which: Notification | None) -> Letter:
    assert which is not None
    letter = notices.letter(which)
    assert letter is not None, which
    return letter


def readable(html: str) -> str:
    """What a person sees and hears of an HTML part."""
    heard = " ".join(re.findall(r'(?:aria-label|alt|title)="([^"]*)"', html))
    return unescape(heard + re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.S)))


def test_each_letter_is_whole_in_both_parts(lived: Incident) -> None:
    for verb, audience in EVERY:
        for letter, event in each_written(verb, audience):
            check_whole(letter, event, audience)


def check_whole(letter: Letter, event: Event, audience: str) -> None:
    place = "portal" if audience == "customer" else "workspace"
    url = f"http://127.0.0.1:8000/{place}/incidents/{event.incident.number}/"
    assert 10 < len(letter.subject) < 70
    assert "\n" not in letter.subject
    assert event.incident.number in letter.subject
    assert letter.html.count(f'href="{url}"') == 1
    assert letter.text.count(url) == 1
    assert re.findall(r'href="http', letter.html) == ['href="http'], "one button, no other link"
    assert "You get this because" in letter.text
    assert "You get this because" in letter.html
    assert "\n\n\n" not in letter.text
    assert "<" not in re.sub("</?(script|b)>", "", letter.text)
    assert not re.search(r"\{[{%]|[%}]\}", letter.text + letter.html), "a template's own signs were left"
    assert '<html lang="en"' in letter.html
    assert "reply to this" not in readable(letter.html)
    assert "src=" not in letter.html


def test_each_letter_holds_the_words_it_is_about(lived: Incident) -> None:
    for verb, audience in EVERY:
        for letter, event in each_written(verb, audience):
            check_words(letter, event, audience)


def check_words(letter: Letter, event: Event, audience: str) -> None:
    message = event.incident.messages.filter(event=event).first()
    if message is None or (audience == "customer" and message.visibility == "internal"):
        return
    words = readable(message.html).split()
    assert " ".join(words) in " ".join(readable(letter.html).split())
    assert message.body.splitlines()[0] in letter.text


def test_a_customers_letter_holds_public_words_only(lived: Incident) -> None:
    for verb in TO_CUSTOMERS:
        for letter, _event in each_written(verb, "customer"):
            check_public(letter)


def check_public(letter: Letter) -> None:
    everything = f"{letter.subject} {letter.from_name} {letter.text} {readable(letter.html)}"
    found = [word for word in FORBIDDEN if re.search(rf"\b{re.escape(word)}\b", everything)]
    assert found == []
    assert "@relief.example" not in everything
    assert "/workspace/" not in everything
    assert "Eva leaves" not in everything


def test_a_customers_letter_comes_from_and_is_signed_by_the_owner(lived: Incident) -> None:
    for verb in set(TO_CUSTOMERS) - {"discard"}:
        for letter, _event in each_written(verb, "customer"):
            assert letter.from_name == "Eli Brandt", "who owns it as the letter is written"
            assert "Eli Brandt\nowns your problem from start to end" in letter.text


def test_a_colleagues_letter_says_why_it_comes_and_asks_for_no_decision(lived: Incident) -> None:
    bob = "bob@contoso.example"
    for verb in set(TO_CUSTOMERS) - {"discard", "remind_customer"}:
        letter = written(verb=verb, audience="customer", address=bob)
        for words in (letter.text, " ".join(readable(letter.html).split())):
            assert "You get this because Ada Lindqvist shares" in " ".join(words.split())
            assert "you reported" not in words
            assert "You told us" not in words
    proposed = written(verb="propose_solution", audience="customer", address=bob)
    assert "Ada Lindqvist tells us whether it works" in proposed.text
    assert "one of three things" not in proposed.text + proposed.html


def test_no_letter_greets_a_report(people: People, make: Make) -> None:
    make("untriaged")
    assert Notification.objects.count() == 0


def test_a_spammer_is_told_nothing(people: People, make: Make) -> None:
    actions.discard(make("untriaged"), by=people.eli, reason="Casino.", is_spam=True)
    assert Notification.objects.count() == 0


def test_words_are_marked_down_and_harmless(lived: Incident) -> None:
    assert "I have this <strong>now</strong>." in written(verb="respond").html
    first = Notification.objects.filter(verb="propose_solution").order_by("pk")[0]
    assert "Scale to <em>12</em>." in written(pk=first.pk).html
    html = written(verb="post_message").html
    assert "<script>" not in html
    assert "Six" in html


def test_a_hostile_title_and_name_stay_text(people: People, make: Make) -> None:
    User.objects.filter(pk=people.eva.pk).update(name="Zoë <img src=x onerror=alert(1)> Ångström")
    User.objects.filter(pk=people.ada.pk).update(name="Łucja <b>Müller</b>")
    with at(MONDAY):
        incident = make("untriaged", title='</title><script>alert("1")</script>\r\nBcc: all@contoso.example')
    live(incident, people)
    for verb in sorted(set(TO_CUSTOMERS) - {"discard"}):
        letter = written(verb=verb, audience="customer")
        assert "<script>" not in letter.html, verb
        assert "<img" not in letter.html, verb
        assert "<b>Müller" not in letter.html, verb
        assert not re.search(r"[\r\n]", letter.subject), verb
        assert len(letter.subject) < 70, verb


def test_long_titles_give_way_to_the_number(people: People, make: Make) -> None:
    with at(MONDAY):
        discarded, incident = make("untriaged", title="Very long " * 19), make("untriaged", title="Very long " * 19)
        actions.discard(discarded, by=people.eli, reason="Known.")
    live(incident, people)
    for verb, audience in EVERY:
        for letter, _event in each_written(verb, audience):
            assert len(letter.subject) < 70
            assert "INC-" in letter.subject


def test_a_long_subject_loses_its_middle_and_keeps_the_number() -> None:
    assert notices.fitted("x" * 80) == "x" * 68 + "…"
    assert notices.fitted("y" * 80 + " (INC-1)") == "y" * 60 + "… (INC-1)"
    assert notices.fitted("On it: a title (INC-1)") == "On it: a title (INC-1)"


def test_times_are_the_readers_own_and_say_which_zone(people: People, make: Make) -> None:
    User.objects.filter(pk=people.ada.pk).update(zone="Europe/Amsterdam")
    with at(MONDAY):
        actions.send_update(make("work_in_progress"), by=people.eva, body="Soon.", next_update_by=MONDAY + 3 * HOUR)
    letter = written(verb="send_update", audience="customer")
    assert "by Mon 16 Nov, 13:00 CET" in letter.text
    assert "by Mon 16 Nov, 13:00 CET" in letter.html


def test_the_old_owner_and_the_new_one_read_it_from_their_own_side(lived: Incident, people: People) -> None:
    mine = written(verb="transfer_ownership", address=people.eli.email)
    theirs = written(verb="transfer_ownership", address=people.eva.email)
    assert "needs you" in mine.subject
    assert theirs.subject == f"{lived.number} has a new owner: Eli Brandt"
    assert "because you own " in mine.text
    assert "because you owned " in theirs.text


def test_the_reporter_reads_who_of_theirs_answered(lived: Incident, people: People) -> None:
    assert "Lea Dahl told us that it does not work:" in written(verb="reject_solution", audience="customer").text


def test_a_clocks_letter_says_when_what_and_the_last_words(lived: Incident, people: People) -> None:
    for verb, subject in (
        ("warn", "Relief due Tue 17 Nov, 09:00 UTC"),
        ("breach", "Relief late, was due Tue 17 Nov, 09:00 UTC"),
    ):
        letters = [written(pk=n.pk) for n in Notification.objects.filter(verb=verb)]
        found = [letter for letter in letters if letter.subject.startswith(subject)]
        assert found, [letter.subject for letter in letters]
        assert "The last words were Ada Lindqvist's:" in found[0].text
    promised = [n for n in Notification.objects.filter(verb="warn") if "Update promised" in written(pk=n.pk).subject]
    assert "Write the update" in written(pk=promised[0].pk).html
    managers = Notification.objects.filter(verb="breach", address=people.mia.email)
    assert "because you are a manager" in written(pk=managers[0].pk).text


@pytest.mark.parametrize(
    ("found", "says"), [(timedelta(minutes=1), ""), (3 * DAY, "This was found Thu 19 Nov, 13:00 UTC.")]
)
def test_a_breach_that_an_outage_hid_says_when_it_was_found_too(
    make: Make, people: People, found: timedelta, says: str
) -> None:
    with at(MONDAY):
        make("work_in_progress", severity=1)
    with at(MONDAY + 4 * HOUR + found):
        actions.sweep_clocks()
    letter = written(verb="breach")

    assert "was due Mon 16 Nov, 13:00 UTC, and there was none by then." in " ".join(letter.text.split())
    for part in (letter.text, letter.html):
        assert re.findall(r"This was found .*?\.", part) == ([says] if says else [])


def test_a_letter_is_not_sent_to_whom_it_no_longer_concerns(lived: Incident, people: People) -> None:
    queued = Notification.objects.filter(verb="respond", audience="customer", address="ada@contoso.example").get()
    assert notices.letter(queued) is not None
    accounts.deactivate(people.ada)
    assert notices.letter(queued) is None


def test_a_letter_for_the_team_is_not_sent_to_who_left_it(lived: Incident, people: People) -> None:
    queued = Notification.objects.filter(verb="add_note", audience="staff").get()
    assert notices.letter(queued) is not None
    User.objects.filter(pk=people.eva.pk).update(role=User.Role.ADMINISTRATOR)
    assert notices.letter(queued) is None


def test_a_letter_is_not_sent_to_who_may_not_see_the_incident_any_more(lived: Incident, people: People) -> None:
    queued = Notification.objects.filter(verb="post_message", audience="staff").latest("pk")
    User.objects.filter(pk=people.eva.pk).update(role=User.Role.CUSTOMER, organization=people.max.organization)
    assert notices.letter(queued) is None


def test_a_letters_link_only_shows(lived: Incident, client: Client) -> None:
    """Whoever opens it, a mail scanner too, changes nothing."""
    before = list(Event.objects.values_list("pk", flat=True))
    for verb, audience in EVERY:
        reader = User.objects.get(email="ada@contoso.example" if audience == "customer" else "eli@relief.example")
        client.force_login(reader)
        for letter, _event in each_written(verb, audience):
            path = re.findall(r"http://127.0.0.1:8000(/\S+)", letter.text)[0]
            assert client.get(path).status_code == 200, path
    assert list(Event.objects.values_list("pk", flat=True)) == before


def test_what_turns_others_round_is_not_kept_and_what_nobody_sees_is_nothing(people: People) -> None:
    incident = actions.open_incident(by=people.ada, title="\u202eevil\u2066 one", description="Since noon.", severity=3)
    assert incident.title == "evil one"
    with refused(NotValid, "body"):
        actions.post_message(incident, by=people.ada, body="\u200b \u2060")
