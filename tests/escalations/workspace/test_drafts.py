"""Drafts above the incidents: kept for their writer alone, there again on the page, gone when they are sent (D22)."""

from datetime import timedelta
from typing import Any

import pytest

from escalations.drafted import PLACES
from escalations.written import FORMS
from incidents import actions as incident_actions
from incidents.actions.drafting import sweep_drafts
from incidents.actions.words import BODY
from incidents.models import Draft, Incident
from notifications.moment import at, now
from tests.aftermath import everything
from tests.escalations.conftest import MakeIcm
from tests.escalations.written import SCRIPT, TYPED, browser, incident_of, keep, kept, of, page_of
from tests.people import People


def test_every_form_has_its_rule_and_its_place() -> None:
    assert set(FORMS) == set(PLACES)


@pytest.mark.parametrize("form", FORMS)
def test_it_is_there_again_until_it_is_sent(people: People, form: str) -> None:
    written = of(people, form)
    writer = people.by_name(written.who)
    assert TYPED not in page_of(writer, written.page)
    with at(now().replace(hour=9, minute=38)):
        assert kept(writer, form, written).json() == {"words": "Draft saved 09:38"}
    again = page_of(writer, written.page)
    for text in written.text.values():
        assert text in again
    sent = browser(writer).post(f"/workspace/{written.act}", {**written.text, **written.beside, "nonce": "one-page"})

    assert sent.status_code == 302, sent.content.decode()
    assert not Draft.objects.exists()
    assert kept(writer, form, written, nonce="one-page").status_code == 409, "the last autosave of a sent page"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("form", FORMS)
def test_nobody_else_sees_it_and_to_customers_there_is_no_such_thing(people: People, form: str) -> None:
    written = of(people, form)
    kept(people.by_name(written.who), form, written)
    draft, before = Draft.objects.get(), everything()
    for other in {"mia", "sen", "eva"} - {written.who}:
        page = browser(people.by_name(other)).get(f"/workspace/{written.page}").content.decode()
        assert TYPED not in page
    for stranger in (people.ada, people.bob):
        assert kept(stranger, form, written).status_code == 404
        assert kept(stranger, form, written, discard="1").status_code == 404
    for portal in ("/portal/", "/portal/report/", *whose(draft)):
        assert TYPED not in browser(people.ada).get(portal).content.decode()

    assert everything() == before


def whose(draft: Draft) -> list[str]:
    return [f"/portal/incidents/{draft.incident.number}/"] if draft.incident else []


@pytest.mark.parametrize("form", FORMS)
def test_without_a_script_a_button_keeps_and_another_throws_away(people: People, form: str) -> None:
    written = of(people, form)
    client, address = browser(people.by_name(written.who)), f"/workspace/drafts/{form}/{written.key}/"
    page: Any = client.post(address, {**written.beside, **written.text}, follow=True)
    assert page.redirect_chain[-1][0].partition("#")[0] == f"/workspace/{written.page}"
    assert TYPED in page.content.decode()
    assert "Draft saved" in page.content.decode()
    page = client.post(address, {**written.beside, **written.text, "discard": "1"}, follow=True)

    assert TYPED not in page.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("form", FORMS)
def test_what_could_not_be_sent_is_not_kept_either(people: People, form: str) -> None:
    written = of(people, form)
    writer, name = people.by_name(written.who), next(iter(written.words))
    kept(writer, form, written)
    before = everything()
    for text in ("x" * (BODY + 1), "A \x00 in it"):
        assert kept(writer, form, written, **{name: text}).status_code == 422
    assert everything() == before


