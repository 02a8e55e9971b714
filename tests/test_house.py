"""The house is in order: one word a verb from policy to letter, floors that hold, and nothing forgotten."""

import ast
import inspect
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django import forms as django_forms
from django.conf import settings
from django.core.management import call_command

from escalations import notices as upstairs
from escalations.policy import CONSULTATION_RULES, ICM_RULES
from incidents import actions, forms, notices
from incidents.models import Incident
from incidents.policy import FLAG_RULES, RULES

ROOT = Path(settings.BASE_DIR)
FLOORS = ("config", "escalations", "incidents", "accounts", "notifications")
TEMPLATES = ROOT / "templates"
# What happens by no rule of RULES: a report and a calendar have their own, the clocks are nobody, the past asks nobody.
WITHOUT_RULE = {
    *("open_incident", "breach", "warn", "sweep_clocks"),
    *("change_calendar", "apply_calendar", "import_incident"),
}
HAPPENINGS = {
    *("open_incident", "breach", "warn", "note_progress", "change_calendar", "import_line"),
    *("remind_customer", "chase_task"),
    # Guests in the customer's conversation, whom the floor above lets in; and what was tried without it
    *("admit_guest", "dismiss_guest", "write_as_guest", "turn_away"),
    # What the morning review decided, and what a manager moved up in it
    *("review_incident", "bring_forward"),
}
# What happens above the incidents and stands on the timeline of each that it concerns: of ICMs, all but their letters.
NOTED = {"open_icm", *ICM_RULES} - {"notify_again"}
# ICMs that nobody took in time; consultations
NOTED |= {"chase_icm", "chase_engagement", "ask", "remind", *CONSULTATION_RULES}
HAPPENINGS |= {"say_unhappy"}  # what the customer says of how it goes; and what is noted of CSAT requests
NOTED |= {"request_csat", "ask_for_more", "approve_csat", "decline_csat", "end_csat", "engage_csat", "dismiss_risk"}
# Of the product group in the customer's conversation, the guest's own lines tell it, as the customer reads them too.
NOTED -= {"consent", "ask_to_join", "leave", "add_to_thread", "remove_from_thread", "write_to_customer"}
NOTED -= {"bring_in"}  # of a colleague of theirs, the ICM's own history alone
MEETINGS: dict[str, set[str]] = {"customer": set(), "staff": {"review_incident", "morning_agenda"}}  # their letters
FORBIDDEN = {"core", "common", "utils", "lib", "helpers", "base", "mixins", "services", "managers"}
LONGEST = 300  # lines


