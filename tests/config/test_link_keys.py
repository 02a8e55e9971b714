"""The keys of the product group's links are looked at when Relief starts, not when somebody opens a link."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.link_keys import link_keys

OLD, NEW = "o" * 32, "n" * 40


def test_blanks_and_empty_places_between_the_keys_are_no_part_of_them() -> None:
    assert link_keys(f" {NEW} , {OLD},,\n") == [NEW, OLD]


@pytest.mark.parametrize("named", ["", " , ", "short", f"{NEW},short", f"{NEW}, {'k' * 31} "])
def test_no_key_or_a_short_one_is_none(named: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="LINK_KEYS"):
        link_keys(named)


def test_nothing_starts_with_a_short_one(tmp_path: Path) -> None:
    own = {"DATA_DIR": str(tmp_path), "ENV_FILE": os.devnull, "LINK_KEYS": f"{NEW},short"}
    command = [sys.executable, "-c", "import config.settings"]
    told = os.environ | own
    ended = subprocess.run(command, check=False, cwd=settings.BASE_DIR, env=told, capture_output=True, text=True)

    assert ended.returncode != 0
    assert "LINK_KEYS: keys of at least 32 characters" in ended.stderr
    assert NEW not in ended.stderr
