"""Fail unless the Thai catalogue holds exactly the texts that the code shows.

Django's own extraction runs on a copy, so the catalogue in the folder is never touched. Reported,
one line each: texts without Thai, uncertain (fuzzy) entries, entries no code uses any more, and
translations whose placeholders differ from their text's.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Set
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/th/LC_MESSAGES/django.po")
SOURCES = (
    "kpi_portal",
    "indicators",
    "submissions",
    "forms_templates",
    "scoring",
    "templates",
    "static/js",
)
# a project's catalogue goes before theirs, so it may hold better Thai for their texts
LIBRARIES = ("django", "allauth")
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
Key = tuple[str, str]


def main() -> int:
    """Print the faults; exit status 1 when there are any."""
    kept = load(ROOT / CATALOGUE, strict=True)
    with tempfile.TemporaryDirectory(prefix="kpi-portal-messages-") as folder:
        wanted = extract(ROOT, Path(folder))
    found = faults(kept, wanted, library_texts())
    for line in found:
        print(line)
    print(f"translations: {len(wanted)} texts, {len(found)} faults")
    return 1 if found else 0


def load(file: Path, *, strict: bool = False) -> Catalog:
    """Read a catalogue, the obsolete entries included; `strict` stops at a malformed one.

    What xgettext writes is not quite strict: it leaves room for a plural that Thai has not.
    """
    with file.open("rb") as stream:
        return read_po(stream, locale="th", abort_invalid=strict)


def extract(root: Path, folder: Path) -> Catalog:
    """Every text that the code marks for translation, found by makemessages in a copy."""
    for name in SOURCES:
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, ignore=_ignored)
    target = folder / CATALOGUE
    target.parent.mkdir(parents=True)
    command = (sys.executable, "-m", "django", "makemessages", "--locale", "th", "--no-location")
    environment = {key: value for key, value in os.environ.items() if key[:7] != "DJANGO_"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return load(target)


def library_texts() -> set[Key]:
    """The texts of the libraries, from the English catalogues they ship."""
    found: set[Key] = set()
    for name in LIBRARIES:
        spec = importlib.util.find_spec(name)
        folders = (spec.submodule_search_locations or []) if spec else []
        for folder in folders:
            for file in Path(folder).rglob("locale/en/LC_MESSAGES/django.po"):
                found |= by_key(load(file)).keys()
    return found


def faults(kept: Catalog, wanted: Catalog, others: Set[Key] = frozenset()) -> list[str]:
    """What differs between the catalogue kept and the texts wanted, sorted for reading.

    `others` may stand in the catalogue although our own code does not use them.
    """
    have, want = by_key(kept), by_key(wanted)
    lines = [f"no Thai for: {_short(key)}" for key in want.keys() - have.keys()]
    lines += [f"no code uses: {_short(key)}" for key in have.keys() - want.keys() - others]
    lines += [f"obsolete: {_short(_key(message))}" for message in kept.obsolete.values()]
    for key, message in have.items():
        if not all(_translations(message)):
            lines.append(f"no Thai for: {_short(key)}")
        elif message.fuzzy:
            lines.append(f"uncertain (fuzzy): {_short(key)}")
        elif not placeholders_agree(message):
            lines.append(f"placeholders differ: {_short(key)}")
    return sorted(set(lines))


def by_key(catalog: Catalog) -> dict[Key, Message]:
    """The entries by context and text, without the header."""
    return {_key(message): message for message in catalog if message.id}


def placeholders_agree(message: Message) -> bool:
    """Thai may repeat or omit none of the text's placeholders; a plural may drop the number."""
    texts = message.id if isinstance(message.id, tuple) else (message.id,)
    allowed = [set(_PLACEHOLDER.findall(text)) for text in texts]
    return all(set(_PLACEHOLDER.findall(thai)) in allowed for thai in _translations(message))


def _translations(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _key(message: Message) -> Key:
    text = message.id[0] if isinstance(message.id, tuple) else message.id
    return message.context or "", text


def _short(key: Key) -> str:
    context, text = key
    return f"[{context}] {text!r}" if context else repr(text)


def _ignored(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "__pycache__" or name.endswith(".pyc")]


if __name__ == "__main__":
    sys.exit(main())
