"""The drill that kills the web server, at its small size: it passes, and fails on a server broken on purpose (D5)."""

from tests.drills.running import drill

PATIENTLY = ("--patience", "120")


def test_whatever_is_killed_in_the_middle_of_posts_each_is_done_exactly_once() -> None:
    code, report = drill("kill_web", "--posts", "100", "--kills", "10", *PATIENTLY)

    assert (report["posts"], report["kills"], report["kills_of_server"]) == (100, 10, 1)
    assert report["kills_in_flight"] >= 9, report
    assert report["lost_answers"] > 0, report
    assert code == 0, report


def found(fault: str, *figures: str) -> bool:
    """Whether the drill tells of a fault; where a kill strikes is chance, so that it may need another look."""
    for seed in ("1", "2", "3"):
        size = ("--posts", "40", "--kills", "5", "--seed", seed)
        code, report = drill("kill_web", *size, *PATIENTLY, "--seeded-fault", fault)
        if code == 1:
            return any(report[figure] > 0 for figure in figures)
    return False


def test_that_drill_fails_where_a_key_is_committed_after_its_effect() -> None:
    assert found("key-after", "done_twice", "wrong_answers")


def test_it_fails_too_where_letters_are_written_after_what_they_tell_of() -> None:
    assert found("letters-later", "unmatched_letters")
