"""The drill that kills workers, at its small size: it passes, and it fails when the workers are broken on purpose."""

from typing import Any

from tests.drills import running

PATIENTLY = ("--letters", "40", "--patience", "90")
BRIEFLY = ("--patience", "25")  # where letters are lost, the drill waits for them to the end of its patience


def drill(*options: str) -> tuple[int, dict[str, Any]]:
    return running.drill("kill_workers", *PATIENTLY, *options)


def test_no_letter_is_lost_and_every_second_copy_is_explained_when_workers_are_killed() -> None:
    code, report = drill("--kills", "3")
    assert (report["letters"], report["kills"]) == (40, 3)
    assert (report["lost"], report["unexplained"], code) == (0, 0, 0), report
    assert report["extra"] <= report["ambiguous"]


def test_the_drill_fails_when_workers_write_down_a_success_they_do_not_have_yet() -> None:
    code, report = drill(
        "--letters", "24", "--kills", "7", "--delay", "0.5", "--seeded-fault", "mark-sent-first", *BRIEFLY
    )
    assert report["lost"] > 0, report
    assert code == 1
