"""A message is in the folder whole or not at all.

Each test has a queue of its own name: the library remembers per process which ones it has bound.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kombu import Connection

from kpi_portal.jobs import whole_messages


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "messages").mkdir()
    return tmp_path / "messages"


@pytest.fixture
def connection(folder: Path):
    options = {
        "data_folder_in": str(folder),
        "data_folder_out": str(folder),
        "control_folder": str(folder.parent / "control"),
    }
    whole_messages.register()
    with Connection("wholefiles://localhost", transport_options=options) as made:
        yield made


def test_what_is_put_is_got(connection: Connection, folder: Path):
    queue = connection.SimpleQueue("first")
    queue.put({"job": 7})
    assert [path.suffix for path in folder.iterdir()] == [".msg"]
    message = queue.get(timeout=5)
    assert message.payload == {"job": 7}
    message.ack()
    queue.close()


def test_whoever_looks_meanwhile_finds_nothing_unfinished(
    connection: Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """At the moment of the renaming the folder holds nothing under a message's name, and what is
    renamed is whole."""
    seen: list[tuple[list[str], object]] = []
    replace = whole_messages.os.replace

    def look(unfinished: Path, place: Path) -> None:
        names = [path.name for path in folder.iterdir() if path.suffix == ".msg"]
        seen.append((names, json.loads(unfinished.read_text())["headers"]))
        replace(unfinished, place)

    monkeypatch.setattr(whole_messages.os, "replace", look)
    queue = connection.SimpleQueue("second")
    queue.put({"job": 7}, headers={"whole": True})
    assert seen == [([], {"whole": True})]
    queue.close()


def test_an_unfinished_message_is_nobodys(connection: Connection, folder: Path):
    (folder / "1_x.third.msg.part").write_text("{")
    queue = connection.SimpleQueue("third")
    with pytest.raises(queue.Empty):
        queue.get(block=False)
    queue.close()
