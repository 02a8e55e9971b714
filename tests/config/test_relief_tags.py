"""What templates say by themselves: moments in the reader's zone, lengths of time, fields, clocks, errors."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from notifications import moment

NOW = datetime(2026, 11, 19, 8, 40, tzinfo=UTC)  # a Thursday, 09:40 in Amsterdam
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture(autouse=True)
def a_reader_in_amsterdam_on_a_thursday() -> Iterator[None]:
    with moment.at(NOW), timezone.override(AMSTERDAM):
        yield


def words(source: str, **context: object) -> str:
    return Template("{% load relief %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 11, 19, 8, 52, tzinfo=UTC), "Today, 09:52"),
        (datetime(2026, 11, 18, 17, 48, tzinfo=UTC), "Yesterday, 18:48"),
        (datetime(2026, 11, 20, 11, 0, tzinfo=UTC), "Tomorrow, 12:00"),
        (datetime(2026, 11, 17, 9, 31, tzinfo=UTC), "Tue 17 Nov, 10:31"),
        (datetime(2026, 11, 12, 9, 31, tzinfo=UTC), "Thu 12 Nov, 10:31"),
        (datetime(2026, 11, 11, 9, 31, tzinfo=UTC), "11 Nov, 10:31"),
        (datetime(2025, 12, 24, 9, 31, tzinfo=UTC), "24 Dec 2025, 10:31"),
    ],
)
def test_a_moment_is_told_the_way_its_distance_asks_for(at: datetime, expected: str) -> None:
    assert words("{{ at|when_text }}", at=at) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 11, 19, 15, 0, tzinfo=UTC), "16:00 today"),
        (datetime(2026, 11, 20, 11, 0, tzinfo=UTC), "12:00 tomorrow"),
        (datetime(2026, 11, 18, 11, 0, tzinfo=UTC), "12:00 yesterday"),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "Mon 23 Nov, 10:00"),
        (datetime(2026, 12, 8, 9, 0, tzinfo=UTC), "8 Dec, 10:00"),
    ],
)
def test_a_promised_time_reads_on_after_by(at: datetime, expected: str) -> None:
    assert words("{{ at|by_text }}", at=at) == expected


def test_the_day_changes_at_the_readers_midnight_and_not_at_that_of_utc() -> None:
    late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    assert words("{{ at|when_text }}", at=late) == "Tomorrow, 00:30"
    with timezone.override(ZoneInfo("America/New_York")):
        assert words("{{ at|when_text }}", at=late) == "Today, 18:30"


@pytest.mark.parametrize(("filter_", "text"), [("when", "Today, 09:52"), ("by", "09:52 today")])
def test_the_element_carries_the_moment_for_machines_and_the_zone_for_people(filter_: str, text: str) -> None:
    at = datetime(2026, 11, 19, 8, 52, tzinfo=UTC)
    expected = f'<time datetime="2026-11-19T08:52:00+00:00" title="Thu 19 Nov 2026, 09:52 CET">{text}</time>'
    assert words("{{ at|" + filter_ + " }}", at=at) == expected


@pytest.mark.parametrize("filter_", ["when", "when_text", "by", "by_text", "span"])
def test_what_never_happened_is_told_as_nothing(filter_: str) -> None:
    assert words("{{ at|" + filter_ + " }}", at=None) == ""


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(seconds=59), "under 1 min"),
        (timedelta(minutes=19, seconds=59), "19 min"),
        (timedelta(hours=9), "9 h"),
        (timedelta(hours=1, minutes=36), "1 h 36 min"),
        (timedelta(days=2, hours=3, minutes=50), "2 d 3 h"),
        (timedelta(days=2, minutes=50), "2 d"),
        (timedelta(minutes=-18), "18 min"),
        (5760, "1 h 36 min"),
    ],
)
def test_a_length_of_time_is_told_in_its_two_largest_units(length: timedelta | int, expected: str) -> None:
    assert words("{{ length|span }}", length=length) == expected


def station(label: str, state: str) -> dict[str, str]:
    return {"key": label.lower(), "label": label, "state": state, "note": ""}


def test_how_far_the_customer_has_got_names_the_last_station_reached() -> None:
    stations = [
        station("Heard", "done"),
        station("Understood", "now"),
        station("Relief", "done"),
        station("Resolved", "todo"),
    ]
    assert words("{{ stations|reached }}", stations=stations) == "2 of 4 reached, last: Relief"


def test_before_the_first_station_there_is_no_last_one() -> None:
    stations = [SimpleNamespace(label="Heard", state="now"), SimpleNamespace(label="Understood", state="todo")]
    assert words("{{ stations|reached }}", stations=stations) == "0 of 2 reached"


def test_an_item_is_found_by_its_key_or_by_the_keys_text() -> None:
    assert words("{{ notes|item:level }}", notes={"1": "Somebody calls you"}, level=1) == "Somebody calls you"
    assert words("{{ notes|item:level }}", notes={"1": "Somebody calls you"}, level=2) == ""
    assert words("{{ notes|item:level }}", notes=None, level=2) == ""


class Report(forms.Form):
    title = forms.CharField(help_text="For example: nothing arrives")
    severity = forms.ChoiceField(widget=forms.RadioSelect, choices=[("1", "Production is down")])
    more = forms.CharField(required=False)


def test_a_control_takes_further_attributes_and_keeps_its_description() -> None:
    form = Report(auto_id="%s")
    control = words('{% control form.title autocomplete="username" data_key="r" %}', form=form)
    assert 'autocomplete="username"' in control
    assert 'data-key="r"' in control
    assert 'aria-describedby="title_helptext"' in control


def field(name: str, form: forms.Form, **context: object) -> str:
    return words('{% include "_field.html" with field=chosen %}', chosen=form[name], **context)


def test_a_field_says_what_is_wrong_before_its_control_and_names_it_there() -> None:
    shown = field("title", Report({}))
    message, control = shown.index('id="id_title_error"'), shown.index("<input")
    assert message < control
    assert 'aria-describedby="id_title_helptext id_title_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_optional_is_said_and_required_is_not_starred() -> None:
    assert "(optional)" in field("more", Report())
    assert "(optional)" not in field("title", Report())


def test_each_choice_can_say_what_it_means() -> None:
    shown = field("severity", Report(), notes={"1": "Somebody calls you"})
    assert "<legend>Severity</legend>" in shown
    assert "<small>Somebody calls you</small>" in shown


def test_the_summary_of_errors_leads_to_each_field_by_its_link() -> None:
    shown = words('{% include "_errors.html" %}', form=Report({}))
    assert "2 things to put right" in shown
    assert 'href="#id_title"' in shown
    assert 'href="#id_severity_0"' in shown


def test_there_is_no_summary_without_errors() -> None:
    assert words('{% include "_errors.html" %}', form=Report()).strip() == ""


def clock(**context: object) -> str:
    return words('{% include "_clock.html" with label="Relief" %}', **context)


def test_a_running_clock_carries_its_due_time_and_its_bar_without_any_script() -> None:
    due = NOW + timedelta(minutes=96)
    shown = clock(level="soon", text="1 h 36 min left", percent=80, due=due, start=NOW, running=True)
    assert f'data-due="{due.isoformat()}"' in shown
    assert '<rect width="80%"' in shown
    assert "1 h 36 min left" in shown
    assert "style=" not in shown


def test_a_late_clock_says_that_it_was_due_and_a_met_one_does_not_run() -> None:
    assert "Was due" in clock(level="late", text="18 min over", percent=100, due=NOW, running=True, big=True)
    assert "data-due" not in clock(level="met", text="Met in 19 min", percent=16, due=NOW, big=True)


def test_the_page_for_our_own_mistakes_needs_nothing_to_be_shown(settings: Settings) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # no build of the files is needed here
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    shown = Template('{% extends "errors/500.html" %}').render(Context())
    assert "Something broke on our side" in shown
    assert '<html lang="en"' in shown


@pytest.mark.parametrize(
    ("length", "expected"),
    [(None, "0 min"), (0, "0 min"), (timedelta(), "0 min"), (timedelta(seconds=3), "under 1 min"), (60, "1 min")],
)
def test_nothing_at_all_is_said_in_one_way(length: object, expected: str) -> None:
    assert words("{{ length|amount }}", length=length) == expected


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Amsterdam", "CET"),
        ("UTC", "UTC"),
        ("America/New_York", "EST"),
        ("America/Bogota", "UTC-5"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/Sao_Paulo", "UTC-3"),
        ("Pacific/Kiritimati", "UTC+14"),
        ("Pacific/Marquesas", "UTC-9:30"),
    ],
)
def test_a_zone_is_named_as_people_know_it(zone: str, expected: str) -> None:
    with timezone.override(ZoneInfo(zone)):
        assert f' {expected}">' in words("{{ moment|when }}", moment=NOW)


def test_browsers_that_ask_for_an_icon_are_led_to_it(client: Client) -> None:
    answer = client.get("/favicon.ico")

    assert (answer.status_code, answer["Location"]) == (302, "/static/favicon.svg")
    assert client.post("/favicon.ico").status_code == 405