@pytest.mark.parametrize("form", FORMS)
def test_a_refused_sending_leaves_it(people: People, form: str) -> None:
    written = of(people, form)
    writer = people.by_name(written.who)
    kept(writer, form, written)
    emptied = {**written.beside, **dict.fromkeys(written.words, "x" * (BODY + 1))}
    answer = browser(writer).post(f"/workspace/{written.act}", emptied)

    assert answer.status_code == 422
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(("form", "key"), [("nonsense", "ICM-1"), ("to_customer", "INC-1"), ("ask", "INC-999999"),
    ("answer", "CON-999999"), ("decide_csat", "none"), ("update", "ICM-999999")])  # fmt: skip
def test_there_are_no_drafts_elsewhere(people: People, form: str, key: str) -> None:
    before = everything()

    assert keep(people.eva, form, key, body=TYPED).status_code == 404
    assert everything() == before


def test_who_may_not_do_the_act_keeps_no_words_for_it(people: People) -> None:
    decision, question = of(people, "decide_csat"), of(people, "answer")
    before = everything()
    assert kept(people.eli, "decide_csat", decision).status_code == 409
    assert kept(people.eva, "answer", question).status_code == 409
    assert (
        browser(people.eli).post(f"/workspace/drafts/decide_csat/{decision.key}/", {"words": "No."}).status_code == 403
    )

    assert everything() == before


def test_every_choice_of_a_request_comes_back(people: People, make_icm: MakeIcm) -> None:
    icm = make_icm("acknowledged")
    incident = incident_of(icm)
    said = incident_actions.post_message(incident, by=people.ada, body="This is unacceptable.").messages.latest("pk")
    fields = {"sentiment": "angry", "exceptionally_bad": "on", "icm": "new", "title": "Output stops", "quotes": said.pk}
    browser(people.eva, headers=SCRIPT).post(
        f"/workspace/drafts/request_csat/{incident.number}/", {**fields, "impact": "Orders are late.", "sme": ""}
    )
    page: Any = browser(people.eva).get(f"/workspace/incidents/{incident.number}/csat/new/")
    form = page.context["form"]

    assert {name: form[name].value() for name in fields} == {**fields, "quotes": [str(said.pk)]}
    assert form["impact"].value() == "Orders are late."
    assert f'value="{said.pk}" id="id_quotes_0" checked' in page.content.decode()


def test_what_was_emptied_of_a_request_stays_empty(people: People) -> None:
    written = of(people, "revise_csat")
    keep(people.eva, "revise_csat", written.key, why="", sentiment="angry", prevention="Asked sooner.")
    page: Any = browser(people.eva).get(f"/workspace/{written.page}")

    assert page.context["form"]["why"].value() == ""


def test_words_to_the_product_group_and_a_note_are_two_drafts(people: People, make_icm: MakeIcm) -> None:
    icm = make_icm("acknowledged")
    keep(people.eva, "update", icm.number, body="Hello Pia.")
    keep(people.eva, "note", icm.number, body="Pia is slow.")
    sent = {"body": "Hello Pia.", "version": str(icm.version)}
    browser(people.eva).post(f"/workspace/icms/{icm.number}/update/", sent)

    assert [(each.form, each.fields) for each in Draft.objects.all()] == [(f"note-{icm.pk}", {"body": "Pia is slow."})]


def test_a_draft_is_kept_though_something_happened_meanwhile(people: People) -> None:
    """An autosave carries the version of its page, and judges nothing by it."""
    written = of(people, "decide_csat")

    assert kept(people.sam, "decide_csat", written, version="0", text="an older one").status_code == 200


def test_an_old_one_is_swept_with_the_others(people: People, make_icm: MakeIcm) -> None:
    keep(people.eva, "update", make_icm("acknowledged").number, body=TYPED)
    with at(now() + Draft.KEPT + timedelta(hours=1)):
        assert sweep_drafts() == 1

    assert not Draft.objects.exists()


def test_the_incidents_own_page_is_not_troubled_by_them(people: People, working: Incident) -> None:
    keep(people.eva, "ask", working.number, question=TYPED)

    assert TYPED not in page_of(people.eva, f"incidents/{working.number}/")
