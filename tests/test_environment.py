"""What the tests stand on: the database that was asked for, and lock files that say what pyproject.toml says."""

import os
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-browser.lock"]


@pytest.mark.skipif("RELIEF_EXPECT_VENDOR" not in os.environ, reason="no database was asked for")
def test_the_suite_runs_on_the_database_it_was_asked_to_run_on() -> None:
    assert connection.vendor == os.environ["RELIEF_EXPECT_VENDOR"]


def test_the_suite_uses_the_redis_it_was_given_and_none_otherwise() -> None:
    given = os.environ.get("REDIS_URL", "")
    assert given == settings.REDIS_URL
    assert ("redis" in settings.CACHES["default"]["BACKEND"]) is bool(given)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_host(lock: str) -> None:
    assert "://" not in (ROOT / lock).read_text()


def direct_dependencies() -> list[tuple[str, Requirement]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    listed = [project["project"]["dependencies"], groups["dev"], groups["browser"]]
    return [(lock, Requirement(text)) for lock, texts in zip(LOCKS, listed, strict=True) for text in texts]


def locked_version(lock: str, name: str) -> str:
    """The pinned version; names are compared as package indexes do, without case, dash and underscore alike."""
    wanted = re.sub(r"[-_.]+", "-", name).lower()
    found = re.search(rf"^{re.escape(wanted)}==([^\s;]+)", (ROOT / lock).read_text(), flags=re.MULTILINE)
    assert found, f"{name} is not in {lock}"
    return found[1]


@pytest.mark.parametrize(("lock", "requirement"), direct_dependencies(), ids=str)
def test_a_direct_dependency_is_locked_within_its_bounds(lock: str, requirement: Requirement) -> None:
    """A cap in some other package silently selects an ancient release: the floor says which would be too old."""
    assert requirement.specifier.contains(locked_version(lock, requirement.name))
    assert any(bound.operator == ">=" for bound in requirement.specifier)


def settings_read() -> set[str]:
    """Every name that the settings take from the environment, but the one that says where the others stand."""
    source = "".join((ROOT / "config" / name).read_text() for name in ("settings.py", "meetings.py"))
    return set(re.findall(r"(?:\benv\.\w+|made_once)\(\s*\"([A-Z_]+)\"", source)) - {"ENV_FILE"}


def test_the_example_lists_every_setting_and_nothing_else() -> None:
    listed = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))
    assert listed - {"POSTGRES_PASSWORD"} == settings_read()


def test_the_operator_s_page_explains_every_setting() -> None:
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operating.md").read_text(), flags=re.MULTILINE))
    assert explained == settings_read()
