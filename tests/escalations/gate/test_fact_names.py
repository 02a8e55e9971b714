"""What an installation calls the facts of an ICM in an area, and that it changes nothing about what they are (R33)."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiToken, User
from escalations import notices, shown
from escalations.models import FACTS as KEYS
from escalations.models import FactTemplate, Icm
from incidents.models import Incident
from notifications.models import Notification
from tests.aftermath import everything
from tests.escalations.conftest import FACTS
from tests.escalations.gate.conftest import BUG, QUOTA, Open, Visit, saved, text, walk
from tests.escalations.gate.test_facts import TurnedAway
from tests.people import People

NAMED = {"resource": "resource: Job name | As the portal shows it.", "impact": "impact: Cost <b>", "ask": "ask: Wish"}
ADMIN = "/admin/escalations/facttemplate"


def lines(kind: str = "bug", *, first: str = "resource", **changed: str) -> str:
    """All of a kind, with one in front."""
    keys = sorted(KEYS[kind], key=lambda key: key != first)
    return "\n".join({**NAMED, **changed}.get(key, key) for key in keys)


@pytest.fixture
def template(people: People) -> FactTemplate:
    made = FactTemplate(area=people.query, kind="bug", lines=lines())
    made.full_clean()
    made.save()
    return made


@pytest.fixture
def root(people: People) -> Client:
    client = Client()
    client.force_login(people.root)
    return client


# --- How it is edited -------------------------------------------------------------------------------------------------


def test_it_is_edited_and_logged_as_other_configuration_is(root: Client, people: People) -> None:
    sent = {"area": str(people.query.pk), "kind": "bug", "lines": lines()}
    assert root.post(f"{ADMIN}/add/", sent).status_code == 302
    made = FactTemplate.objects.get()
    assert root.post(f"{ADMIN}/{made.pk}/change/", {**sent, "lines": lines(first="ask")}).status_code == 302

    made.refresh_from_db()
    assert (made.area, made.kind, made.version) == (people.query, "bug", 2)
    assert made.lines.splitlines()[0] == "ask: Wish"
    assert [entry.user for entry in LogEntry.objects.all()] == [people.root, people.root]
    page = text(root.get(f"{ADMIN}/{made.pk}/change/"))
    assert "<li>Job name<br><small>As the portal shows it.</small></li>" in page
    assert "<li>Cost &lt;b&gt;<br>" in page
    assert "<li>Subscription (optional)<br>" in page
    assert "Bug" in text(root.get(f"{ADMIN}/"))


@pytest.mark.parametrize("who", ["mia", "sen", "eva", "ada"])
def test_nobody_but_an_administrator_edits_it(people: People, who: str) -> None:
    client = Client()
    client.force_login(people.by_name(who))

    client.post(f"{ADMIN}/add/", {"kind": "bug", "lines": lines()})

    assert not FactTemplate.objects.exists()


def test_left_empty_it_is_filled_in_with_every_key(root: Client) -> None:
    root.post(f"{ADMIN}/add/", {"kind": "rca", "lines": " "})

    assert FactTemplate.objects.get().lines.split() == list(KEYS["rca"])


def without(key: str) -> str:
    return "\n".join(line for line in lines().splitlines() if not line.startswith(key))


WRONG = [
    ("lines", without("evidence"), "These have no line: evidence; an ICM of this kind has to have: evidence."),
    ("lines", without("subscription_id"), "These have no line: subscription_id."),
    ("lines", lines() + "\nmood: Mood", "“mood” is no fact of this kind (Bug)."),
    ("lines", lines() + "\nregions", "“regions” is no fact of this kind (Bug)."),
    ("lines", lines() + "\nask: Wish again", "“ask” has more than one line."),
    ("lines", lines(region="region: job NAME"), "More than one fact is called “job name”"),
    ("lines", lines(resource="resource: Region", region="region"), "More than one fact is called “region”"),
    ("lines", lines(region=f"region: {'x' * 61}"), "The name of “region” is longer than 60 characters."),
    ("lines", lines(region=f"region: | {'x' * 201}"), "The hint of “region” is longer than 200 characters."),
    ("lines", lines(region="region: \u200b"), "The name or hint of “region” has no letter in it."),
    ("lines", lines(region="region: \u202ehere"), "a character that nobody sees"),
    ("lines", "a\x00b", "Null characters are not allowed."),
    ("kind", "panic", "Select a valid choice."),
    ("kind", "quota_increase", "“impact” is no fact of this kind (Quota increase)."),
    ("area", "0", "Select a valid choice."),
]


@pytest.mark.parametrize(("field", "value", "sentence"), WRONG)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(
    root: Client, people: People, field: str, value: str, sentence: str
) -> None:
    before = everything()
    answer: Any = root.post(f"{ADMIN}/add/", {"area": "", "kind": "bug", "lines": lines(), field: value})

    found = answer.context["adminform"].form.errors
    assert answer.status_code == 200
    assert any(sentence in said for said in found["lines" if value == "quota_increase" else field])
    assert everything() == before
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("area", ["query", None])
def test_an_area_has_one_of_each_kind(root: Client, people: People, area: str | None) -> None:
    about = people.query if area else None
    FactTemplate.objects.create(area=about, kind="bug", lines=lines())
    sent = {"area": str(about.pk) if about else "", "kind": "bug", "lines": lines()}
    answer: Any = root.post(f"{ADMIN}/add/", sent)

    assert dict(answer.context["adminform"].form.errors) == {
        "area": ["There is one for this area and kind already: change that one."]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        FactTemplate.objects.create(area=about, kind="bug", lines="")
    assert FactTemplate.objects.count() == 1


# --- Where it is read -------------------------------------------------------------------------------------------------


def test_step_4_asks_in_its_order_by_its_names_with_its_hints(at: Visit, template: FactTemplate) -> None:
    at("team", {"kind": "bug"})
    page = text(at("details"))

    assert "Job name</label>" in page
    assert "As the portal shows it." in page
    assert page.index('name="fact_resource"') < page.index('name="fact_impact"')
    assert '<p class="dim small">Job name</p>' in page
    assert "Cost &lt;b&gt;" in page
    assert "Cost <b>" not in page
    assert "What do you ask of the product group?" not in page
    assert "What was expected?" in page


def test_a_missing_fact_is_named_as_it_is_called(at: Visit, template: FactTemplate) -> None:
    page = text(walk(at, fact_resource="", fact_ask=""))
    assert page.count("Fill in “Job name”.") == 2
    assert "Say which resource" not in page
    left = text(at("read"))
    assert "Fill in “Wish”." in left


def test_a_time_is_asked_for_in_utc_whatever_it_is_called(at: Visit, template: FactTemplate) -> None:
    FactTemplate.objects.update(lines=lines(window_start="window_start: First row", window_end="window_end: UTC end"))
    at("team", {"kind": "bug"})
    page = text(at("details"))

    assert "First row (UTC)</label>" in page
    assert "UTC end</label>" in page


def test_and_is_read_in_utc_wherever_its_reader_lives(opened: Open, template: FactTemplate, people: People) -> None:
    FactTemplate.objects.update(lines=lines(window_start="window_start: First row"))
    User.objects.filter(pk=people.eva.pk).update(zone="Asia/Tokyo")
    eva = Client()
    eva.force_login(people.eva)
    page = text(eva.get(f"/workspace/icms/{opened().number}/"))

    assert "<dt>First row</dt>" in page
    assert ">16 Nov 2026, 07:00 UTC<" in page


@pytest.mark.parametrize("bad", ["yesterday", "2099-01-01T00:00Z"])
def test_no_name_makes_a_bad_value_a_good_one(
    turned_away: TurnedAway, template: FactTemplate, monday: Any, bad: str
) -> None:
    template.lines = lines(window_end="window_end: Any words will do | soon, yesterday")
    template.save()

    turned_away("facts.window_end", facts={**FACTS, "window_end": bad})
    turned_away("facts.resource", facts={**FACTS, "resource": ""})


def test_a_tool_goes_on_with_the_keys(incident: Incident, people: People, template: FactTemplate) -> None:
    client = Client(headers={"Authorization": f"Bearer {ApiToken.objects.issue(people.eva)}"})
    asked = {"incident": incident.number, **BUG}
    answer = client.post("/api/v1/icms/", {**asked, "facts": {**FACTS, "resource": ""}}, "application/json")

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"facts.resource": ["Fill in “Job name”."]}
    assert not Icm.objects.exists()
    assert client.post("/api/v1/icms/", asked, "application/json").json()["facts"] == FACTS


def test_we_and_the_letter_read_its_names(at: Visit, template: FactTemplate, people: People) -> None:
    walk(at)
    step = text(at("read"))
    at("read", saved(at))
    icm = Icm.objects.get()
    row = Notification.objects.filter(verb="open_icm", audience="pg").earliest("pk")
    letter = notices.letter(row)
    assert letter is not None
    eva = Client()
    eva.force_login(people.eva)

    assert "Job name: job-orders-eu" in letter.text
    assert "Job name: job-orders-eu" in step
    for page in (letter.html, text(eva.get(f"/workspace/icms/{icm.number}/"))):
        assert ">Job name<" in page
        assert "Cost &lt;b&gt;" in page
        assert "What was expected" in page


def test_what_was_typed_goes_along_with_a_question_by_its_name(at: Visit, template: FactTemplate) -> None:
    walk(at)
    at("consult-instead", {"ground": "query", "question": "Which lease?"})
    asked = Incident.objects.get().consultations.get()

    assert "**Job name**\n\njob-orders-eu" in asked.question


def test_an_icm_keeps_the_names_that_it_was_opened_with(opened: Open, template: FactTemplate) -> None:
    icm = opened()
    template.lines = lines(first="ask", resource="resource: Machine")
    template.save()
    labels = [fact.label for fact in shown.facts_of(Icm.objects.get(pk=icm.pk))]
    assert labels[:2] == ["Job name", "Cost <b>"]

    template.delete()
    assert [fact.label for fact in shown.facts_of(Icm.objects.get(pk=icm.pk))] == labels
    later = opened(new_because="Another job.")
    assert "Resource" in [fact.label for fact in shown.facts_of(later)]


def test_an_area_goes_before_all_areas_and_another_area_or_kind_has_its_own(opened: Open, people: People) -> None:
    quota = {"kind": "quota_increase", "team": "livesite_dri", "ground": "", "evidence": "", "facts": QUOTA}
    for_all = FactTemplate.objects.create(kind="bug", lines=lines(resource="resource: Thing"))
    FactTemplate.objects.create(kind="bug", area=people.inputs, lines=lines(resource="resource: Input"))

    def names(**changes: Any) -> set[str]:
        return {fact.label for fact in shown.facts_of(opened(new_because="Another.", **changes))}

    assert "Thing" in names()
    FactTemplate.objects.create(kind="bug", area=people.query, lines=lines())
    assert "Job name" in names()
    assert names(**quota) == {"Subscription", "Regions", "Amount now", "Amount asked for", "Reason"}
    FactTemplate.objects.exclude(pk=for_all.pk).delete()
    assert "Thing" in names()


@pytest.mark.parametrize("broken", ["", "::|||", "mood: Mood\nask\nask: Twice", "resource: \n\n |", "\u2028x" * 50])
def test_what_no_form_would_save_breaks_no_page(
    at: Visit, root: Client, template: FactTemplate, people: People, broken: str
) -> None:
    """Written past the form: whatever it says, each fact of the kind is asked for, once."""
    FactTemplate.objects.update(lines=broken)
    walk(at)
    page = text(at("details"))

    assert [page.count(f'name="fact_{key}"') for key in KEYS["bug"]] == [1] * len(KEYS["bug"])
    assert at("read", saved(at)).status_code == 302
    assert Icm.objects.get().facts == FACTS
    assert root.get(f"{ADMIN}/{template.pk}/change/").status_code == 200
    eva = Client()
    eva.force_login(people.eva)
    assert "job-orders-eu" in text(eva.get(f"/workspace/icms/{Icm.objects.get().number}/"))


def test_a_page_asks_for_it_once_and_an_icm_never(at: Visit, template: FactTemplate, people: People) -> None:
    walk(at)
    asked = {}
    for step in ("reason", "checked", "team", "details", "read"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            at(step)
        asked[step] = sum("facttemplate" in query["sql"] for query in queries)
    at("read", saved(at))
    eva = Client()
    eva.force_login(people.eva)
    with CaptureQueriesContext(connection) as queries:
        eva.get(f"/workspace/icms/{Icm.objects.get().number}/")

    assert asked == dict.fromkeys(asked, 1)
    assert not any("facttemplate" in query["sql"] for query in queries)
