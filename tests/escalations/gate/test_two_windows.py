"""Two windows at one gate: what was opened in the first is said in the second, and nothing is opened twice (R31)."""

import re

import pytest

from escalations.models import GateRefusal, Icm, IcmDraft
from incidents.models import Incident
from tests.aftermath import everything
from tests.escalations.gate.conftest import DETAILS, Visit, saved, text, walk
from tests.incidents.test_draft_races import posting
from tests.incidents.test_races import at_once
from tests.people import People


def seen(at: Visit, step: str) -> dict[str, str]:
    """What the page of a step carries, as its window sends it back."""
    page = text(at(step))
    return dict(re.findall(r'<input type="hidden" name="(since|saved)" value="([^"]*)">', page))


def test_a_second_press_of_the_last_step_leads_to_what_the_first_opened(at: Visit) -> None:
    walk(at)
    first, second = seen(at, "read"), seen(at, "read")
    at("read", first)
    icm, before = Icm.objects.get(), everything()

    answer = at("read", second)

    assert answer.status_code == 409
    assert f"{icm.number} is open. You opened it: " in text(answer)
    assert f'href="/workspace/icms/{icm.number}/"' in text(answer)
    assert "put right" not in text(answer)
    assert everything() == before
    assert not GateRefusal.objects.exists()


@pytest.mark.parametrize("step", ["reason", "checked", "team", "details"])
def test_an_older_page_says_what_became_of_it_and_gives_its_words_back(at: Visit, step: str) -> None:
    walk(at)
    older = seen(at, step)
    at("read", saved(at))
    icm, before = Icm.objects.get(), everything()
    typed = {"reason": "question", "checked": "evidence", "team": "kind", "details": "title"}[step]
    words = "bug" if step == "team" else "Typed in the second window."

    answer = at(step, {**older, typed: words})

    assert answer.status_code == 409
    assert f"{icm.number} is open. You opened it: " in text(answer)
    assert words in text(answer)
    assert everything() == before


def test_the_facts_come_back_too_and_are_kept_when_sent_once_more(at: Visit) -> None:
    walk(at)
    older = seen(at, "details")
    at("read", saved(at))
    typed = {**DETAILS, "fact_impact": "Typed in the second window."}

    page = text(at("details", {**older, **typed}))
    assert "Typed in the second window." in page
    assert '<input type="hidden" name="kind" value="bug">' in page

    at("details", {**seen(at, "details"), **typed, "kind": "bug"})
    assert IcmDraft.objects.get().fields == {**typed, "kind": "bug"}


def test_sent_once_more_it_begins_another(at: Visit) -> None:
    walk(at)
    at("read", saved(at))

    assert at("team", {**seen(at, "team"), "kind": "bug"}).status_code == 302
    assert IcmDraft.objects.get().fields == {"kind": "bug"}


def test_the_last_step_of_nothing_shows_what_it_has_become(at: Visit) -> None:
    walk(at)
    at("read", saved(at))
    page = text(at("read"))

    assert f"{Icm.objects.get().number} is open. You opened it: " in page
    assert "put right" not in page
    assert "Bring another one together" in page


def test_another_ones_icm_is_none_of_ours(at: Visit, incident: Incident, people: People) -> None:
    older = seen(at, "details")
    at("reason", {"ground": "bug_evidence"}, who="eli")
    at("checked", {"evidence": "Zero."}, who="eli")
    at("team", {"kind": "bug"}, who="eli")
    at("details", DETAILS, who="eli")
    at("read", saved(at), who="eli")
    assert Icm.objects.get().opened_by == people.eli

    at("details", {**older, "title": "Mine"})
    assert IcmDraft.objects.get().fields == {"title": "Mine"}


@pytest.mark.parametrize("since", ["", "now", "2026-11-16", "9999-99-99T99:99", "2026-11-16T10:00:00"])
def test_what_no_page_wrote_is_no_time(at: Visit, since: str) -> None:
    walk(at)
    at("read", saved(at))

    assert at("team", {"since": since, "kind": "bug"}).status_code == 302


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "yesterday", ""])
def test_a_moment_that_no_page_wrote_is_none(at: Visit, since: str) -> None:
    walk(at)

    assert at("team", {"since": since, "kind": "bug"}).status_code == 302


def test_what_an_older_window_keeps_by_itself_begins_no_other_icm(
    at: Visit, incident: Incident, people: People
) -> None:
    walk(at)
    older = seen(at, "details")
    at("read", saved(at))
    before = everything()

    answer = at("draft", {**older, "title": "Typed in the second window."})

    assert answer.status_code == 409
    assert f"{Icm.objects.get().number} was opened meanwhile" in text(answer)
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_two_windows_pressed_at_once_open_one(at: Visit, incident: Incident, people: People) -> None:
    """Said to be new, so that nothing but the draft's end tells the second that it is late."""
    walk(at)
    at("checked", {"evidence": "The metric stays at 0.", "new_because": "It is another writer."})
    page = seen(at, "read")
    path = f"/workspace/incidents/{incident.number}/icm/read/"
    came = at_once(
        [posting(people.eva, path, **{**page, "nonce": nonce}) for nonce in ("first-window", "other-window")]
    )

    assert sorted(came) == [302, 409]
    assert Icm.objects.count() == 1
    assert not IcmDraft.objects.exists()
