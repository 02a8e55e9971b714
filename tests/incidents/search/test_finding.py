"""Search: whole words first, then parts, then slips; and nothing that anybody types is syntax (D32)."""

import pytest

from incidents import actions, search
from incidents.models import Incident
from tests.aftermath import everything
from tests.incidents.search.conftest import Report, titles
from tests.people import People


@pytest.fixture
def reports(report: Report, people: People) -> list[Incident]:
    made = [
        report("Output stops after scaling", "Since 09:40 nothing arrives at the sink; ORA-91555 in the log."),
        report("Windows close early", "A TumblingWindow of ten minutes ends after nine. We run release 11.4.2."),
        report("Cannot sign in to the console", "Error 0x8007045D, and the output of the tool is empty."),
        report("接続エラーが発生しました", "データベースに接続できません。"),
        report("Autoscale fails", "com.acme.scale.LeaseLostException: lease 4711 is gone"),
    ]
    actions.post_message(made[1], by=people.ada, body="It may be the known error KE-118.")
    return made


@pytest.mark.parametrize(("words", "found"), [
    ("output", ["Output stops after scaling", "Cannot sign in to the console"]),
    ("OUTPUTS", ["Output stops after scaling", "Cannot sign in to the console"]),
    ("scaled", ["Output stops after scaling", "Autoscale fails"]),
    ("stopping output", ["Output stops after scaling"]),
    ("ORA-91555", ["Output stops after scaling"]), ("ora 91555", ["Output stops after scaling"]),
    ("91555", ["Output stops after scaling"]), ("ORA91555", ["Output stops after scaling"]),
    ("0x8007045d", ["Cannot sign in to the console"]), ("7045D", ["Cannot sign in to the console"]),
    ("KE-118", ["Windows close early"]), ("11.4.2", ["Windows close early"]), ("11.4", ["Windows close early"]),
    ("window", ["Windows close early"]), ("tumbling", ["Windows close early"]), ("umblingw", ["Windows close early"]),
    ("LeaseLost", ["Autoscale fails"]), ("lease lost", ["Autoscale fails"]), ("toscale", ["Autoscale fails"]),
    ("接続", ["接続エラーが発生しました"]), ("データベース", ["接続エラーが発生しました"]),
    ("windwo", ["Windows close early"]), ("consoel", ["Cannot sign in to the console"]),
    ("ORA-91556", ["Output stops after scaling"]), ("0x8007054D", ["Cannot sign in to the console"]),
    ("output unheard-of", []), ("zebra", []),
])  # fmt: skip
def test_words_parts_codes_and_slips_are_found(
    people: People, reports: list[Incident], words: str, found: list[str]
) -> None:
    assert titles(people.eva, words) == found
    assert sorted(titles(people.ada, words)) == sorted(found)


def test_a_number_is_found_whole_in_part_and_mistyped(people: People, reports: list[Incident]) -> None:
    incident = reports[2]
    digits = incident.number.removeprefix("INC-")
    slip = f"INC-{digits[1]}{digits[0]}{digits[2:]}"

    for typed in (incident.number, incident.number.lower(), digits, f" {digits} "):
        assert next(hit.record for hit in search.search(people.eva, typed)) == incident
    assert incident in [hit.record for hit in search.search(people.eva, digits[2:])]
    assert incident in [hit.record for hit in search.search(people.eva, slip)]
    assert incident in [hit.record for hit in search.search(people.eva, f"INC{digits}")]


def test_a_number_that_is_there_brings_no_neighbours(people: People, reports: list[Incident]) -> None:
    assert [hit.record for hit in search.search(people.eva, reports[0].number)] == [reports[0]]


def test_a_word_in_the_title_weighs_more_than_in_the_text(people: People, report: Report) -> None:
    report("Something else", "The gateway restarts, and once more.")
    report("Gateway down", "It restarts.")
    report("Nothing of the kind", "A long story in which at some point a gateway is named, among much else.")

    assert titles(people.eva, "gateway")[0] == "Gateway down"


def test_whole_words_come_before_parts_of_words(people: People, report: Report) -> None:
    report("Catalogue is empty", "Nothing is in it.")
    report("It is slow", "There is a log.")
    report("Login fails", "Nobody gets in.")

    assert titles(people.eva, "log")[0] == "It is slow"
    assert set(titles(people.eva, "log")) == {"It is slow", "Catalogue is empty", "Login fails"}


def test_as_somebody_types(people: People, reports: list[Incident]) -> None:
    for typed in ("wi", "windo", "windows clo", "TUMBL"):
        assert [hit.record for hit in search.complete(people.eva, typed)] == [reports[1]], typed
    assert search.complete(people.eva, "indow") == []


HOSTILE = [
    "", " ", "%", "_", "*", "\x00", "'", '"', "''", '""', "\\", "-", "--", ":", "::", "NEAR", "AND", "OR", "NOT",
    "a AND", "output AND", "output:*", "title:output", "NEAR(output, 2)", '"output', "output'", "(output", "output)",
    "!output",
    "-output", "output <-> stops", "output & | !", "^output", "{title}: output", "output*", "'; DROP TABLE x; --", "ß",
    "i:output", "t:output", "\ud800", "😀", "\u202eoutput", "a" * 10_000, "output " * 2_000, "x.y-z_" * 500, "%s %d {}",
    "\n\tat com.acme.Sink.write(Sink.java:117)\n" * 300, "é" * 300, "1" * 5_000, "0x" + "f" * 60, "'output' \\: *",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_is_typed_is_syntax(people: People, reports: list[Incident], words: str) -> None:
    before = everything()
    for user in (people.eva, people.ada):
        search.search(user, words)
        search.complete(user, words)
        search.similar(user, words)
        list(Incident.objects.filter(pk__in=search.matching(user, words, kind="incident")))

    assert everything() == before


@pytest.mark.parametrize("words", ["", " ", "%", "_", "*", "\x00", "''", "\\", "--", "::", "!?", "😀"])
def test_no_word_is_answered_with_nothing(people: People, reports: list[Incident], words: str) -> None:
    assert (
        search.search(people.eva, words)
        == search.complete(people.eva, words)
        == search.similar(people.eva, words)
        == []
    )
    assert not Incident.objects.filter(pk__in=search.matching(people.eva, words, kind="incident")).exists()


def test_a_pasted_log_finds_what_is_like_it(people: People, reports: list[Incident]) -> None:
    log = "09:40 WARN lease renewal failed\n" * 20 + "com.acme.scale.LeaseLostException: lease 9999 is gone again now"

    assert (
        titles(people.eva, f"{log} and many other words that no report of ours has ever seen")[0] == "Autoscale fails"
    )


def test_no_more_than_asked_for(people: People, report: Report) -> None:
    for place in range(5):
        report(f"Turbine {place}")

    assert len(titles(people.eva, "turbine", limit=3)) == 3
    assert titles(people.eva, "turbine", limit=3) == titles(people.eva, "turbine")[:3]
