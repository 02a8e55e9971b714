"""Each verb's line in the timeline: whole, for its reader only, and in that reader's words."""

from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from incidents import actions
from incidents.actions import clocks
from incidents.models import Event, Incident
from incidents.policy import RULES
from notifications.moment import at
from tests.conftest import MONDAY, Make
from tests.people import People

DAY = timedelta(days=1)
FORBIDDEN = ("ICM", "SME", "Sev ", "SLA", "CSAT", "breach", "escalation", "secret", "@relief.example")


def lines(incident: Incident, reader: User, deliveries: tuple[str, ...] = ()) -> dict[str, str]:
    """The timeline as this reader gets it: the last line of each verb."""
    found = {}
    with timezone.override("Europe/Amsterdam"):
        for event in Event.objects.filter(incident=incident).visible_to(reader).select_related("by"):
            message = incident.messages.visible_to(reader).filter(event=event).first()
            context = {"event": event, "incident": incident, "reader": reader, "deliveries": deliveries}
            context |= {"message": message} if message else {}
            found[event.verb] = " ".join(
                render_to_string(event.template, {**context, "staff": reader.is_support}).split()
            )
    return found


def test_every_verb_has_a_line(people: People) -> None:
    for verb in [*RULES, "open_incident", "warn", "breach", "import_line"]:
        assert render_to_string(
            f"timeline/{verb}.html", {"event": Event(pk=0, verb=verb), "reader": people.eva, "staff": True}
        )


@pytest.fixture
def history(people: People, make: Make) -> Incident:
    """Nearly everything that can happen, in one incident; what the team says among itself is a secret."""
    with at(MONDAY):
        incident = make("work_in_progress", severity=2)
        actions.add_note(incident, by=people.sam, body="A secret of ours.")
        actions.assign(incident, by=people.eli, severity=1)
        actions.state_problem(incident, by=people.eva, body="**Two** partitions.", next_update_by=MONDAY + DAY)
        actions.correct_problem(incident, by=people.ada, body="Three, not two.")
        actions.raise_flag(incident, by=people.eva, flag="customer_action_needed", reason="Which units?")
        actions.post_message(incident, by=people.ada, body="<script>alert(1)</script> six")
        actions.raise_flag(incident, by=people.eva, flag="assistance_required", reason="A secret plea.")
        actions.lower_flag(incident, by=people.mia, flag="assistance_required", reason="A secret answer.")
        actions.name_deputy(incident, by=people.eva, deputy=people.eli, until=MONDAY + DAY, reason="A secret illness.")
        actions.delegate_task(incident, by=people.eli, title="A secret task", assignee=people.sam)
        actions.finish_task(incident, by=people.sam, task=incident.tasks.get().pk, result="A secret result.")
        actions.send_update(incident, by=people.eli, body="I am on it.")
        clocks.sweep_clocks(MONDAY + DAY / 2)
    with at(MONDAY + DAY):
        actions.propose_solution(incident, by=people.eva, kind="workaround", body="Scale to 12.")
        actions.keep_open(incident, by=people.lead, wish="conclusive_fix")
        actions.report_applied(incident, by=people.ada, applied_on=date(2026, 11, 17))
        actions.reject_solution(incident, by=people.ada, reason="It stalls again.")
        actions.transfer_ownership(incident, by=people.mia, owner=people.eli, reason="A secret departure.")
        actions.propose_solution(incident, by=people.eli, kind="conclusive_fix", body="Update.")
        return actions.accept_solution(incident, by=people.ada)


def test_a_customer_reads_no_word_of_ours(history: Incident, people: People) -> None:
    for reader in (people.ada, people.lead):
        for line in lines(history, reader).values():
            assert not [word for word in FORBIDDEN if word in line], line


def test_the_team_reads_words_only_the_team_may_read_as_such(history: Incident, people: People) -> None:
    note = lines(history, people.eli)["add_note"]
    assert 'class="note"' in note
    assert "Team only" in note
    assert "A secret of ours." in note


