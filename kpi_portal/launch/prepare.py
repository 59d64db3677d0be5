"""Database, static files and demo data, each done only when it is needed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.db import DatabaseError, connection

from kpi_portal.launch.preflight import database_fault


def database() -> None:
    """Bring the schema up to date. Raises `NotReady` when the database cannot be used."""
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as fault:
        raise database_fault(fault) from fault


def static_files() -> bool:
    """Collect and compress them when any source changed. Returns whether it did."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected-from"
    state = _static_state()
    if stamp.exists() and stamp.read_text(encoding="ascii") == state:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(state, encoding="ascii")
    return True


def demo_data() -> bool:
    """In demo mode, fill an empty portal with invented people and a finished year."""
    if not settings.DEMO or get_user_model().objects.exists():
        return False
    call_command("demo", verbosity=0)
    return True


def demo_sign_ins(out: OutputWrapper) -> None:
    """Write who can sign in, when this database is the demo."""
    if not settings.DEMO:
        return
    from kpi_portal.demo import build  # a department's portal never loads the demo

    if build.is_there():
        call_command("demo", sign_ins=True, stdout=out)


def let_go() -> None:
    """Close this process's connection: the children open their own."""
    connection.close()


def _static_state() -> str:
    total = hashlib.sha256(Path(__file__).read_bytes())
    for finder in get_finders():
        for path, storage in finder.list([]):
            if isinstance(storage, FileSystemStorage):
                facts = Path(storage.path(path)).stat()
                total.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return total.hexdigest()
