"""Similar items: rare words tell, common ones do not, and known duplicates are found (R25, D19)."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents import search
from incidents.models import Incident, SearchEntry
from tests.aftermath import everything
from tests.incidents.search.conftest import Report
from tests.people import People


@pytest.fixture
def reports(report: Report) -> list[Incident]:
    return [
        report("Job stops writing to the table", "The job runs, and the log says ORA-01555: snapshot too old."),
        report("Job is slow", "The job runs, and the log says nothing. It is slow since the update."),
        report("Clocks changed, sums are wrong", "On the day when daylight saving ended, hourly sums counted twice."),
        report("NullPointerException on start", "java.lang.NullPointerException at com.acme.sink.Writer.flush"),
        report("Colleague cannot sign in", "The job of a colleague, who cannot sign in. The log says nothing."),
    ]


@pytest.mark.parametrize(("title", "text", "best"), [
    ("Nothing is written", "The log says ORA-01555.", 0),
    ("Nothing is written", "Snapshots are too old, says the log of the job.", 0),
    ("Sums counted twice", "It began on the day of daylight saving.", 2),
    ("Start fails", "A null pointer in Writer.flush", 3),
    ("", "SinkWriter flushes: nullPointerException", 3),
    ("My colleague needs to sign in", "The job is fine.", 4),
])  # fmt: skip
def test_the_rarest_words_in_common_decide(
    people: People, reports: list[Incident], title: str, text: str, best: int
) -> None:
    hits = search.similar(people.eva, text, title=title)

    assert hits[0].record == reports[best]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_record_is_not_similar_to_itself(people: People, reports: list[Incident], report: Report) -> None:
    again = report("Writing stopped", "ORA-01555 once more: the snapshot is too old.")
    hits = search.similar(people.eva, again, limit=3)

    assert hits[0].record == reports[0]
    assert again not in [hit.record for hit in hits]
    assert "ora-01555" in hits[0].why


def test_the_reasons_are_words_of_both_as_they_were_asked(people: People, reports: list[Incident]) -> None:
    [best, *_others] = search.similar(people.eva, "Hourly sums, counted twice; unheard-of zebra")

    assert best.record == reports[2]
    assert set(best.why) == {"hourly", "sums", "counted", "twice"}


def test_letters_and_small_numbers_are_no_reasons(people: People, report: Report) -> None:
    before = report("2 jobs stop at line 14", "It's the table's lock: 12 s, code 503.")
    [hit] = search.similar(people.eva, "Line 14: it's 2 tables, 12 s, code 503")

    assert hit.record == before
    assert set(hit.why) == {"line", "tables", "code", "503"}


def test_what_has_but_letters_and_small_numbers_in_common_has_no_reason_to_be_shown(
    people: People, report: Report
) -> None:
    report("Stage 2", "s")
    [hit] = search.similar(people.eva, report("Pumps 2", "s"))

    assert (list(hit.why), hit.is_telling) == ([], False)


def test_text_without_words_is_like_nothing(people: People, reports: list[Incident]) -> None:
    assert search.similar(people.eva, " !? ") == []
    assert search.similar(None, "snapshot") == []


def write_set(folder: Path, name: str, reports: list[tuple[str, str, str]], pairs: dict[str, list[str]]) -> None:
    lines = [json.dumps({"id": key, "title": title, "body": body}) for key, title, body in reports]
    (folder / f"{name}.reports.jsonl").write_text("\n".join(lines))
    answers = [json.dumps({"id": key, "older": older}) for key, older in pairs.items()]
    (folder / f"{name}.pairs.jsonl").write_text("\n".join(answers))


def test_evaluation_asks_among_the_older_ones_and_leaves_nothing(
    people: People, tmp_path: Path, reports: list[Incident], capsys: pytest.CaptureFixture[str]
) -> None:
    first = [
        ("a", "Pump stops", "The valve is shut."),
        ("b", "Valve is shut", "Nothing flows."),
        ("c", "The pump has stopped", "Its valve is shut."),
        ("d", "The pump stops again", "As before: the valve is shut."),
    ]
    write_set(tmp_path, "found", first, {"c": ["a"], "d": ["a", "c"]})
    write_set(tmp_path, "missed", [("a", "Lamp", "is off"), ("b", "Rain", "all day"), ("c", "Rain", "x")], {"b": ["c"]})
    before = everything()
    call_command("evaluate_similar", str(tmp_path))
    told = json.loads(capsys.readouterr().out)

    assert told["sets"]["found"] == {"asked": 2, "hit_at_5": 1.0, "mrr": 1.0}
    assert told["sets"]["missed"] == {"asked": 1, "hit_at_5": 0.0, "mrr": 0.0}, "what came later is not there yet"
    assert (told["hit_at_5"], told["mrr"]) == (0.5, 0.5)
    assert everything() == before
    assert not SearchEntry.objects.filter(kind="evaluation").exists()


def test_evaluation_of_nothing_says_so(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no"):
        call_command("evaluate_similar", str(tmp_path))