def test_a_transfer_shows_the_customer_who_and_the_team_why(history: Incident, people: People) -> None:
    assert "<b>Eli Brandt</b> took over from Eva Novak" in lines(history, people.ada)["transfer_ownership"]
    assert 'class="ev"' in lines(history, people.ada)["transfer_ownership"]
    assert "A secret departure." in lines(history, people.eva)["transfer_ownership"]


def test_a_deputys_line_shows_both_names_to_everybody(history: Incident, people: People) -> None:
    assert "<b>Eli Brandt</b> for Eva Novak" in lines(history, people.ada)["send_update"]
    assert "<b>You</b> for Eva Novak" in lines(history, people.eli)["send_update"]
    assert "<b>Eli Brandt</b> for you" in lines(history, people.eva)["send_update"]


def test_cover_and_tasks_are_told_to_the_team_alone(history: Incident, people: People) -> None:
    ours, theirs = lines(history, people.mia), lines(history, people.ada)
    assert "<b>Eva Novak</b> named <b>Eli Brandt</b> to stand in for Eva Novak from" in ours["name_deputy"]
    assert "<b>Eli Brandt</b> for Eva Novak handed <b>Sam Okoye</b> a task: A secret task" in ours["delegate_task"]
    assert "finished the task: A secret task" in ours["finish_task"]
    assert not {"name_deputy", "delegate_task", "finish_task"} & set(theirs)


def test_words_meant_for_the_team_stay_out_even_if_a_page_hands_them_in(history: Incident, people: People) -> None:
    event = history.events.get(verb="transfer_ownership")
    context = {"event": event, "message": event.message, "incident": history, "reader": people.ada}
    assert "secret" not in render_to_string(event.template, context)


def test_own_acts_are_yours_and_others_by_name(history: Incident, people: People) -> None:
    assert "<b>You</b> rejected" not in lines(history, people.ada)["reject_solution"]
    assert "<b>You</b> said that it does not work" in lines(history, people.ada)["reject_solution"]
    assert "<b>Ada Lindqvist</b> rejected the solution" in lines(history, people.eva)["reject_solution"]
    assert "<b>Lea Dahl</b> said that it works for now" in lines(history, people.ada)["keep_open"]
    assert "for the permanent fix" in lines(history, people.ada)["keep_open"]


def test_words_are_marked_down_and_harmless(history: Incident, people: People) -> None:
    assert "<strong>Two</strong> partitions." in lines(history, people.ada)["state_problem"]
    assert "What we understand:" in lines(history, people.ada)["state_problem"]
    said = lines(history, people.eva)["post_message"]
    assert "<script>" not in said
    assert 'class="cust"' in said
    assert 'class="av cust"' in said


def test_a_promised_time_stands_with_the_words_that_promised_it(history: Incident, people: People) -> None:
    with at(MONDAY):
        assert "Next update by <time" in lines(history, people.ada)["state_problem"]


def test_severity_is_a_number_to_the_team_and_a_sentence_to_the_customer(history: Incident, people: People) -> None:
    assert "set Sev 2 to Sev 1" in lines(history, people.eva)["assign"]
    assert "now treats this as “Production is down”" in lines(history, people.ada)["assign"]


def test_clocks_tell_the_team_alone(history: Incident, people: People) -> None:
    assert "<b>Relief</b>: missed, was due" in lines(history, people.eva)["breach"]
    assert "breach" not in lines(history, people.ada)


def test_each_line_says_when_and_can_be_linked_to_by_the_team(history: Incident, people: People) -> None:
    for event in history.events.filter(verb__in=["open_incident", "respond"]):
        assert f'id="event-{event.seq}"' in lines(history, people.eva)[event.verb]
        assert "<time datetime=" in lines(history, people.ada)[event.verb]


def test_a_customer_cannot_count_what_they_do_not_see(history: Incident, people: People) -> None:
    assert not any("event-" in line for line in lines(history, people.ada).values())


def test_the_state_of_the_letters_is_for_the_team(history: Incident, people: People) -> None:
    told = ("Mail to Ada Lindqvist: sent",)
    assert "Mail to Ada Lindqvist: sent" in lines(history, people.eva, told)["respond"]
    assert "sent" not in lines(history, people.ada, told)["respond"]
