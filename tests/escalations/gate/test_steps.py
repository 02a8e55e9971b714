"""Opening an ICM on the page: five steps, nothing typed is lost, and what is no ground is asked (R31)."""

import pytest
from django.test import Client

from escalations import actions
from escalations.models import GateRefusal, Icm, IcmDraft
from incidents import actions as incidents
from incidents.models import Check, Incident
from tests.aftermath import everything, letters
from tests.escalations.conftest import FACTS, MakeIcm, ProductGroup
from tests.escalations.gate.conftest import DETAILS, Visit, saved, text, walk
from tests.null_characters import no_null_characters
from tests.people import People


def test_the_five_steps_open_it(at: Visit, incident: Incident, people: People) -> None:
    assert walk(at).url.endswith("/icm/read/")
    page = text(at("read"))
    assert "Open the ICM and tell Pete and Pia" in page
    assert "Pia Aalto" in page
    assert "Find out why the writer does not start" in page

    answer = at("read", saved(at))

    icm = Icm.objects.get()
    assert answer.url == f"/workspace/incidents/{incident.number}/"
    assert (icm.ground, icm.kind, icm.team, icm.evidence) == (
        "bug_evidence",
        "bug",
        "css_escalation",
        "The metric stays at 0.",
    )
    assert icm.facts == FACTS
    assert letters("open_icm") == {"pia": "pg", "pete": "pg"}
    assert not IcmDraft.objects.exists()
    assert not GateRefusal.objects.exists()


def test_the_preview_leaves_nothing_behind(at: Visit) -> None:
    walk(at)
    before = everything()

    assert "ICM-…" in text(at("read"))

    assert everything() == before


def test_each_step_is_kept_and_shown_again(at: Visit) -> None:
    walk(at, fact_impact="Orders are late.")

    assert "Orders are late." in text(at("details"))
    assert 'value="bug_evidence" id="id_ground" checked' in text(at("reason"))
    assert 'value="bug" checked' in text(at("team"))
    assert "The metric stays at 0." in text(at("checked"))


def test_what_is_wrong_is_named_beside_its_field_and_kept(at: Visit) -> None:
    answer = walk(at, fact_impact="", fact_window_start="yesterday")

    assert answer.status_code == 422
    assert "Say what it costs the customer" in text(answer)
    assert 'value="yesterday"' in text(answer)
    assert IcmDraft.objects.get().fields["fact_window_start"] == "yesterday"
    assert "needs attention" in text(at("team"))


@pytest.mark.parametrize(("ground", "kind"), [("none_needed", "bug"), ("bug_evidence", "feature_request")])
def test_a_kind_that_the_reason_does_not_carry_is_said_before_its_facts_are_written(
    at: Visit, ground: str, kind: str
) -> None:
    at("reason", {"ground": ground})
    at("checked", {"evidence": "The metric stays at 0."})

    answer = at("team", {"kind": kind})

    assert answer.status_code == 422
    assert "Not on the reason of step 1: " in text(answer)
    assert f'value="{kind}" checked' in text(answer)


def test_to_leave_keeps_the_draft_and_the_incident_shows_it(at: Visit, incident: Incident, people: People) -> None:
    answer = at("details", {"title": "Half a", "leave": "1"})

    assert answer.url == f"/workspace/incidents/{incident.number}/"
    client = Client()
    client.force_login(people.eva)
    page = text(client.get(f"{answer.url}icms/"))
    assert "You began to bring one together" in page
    assert f"/workspace/incidents/{incident.number}/icm/reason/" in page


def test_a_draft_is_its_writers_alone(at: Visit) -> None:
    at("details", {"title": "Mine"})

    assert "Mine" not in text(at("details", who="eli"))


def test_the_last_step_refuses_what_is_not_whole_and_says_where(at: Visit) -> None:
    walk(at, fact_ask="")
    answer = at("read", saved(at))

    assert answer.status_code == 422
    assert "Say what you ask of the product group" in text(answer)
    assert not Icm.objects.exists()
    assert GateRefusal.objects.values_list("fields", "way").get() == (["facts.ask"], "workspace")


def test_a_press_that_comes_twice_opens_one(at: Visit) -> None:
    walk(at)
    sent = {**saved(at), "nonce": "a-nonce-of-ours"}

    assert at("read", sent).url == at("read", sent).url
    assert Icm.objects.count() == 1


def test_a_refused_press_that_comes_twice_is_counted_once(at: Visit) -> None:
    walk(at, fact_ask="")
    sent = {**saved(at), "nonce": "a-nonce-of-ours"}
    at("read", sent)
    at("read", sent)

    assert GateRefusal.objects.count() == 1


def test_what_was_changed_in_another_window_is_read_again_first(at: Visit) -> None:
    walk(at)
    seen = saved(at)
    at("details", {"title": "Another title"})

    assert at("read", seen).status_code == 422
    assert not Icm.objects.exists()


def test_a_late_autosave_does_not_bring_the_draft_back(at: Visit, incident: Incident) -> None:
    walk(at)
    at("read", {**saved(at), "nonce": "a-nonce-of-ours"})

    answer = at("draft", {"title": "Late", "nonce": "a-nonce-of-ours"})
    assert answer.status_code == 409
    assert not IcmDraft.objects.exists()


