"""What nobody answers moves up by itself after its time, and at the top it calls until somebody does (R30)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from escalations import actions, ladder
from escalations.models import Consultation, Rung
from escalations.tasks import sweep_consultations
from incidents.models import Incident
from notifications.models import Notification
from notifications.moment import now
from tests.aftermath import last_event, letters, verbs
from tests.conftest import Make
from tests.escalations.conftest import ProductGroup
from tests.escalations.ladder import again, all_away, ask, away
from tests.people import People


def test_it_moves_up_after_its_time_and_not_before(
    monday: datetime, later: Any, working: Incident, people: People
) -> None:
    asked = ask(working, people)

    with later(minutes=59):
        assert actions.sweep_consultations() == 0
        assert again(asked).audience == "colleagues"
    with later(minutes=61):
        assert actions.sweep_consultations() == 1
        assert again(asked).audience == "smes"


def test_it_says_that_it_went_by_itself(monday: datetime, later: Any, working: Incident, people: People) -> None:
    asked = ask(working, people)
    with later(minutes=61):
        actions.sweep_consultations()

    line = last_event(working)
    assert (line.verb, line.by, line.data["from"], line.data["to"]) == ("move_up", None, "colleagues", "smes")
    assert letters("move_up") == {"sam": "staff", "eva": "staff"}
    first, second = asked.rungs.all()
    assert (first.outcome, first.over_at) == ("moved_up", monday + timedelta(minutes=61))
    assert (second.by, second.reason, second.outcome) == (None, "", "")


def test_its_time_is_working_time(monday: datetime, later: Any, make: Make, people: People) -> None:
    with later(hours=6, minutes=30):  # half an hour before the end of the day
        asked = ask(make("work_in_progress"), people)

    with later(hours=22, minutes=59):
        actions.sweep_consultations()
        assert again(asked).audience == "colleagues"
    with later(hours=23, minutes=31):
        actions.sweep_consultations()
        assert again(asked).audience == "smes"


def test_a_week_without_a_word_ends_at_the_product_group_and_calls_again(
    monday: datetime, later: Any, working: Incident, people: People, pg: ProductGroup
) -> None:
    asked = ask(working, people)
    with later(minutes=61):
        actions.sweep_consultations()
    with later(minutes=61 + 121):
        actions.sweep_consultations()
        assert again(asked).audience == "pg"
    with later(days=1, minutes=181):
        assert actions.sweep_consultations() == 0
    with later(days=1, minutes=183):
        assert actions.sweep_consultations() == 1
        assert actions.sweep_consultations() == 0

    assert last_event(working).verb == "remind"
    told = letters("remind")
    assert {name for name, audience in told.items() if audience == "pg"} == {"pia", "pete", "leo", "ema", "pam"}
    assert {name for name, audience in told.items() if audience == "staff"} == {"eva", "mia"}
    working.refresh_from_db()
    assert working.action_needed
    assert again(asked).state == "asked"
    with later(days=2, minutes=184):
        assert actions.sweep_consultations() == 1, "and once more, until somebody answers"


def test_it_moves_on_when_all_who_were_asked_have_gone(
    monday: datetime, later: Any, working: Incident, people: People, pg: ProductGroup
) -> None:
    asked = ask(working, people, "smes")
    away(people.sam, since=monday + timedelta(minutes=30))

    with later(minutes=29):
        assert actions.sweep_consultations() == 0
    with later(minutes=31):
        assert actions.sweep_consultations() == 1
        assert actions.sweep_consultations() == 0
    assert again(asked).audience == "pg"


def test_it_stays_while_one_of_them_is_there(monday: datetime, later: Any, working: Incident, people: People) -> None:
    asked = ask(working, people)
    away(people.eli, people.sen, people.sam)

    with later(minutes=30):
        assert actions.sweep_consultations() == 0
    assert again(asked).audience == "colleagues"


def test_an_absence_that_is_over_is_none(monday: datetime, later: Any, working: Incident, people: People) -> None:
    away(people.sam, since=monday - timedelta(days=2), days=2)

    assert ask(working, people, "smes").audience == "smes"


def test_an_empty_last_rung_calls_the_owner_and_the_managers(
    monday: datetime, later: Any, working: Incident, people: People, pg: ProductGroup
) -> None:
    away(people.sam)
    all_away(pg)
    ask(working, people, "smes")
    with later(days=1, minutes=1):
        assert actions.sweep_consultations() == 1

    assert letters("remind") == {"eva": "staff", "mia": "staff"}


def test_one_bad_row_stops_no_other(
    monday: datetime, later: Any, make: Make, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = (ask(make("work_in_progress"), people) for _each in range(2))
    people.plan.versions.update(consultation={"colleagues": 60})
    Incident.objects.filter(pk=good.incident_id).update(plan_version=whole_plan(people))
    with later(minutes=61):
        assert actions.sweep_consultations() == 1

    assert (again(bad).audience, again(good).audience) == ("colleagues", "smes")
    assert "could not be swept" in caplog.text


def whole_plan(people: People) -> Any:
    version = people.plan.current
    return people.plan.versions.create(
        number=2, calendar=version.calendar, response=version.response, relief=version.relief
    )


def test_what_is_swept_leaves_one_rung_standing(
    monday: datetime, later: Any, working: Incident, people: People
) -> None:
    asked = ask(working, people)
    with later(minutes=61):
        for _each in range(3):
            actions.sweep_consultations()

    assert Rung.objects.filter(consultation=asked, outcome="").count() == 1
    assert verbs(working).count("move_up") == 1
    assert again(asked).version == asked.version + 1


def test_the_command_and_the_task_sweep_them_too(
    monday: datetime, later: Any, working: Incident, people: People, pg: ProductGroup
) -> None:
    asked = ask(working, people)
    with later(minutes=61):
        call_command("sweep_clocks")
        assert again(asked).audience == "smes"
    with later(minutes=200):
        sweep_consultations()
        assert again(asked).audience == "pg"


def test_looking_for_what_nobody_is_there_for_costs_the_same_for_many(
    monday: datetime, make: Make, people: People, django_assert_num_queries: Any
) -> None:
    for _each in range(8):
        ask(make("work_in_progress"), people)
    with django_assert_num_queries(3):
        assert ladder.forsaken(now()) == []
    away(people.sam)
    lost = ask(make("work_in_progress"), people)
    Consultation.objects.filter(pk=lost.pk).update(audience="smes")
    with django_assert_num_queries(3):
        assert ladder.forsaken(now()) == [lost]


def test_who_asked_is_nobody_to_ask_whoever_else_has_gone(monday: datetime, make: Make, people: People) -> None:
    ours, theirs = ask(make("work_in_progress"), people), ask(make("work_in_progress"), people)
    Consultation.objects.filter(pk=theirs.pk).update(asked_by=people.eli)
    away(*User.objects.support().exclude(pk=people.eva.pk))

    assert ladder.forsaken(now()) == [ours]


def test_no_letter_is_written_twice(monday: datetime, later: Any, working: Incident, people: People) -> None:
    ask(working, people)
    with later(minutes=61):
        actions.sweep_consultations()
        written = Notification.objects.count()
        actions.sweep_consultations()

    assert Notification.objects.count() == written
