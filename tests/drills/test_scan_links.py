"""The drill of mail scanners at its small size: it passes, and fails when a look spends a link."""

import pytest

from tests.drills.running import drill


@pytest.mark.browser
def test_scanners_change_nothing_and_each_link_still_works_for_its_person() -> None:
    code, report = drill("scan_links", "--visits", "50")

    assert (report["visits"], report["untouched_by_looking"], report["changed"]) == (49, True, []), report
    assert report["open"] >= report["buttons"] == 10, "the buttons were pressed"
    assert report["code_sent"] > 0
    assert report["works_by_kind"] == report["by_kind"] == {"icm": 1, "consultation": 1, "cited": 1, "shiproom": 1}
    assert report["unfinished"] == 0
    assert (report["works"], report["deviations"], code) == (report["links"], 0, 0), report


def test_that_drill_fails_when_looking_at_the_page_spends_the_link() -> None:
    code, report = drill("scan_links", "--visits", "20", "--seeded-fault", "spent-on-get")

    assert report["works"] == 0
    assert report["deviations"] > 0
    assert code == 1