def python_files(*folders: str) -> list[Path]:
    """What is ours, without what the framework generates."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


# --- One word a verb --------------------------------------------------------------------------------------------------


def test_every_verb_has_its_action_and_every_action_its_verb() -> None:
    functions = {name for name in actions.__all__ if inspect.isfunction(getattr(actions, name))}

    assert functions == set(actions.__all__)
    assert functions - WITHOUT_RULE == set(RULES)
    assert functions >= WITHOUT_RULE


@pytest.mark.parametrize("verb", RULES)
def test_an_action_takes_the_record_and_then_words_by_name(verb: str) -> None:
    first, *others = inspect.signature(getattr(actions, verb)).parameters.values()

    assert first.name == "incident"
    assert others[0].name == "by"
    assert all(each.kind is inspect.Parameter.KEYWORD_ONLY for each in others)
    assert others[0].default is inspect.Parameter.empty


@pytest.mark.parametrize("verb", RULES)
def test_every_verb_is_a_transition(verb: str) -> None:
    assert hasattr(getattr(Incident, verb), "_django_fsm")


def test_every_transition_is_a_verb() -> None:
    methods = {name for name, member in inspect.getmembers(Incident) if hasattr(member, "_django_fsm")}

    assert methods == set(RULES)


@pytest.mark.parametrize("verb", RULES)
def test_every_verb_has_its_form(verb: str) -> None:
    form = getattr(forms, "".join(word.capitalize() for word in verb.split("_")) + "Form")

    assert issubclass(form, django_forms.Form)


@pytest.mark.parametrize("verb", RULES)
def test_a_form_asks_for_what_its_action_takes(verb: str) -> None:
    form = getattr(forms, "".join(word.capitalize() for word in verb.split("_")) + "Form")

    assert set(form.base_fields) <= set(inspect.signature(getattr(actions, verb)).parameters) - {"incident", "by"}


@pytest.mark.parametrize("verb", sorted({*RULES, *HAPPENINGS}))
def test_every_verb_has_its_line_in_the_timeline(verb: str) -> None:
    assert (TEMPLATES / "timeline" / f"{verb}.html").is_file()


@pytest.mark.parametrize("verb", sorted(NOTED))
def test_every_verb_that_is_noted_from_above_has_its_line_in_the_timeline(verb: str) -> None:
    assert (TEMPLATES / "timeline" / f"{verb}.html").is_file()


def test_there_is_no_line_of_a_verb_that_is_none() -> None:
    lines = {path.stem for path in (TEMPLATES / "timeline").glob("[a-z]*.html")}

    assert lines == {*RULES, *HAPPENINGS, *NOTED}


@pytest.mark.parametrize(("verb", "audience"), [(v, a) for v, told in notices.READERS.items() for a in told])
@pytest.mark.parametrize("kind", ["txt", "html"])
def test_whoever_is_told_gets_a_letter_of_two_parts(verb: str, audience: str, kind: str) -> None:
    assert (TEMPLATES / "email" / audience / f"{verb}.{kind}").is_file()


@pytest.mark.parametrize("verb", sorted({verb for (_kind, verb), told in upstairs.READERS.items() if "staff" in told}))
@pytest.mark.parametrize("kind", ["txt", "html"])
def test_whoever_of_ours_is_told_from_above_gets_a_letter_of_two_parts(verb: str, kind: str) -> None:
    assert (TEMPLATES / "email" / "staff" / f"{verb}.{kind}").is_file()


@pytest.mark.parametrize("audience", ["customer", "staff"])
def test_there_is_no_letter_that_nobody_gets(audience: str) -> None:
    written = {path.stem for path in (TEMPLATES / "email" / audience).glob("[a-z]*.*")}
    below = {verb for verb, told in notices.READERS.items() if audience in told}
    above = {verb for (_kind, verb), told in upstairs.READERS.items() if audience in told}

    assert written == below | above | MEETINGS[audience]


def test_no_letter_of_one_floor_is_taken_for_the_others() -> None:
    assert set(notices.READERS) & {verb for _kind, verb in upstairs.READERS} == set()


def test_readers_are_of_verbs_and_happenings_alone() -> None:
    assert set(notices.READERS) <= {*RULES, *HAPPENINGS}
    assert set(notices.READERS) >= notices.CRITICAL
    assert "open_incident" not in notices.READERS, "no thank-you goes out by itself (R3)"


def test_each_flag_has_its_rule_both_ways() -> None:
    assert set(FLAG_RULES) == {(verb, flag) for verb in ("raise_flag", "lower_flag") for flag in Incident.FLAGS}


@pytest.mark.parametrize("verb", RULES)
def test_every_verb_has_its_test(verb: str) -> None:
    assert (ROOT / "tests" / "incidents" / "verbs" / f"test_{verb}.py").is_file()


@pytest.mark.parametrize("verb", RULES)
def test_every_verb_has_an_address_in_the_api_and_at_a_page(verb: str) -> None:
    """Writing has one address, `messages/`, for its three verbs."""
    addresses = {*names("incidents.urls.portal"), *names("incidents.urls.workspace")}
    by_tools = {*names("incidents.urls.api"), "post_message", "send_update", "add_note"}

    assert verb in addresses
    assert verb in by_tools


def names(module: str) -> set[str]:
    return {pattern.name for pattern in import_module(module).urlpatterns}


# --- Floors -----------------------------------------------------------------------------------------------------------


def test_no_floor_stands_on_one_above() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [program, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"NO_COLOR": "1"},
    )

    assert result.returncode == 0, result.stdout


def test_the_floors_are_these_five() -> None:
    apps = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "scripts", "bench"}

    assert apps == set(FLOORS)


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_shared_thing_found_its_floor() -> None:
    parts = {part for path in python_files(*FLOORS, "tests", "scripts") for part in (path.stem, path.parent.name)}

    assert parts & FORBIDDEN == set()


# --- Files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", [*FLOORS, "tests", "scripts", "bench"])
def test_a_file_reads_in_one_sitting(folder: str) -> None:
    long = {named(path): lines for path in python_files(folder) if (lines := count(path)) > LONGEST}

    assert long == {}


def count(path: Path) -> int:
    return len(path.read_text().splitlines())


@pytest.mark.parametrize("folder", [*FLOORS, "scripts"])
def test_a_room_says_what_it_is_for(folder: str) -> None:
    silent = [named(path) for path in python_files(folder) if path.read_text() and not docstring(path)]

    assert silent == []


def docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text()))


def test_there_is_one_clock() -> None:
    asks = re.compile(r"\b(timezone\.now|datetime\.(now|utcnow|today)|date\.today)\(")
    found = [named(path) for path in python_files(*FLOORS) if asks.search(path.read_text())]

    assert found == ["notifications/moment.py"]


CITED = re.compile(r"\b[RSTD][0-9]{1,2}a?\b")  # a linter's codes have three digits
ELSEWHERE = re.compile(r"\b(product|ux|architecture|reliability|requirements)\.md\b")
RULE_PAGE = ROOT / "docs" / "rules.md"
WRITTEN = ("py", "html", "txt", "md", "js", "css")


def pages_written() -> list[Path]:
    """Every text of ours but the page of rules and this file, whose business is their names."""
    places = [ROOT / name for name in (*FLOORS, "templates", "tests", "scripts", "bench", "docs")]
    found = [path for place in places for kind in WRITTEN for path in place.rglob(f"*.{kind}")]
    return sorted({*found, *ROOT.glob("*.md")} - {RULE_PAGE, Path(__file__)})


def test_every_rule_that_is_cited_has_its_sentence() -> None:
    told = set(re.findall(r"^\| ([RSTD][0-9]+a?) \| \S.+\.", RULE_PAGE.read_text(), re.MULTILINE))
    cited = {number: named(path) for path in pages_written() for number in CITED.findall(path.read_text())}

    assert {number: where for number, where in cited.items() if number not in told} == {}
    assert told - set(cited) == set(), "a rule that nothing cites"


def test_no_text_leads_to_a_document_that_is_not_here() -> None:
    found = {named(path): match.group() for path in pages_written() if (match := ELSEWHERE.search(path.read_text()))}

    assert found == {}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-browser.lock"])
def test_the_locks_name_no_place(name: str) -> None:
    assert "://" not in (ROOT / name).read_text()


INLINE = re.compile(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script\b(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


def test_pages_have_no_inline_script_style_or_handler() -> None:
    pages = [path for path in TEMPLATES.rglob("*.html") if "email" not in path.relative_to(TEMPLATES).parts]
    found = {named(path): match.group() for path in pages if (match := INLINE.search(path.read_text()))}

    assert pages
    assert found == {}


@pytest.mark.parametrize(
    ("bad", "html"),
    [
        (True, '<p style="color: red">'),
        (True, "<style>p { color: red }</style>"),
        (True, "<script>go()</script>"),
        (True, '<a onclick="go()">'),
        (True, '<a href="javascript:go()">'),
        (False, '<script defer src="/static/js/relief.js"></script>'),
        (False, '<p class="on" data-only="x">'),
    ],
)
def test_that_check_knows_what_is_inline(bad: bool, html: str) -> None:
    assert bool(INLINE.search(html)) is bad