def test_a_draft_is_thrown_away_by_a_button(at: Visit) -> None:
    at("details", {"title": "Half a"})
    at("draft", {"discard": "1"})

    assert not IcmDraft.objects.exists()


def test_words_that_cannot_be_kept_come_back(at: Visit) -> None:
    answer = at("details", {"title": "x" * 20_001})

    assert answer.status_code == 422
    assert "x" * 20_001 in text(answer)


@pytest.mark.parametrize("field", ["ground", "consultation", "pg_member", "said_where"])
def test_a_null_character_is_blamed_and_reaches_no_database(at: Visit, field: str) -> None:
    with no_null_characters():
        answer = at("reason", {"ground": "pg_indicated", field: "a\x00b"})

    assert answer.status_code == 422
    assert not IcmDraft.objects.exists()


def test_a_closed_incident_has_no_gate(at: Visit, incident: Incident, people: People) -> None:
    incidents.withdraw(incident, by=people.ada, reason="It works again.")

    for step in ("reason", "checked", "team", "details", "read"):
        assert at(step).status_code == 409
        assert at(step, {"title": "x"}).status_code == 409
    assert at("draft", {"title": "x"}).status_code == 409


@pytest.mark.parametrize("who", ["ada", "root"])
def test_for_others_there_is_no_gate(at: Visit, who: str) -> None:
    assert at("reason", who=who).status_code == 404
    assert at("read", {}, who=who).status_code == 404


# --- The second step ----------------------------------------------------------------------------------------------


def test_checks_that_are_written_down_here_are_the_investigations(
    at: Visit, uninvestigated: Incident, people: People
) -> None:
    sent = {"ground": "bug_evidence", "evidence": "It stays at 0.", "nonce": "a-nonce-of-ours"}
    for kind in ("diagnostics", "guides", "icm_search"):
        sent |= {f"{kind}_outcome": "checked", f"{kind}_evidence": "Nothing."}
    sent |= {"outage_outcome": "ruled_out", "outage_evidence": "None."}

    for _time in range(2):
        assert at("checked", sent, about=uninvestigated).status_code == 302

    assert Check.objects.filter(incident=uninvestigated).count() == 4
    assert "diagnostics_evidence" not in {name for name, words in IcmDraft.objects.get().fields.items() if words}


def test_a_check_without_its_outcome_is_named(at: Visit, uninvestigated: Incident) -> None:
    answer = at("checked", {"guides_evidence": "TSG-44"}, about=uninvestigated)

    assert answer.status_code == 422
    assert "TSG-44" in text(answer)
    assert "Troubleshooting guides: Say what came of it: checked or not possible." in text(answer)
    assert "not_possible." not in text(answer)
    assert not Check.objects.filter(incident=uninvestigated).exists()


def test_a_similar_one_is_shown_and_joined(make_icm: MakeIcm, at: Visit, incident: Incident) -> None:
    other = make_icm()
    at("details", {"title": "Mine"})
    assert other.number in text(at("checked"))
    assert at("checked", {"evidence": "Zero."}).status_code == 422

    at("join-instead", {"icm": other.number})

    assert incident in other.incidents
    assert not IcmDraft.objects.exists()


def test_a_joining_that_fails_loses_nothing_typed(make_icm: MakeIcm, at: Visit) -> None:
    over = make_icm("closed")

    assert at("join-instead", {"icm": over.number, "evidence": "Zero, three times."}).status_code == 409
    assert at("join-instead", {"icm": "", "new_because": "Another job."}).status_code == 302
    assert IcmDraft.objects.get().fields == {"evidence": "Zero, three times.", "new_because": "Another job."}
    assert over.incidents[0].icm_hits.count() == 1


def test_the_named_one_is_said_before_it_goes(at: Visit, pg: ProductGroup, incident: Incident) -> None:
    at("reason", {"ground": "pg_indicated", "pg_member": "pam@product.example", "said_where": "Planning call"})
    at("team", {"kind": "bug"})
    at("details", DETAILS)

    assert "Pam Reyes is told that this stands on their word" in text(at("read"))
    at("read", saved(at))
    assert actions.deny(Icm.objects.get(), by=pg.pam).is_ground_denied


def test_a_quota_increase_goes_through_on_its_facts(at: Visit, uninvestigated: Incident) -> None:
    at("reason", {"ground": "none_needed"}, about=uninvestigated)
    at("team", {"kind": "quota_increase"}, about=uninvestigated)
    facts = {
        "title": "More units",
        "fact_subscription_id": "7d0c5a1e-41f2-4f0b-9d1c-2b1f0a6e77aa",
        "fact_regions": "westeurope\nnortheurope",
        "fact_reason": "A sale.",
        "fact_amount_now": "12",
        "fact_amount_asked": "48",
    }
    at("details", facts, about=uninvestigated)
    at("read", saved(at), about=uninvestigated)

    icm = Icm.objects.get()
    assert (icm.team, icm.facts["regions"], icm.facts["amount_asked"]) == (
        "livesite_dri",
        ["westeurope", "northeurope"],
        48,
    )
    assert letters("open_icm") == {"leo": "pg"}
