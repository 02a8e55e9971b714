"""The broker in a folder: no worker ever reads half a message, and none dies of one that cannot be read."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from django.conf import settings
from kombu import Connection
from kombu.exceptions import ChannelError

BELL = {"body": "ring"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("queue", "processed", "control"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def channel(folder: Path) -> Iterator[Any]:
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "processed_folder": str(folder / "processed"),
        "control_folder": str(folder / "control"),
        "store_processed": True,
    }
    with Connection("embedded://localhost//", transport_options=options) as connection:
        yield connection.channel()


def test_the_installation_uses_it() -> None:
    """Asked of an installation that was given no Redis, whatever this run was given."""
    ask = "from config import settings; print(settings.CELERY_BROKER_URL)"
    given = {**os.environ, "REDIS_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=settings.BASE_DIR, env=given, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "embedded://localhost//"


def test_what_is_put_is_got_in_its_order(channel: Any, folder: Path) -> None:
    for number in range(3):
        channel._put("mail", {"n": number})
    channel._put("clocks", {"n": 9})

    assert sorted(channel._get("mail")["n"] for _n in range(3)) == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get("mail")
    assert channel._size("clocks") == 1
    assert not list((folder / "queue").glob("*.part"))


def test_a_message_has_no_name_that_a_worker_looks_for_until_it_is_whole(
    channel: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, bytes]] = []
    rename = Path.rename

    def watched(draft: Path, target: Path) -> Path:
        seen.append((channel._size("mail"), draft.read_bytes()))
        return rename(draft, target)

    monkeypatch.setattr(Path, "rename", watched)
    channel._put("mail", BELL)

    assert seen == [(0, b'{"body": "ring"}')]
    assert channel._get("mail") == BELL


@pytest.mark.parametrize("broken", [b"", b'{"body": "ri', b"\xff\xfe"])
def test_one_that_cannot_be_read_is_set_aside_and_the_next_one_got(
    channel: Any, folder: Path, broken: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "queue" / "0_from-before.mail.msg").write_bytes(broken)
    channel._put("mail", BELL)

    assert channel._get("mail") == BELL
    assert "set aside" in caplog.text
    assert (folder / "processed" / "0_from-before.mail.msg").read_bytes() == broken
    with pytest.raises(Empty):
        channel._get("mail")


def test_many_writers_and_a_reader_lose_nothing(channel: Any, folder: Path) -> None:
    def write(who: int) -> None:
        for number in range(60):
            channel._put("mail", {"who": who, "n": number})

    writers = [threading.Thread(target=write, args=[who]) for who in range(4)]
    for writer in writers:
        writer.start()
    got: list[tuple[int, int]] = []
    while len(got) < 240 and (any(writer.is_alive() for writer in writers) or channel._size("mail")):
        try:
            message = channel._get("mail")
        except Empty:
            continue
        got.append((message["who"], message["n"]))
    for writer in writers:
        writer.join()

    assert sorted(got) == [(who, number) for who in range(4) for number in range(60)]


def test_a_table_of_bindings_is_never_empty(channel: Any, folder: Path) -> None:
    for queue in ("mail", "clocks", "mail"):
        channel._queue_bind("bells", "ring", "", queue)

    assert sorted(row.queue for row in channel.get_table("bells")) == ["clocks", "mail"]
    assert [path.name for path in (folder / "control").iterdir()] == ["bells.exchange"]


def test_a_folder_that_cannot_be_written_is_said(channel: Any, folder: Path) -> None:
    (folder / "queue").rmdir()
    with pytest.raises(ChannelError):
        channel._put("mail", BELL)
