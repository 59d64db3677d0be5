"""The parts of a dossier: what had to be made lies in one pack, the rest stays in its store.

The plan lists every file in order, one JSON document per line, so that an archive of any number of
files is planned and sent in little memory.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from tempfile import TemporaryFile
from typing import IO, Any, cast

from django.core.files import File
from django.core.files.storage import storages

from submissions.archive_names import Names

PACK, EVIDENCE, DOCUMENT = "pack", "evidence", "document"
MANIFEST, LISTING = "manifest.sha256", "manifest.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the archive. In the pack it begins at `offset`; elsewhere its SHA-256 is its
    address. `what` says what it is."""

    path: str
    size: int
    sha256: str
    source: str
    what: str = ""
    offset: int = 0


class Parts:
    """Collects the files of one dossier. Paths are made unique; folders are a path's own."""

    def __init__(self) -> None:
        self._pack = cast(IO[bytes], TemporaryFile())  # noqa: SIM115  (closed by `close`)
        self._plan = cast(IO[bytes], TemporaryFile())  # noqa: SIM115
        self._names = Names()
        self._end = 0
        self.files = 0
        self.size = 0

    def add(self, path: str, data: bytes, what: str = "") -> str:
        """Put bytes into the pack; the path under which they will be found."""
        return self.add_pieces(path, [data], what)

    def add_stored(self, path: str, *, source: str, sha256: str, size: int, what: str = "") -> str:
        """Name bytes that lie in a store; the path under which they will be found."""
        given = self._names.once(path)
        self._note(Part(given, size, sha256, source, what))
        return given

    def add_manifests(self) -> str:
        """The two manifests over everything added so far; the SHA-256 of `manifest.sha256`, which
        covers `manifest.json` and all other files but itself."""
        self.add_pieces(LISTING, self._listing(), "")
        before = self._end
        self.add_pieces(MANIFEST, self._sums(), "")
        self._pack.seek(before)
        return hashlib.sha256(self._pack.read(self._end - before)).hexdigest()

    def keep(self, name: str) -> tuple[str, str]:
        """Store plan and pack; their addresses."""
        storage = storages["default"]
        kept = []
        for handle, ending in ((self._plan, "plan"), (self._pack, "pack")):
            handle.seek(0)
            kept.append(storage.save(f"exports/{name}.{ending}", File(handle)))
        return kept[0], kept[1]

    def close(self) -> None:
        self._pack.close()
        self._plan.close()

    def add_pieces(self, path: str, pieces: Iterable[bytes], what: str) -> str:
        """`add` for bytes that come in pieces."""
        given, digest, start = self._names.once(path), hashlib.sha256(), self._end
        for piece in pieces:
            self._pack.seek(self._end)
            self._end += self._pack.write(piece)
            digest.update(piece)
        self._note(Part(given, self._end - start, digest.hexdigest(), PACK, what, start))
        return given

    def _note(self, part: Part) -> None:
        self._plan.seek(0, 2)
        self._plan.write(json.dumps(asdict(part), ensure_ascii=False).encode() + b"\n")
        self.files += 1
        self.size += part.size

    def _parts(self) -> Iterator[Part]:
        self._plan.seek(0)
        place = 0
        while line := self._next_line(place):
            place += len(line)
            yield Part(**json.loads(line))

    def _next_line(self, place: int) -> bytes:
        self._plan.seek(place)
        return self._plan.readline()

    def _listing(self) -> Iterator[bytes]:
        yield b'{"format": "kpi-dossier/1", "files": [\n'
        for number, part in enumerate(self._parts()):
            line: dict[str, Any] = {
                "path": part.path,
                "size": part.size,
                "sha256": part.sha256,
                "what": part.what,
            }
            yield (b",\n" if number else b"") + json.dumps(line, ensure_ascii=False).encode()
        yield b"\n]}\n"

    def _sums(self) -> Iterator[bytes]:
        for part in self._parts():
            yield f"{part.sha256}  {part.path}\n".encode()


def read_plan(plan: Iterable[bytes]) -> Iterator[Part]:
    """The parts of a kept plan, in order."""
    return (Part(**json.loads(line)) for line in plan if line.strip())
