"""Celery's folder of messages, with each message put there whole.

The library creates a message under its final name and writes it afterwards, so a worker that looks
in between takes an empty one and dies of it. Here it is written beside and renamed, which is one
step for whoever looks.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

SCHEME = "wholefiles"


class Channel(filesystem.Channel):
    """The library's channel but for how a message comes into the folder."""

    # ignored below: the library's own two classes name the second argument differently
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        place = Path(self.data_folder_out, name)
        unfinished = place.with_name(f"{name}.part")  # an ending that no queue is looked up by
        try:
            unfinished.write_bytes(str_to_bytes(dumps(payload)))
            os.replace(unfinished, place)
        except OSError as fault:
            raise ChannelError(f"Cannot add file {place} to directory") from fault


class Transport(filesystem.Transport):
    """`wholefiles://`, with the options of the library's `filesystem://`."""

    Channel = Channel


def register() -> None:
    """Make the scheme known to Celery."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
