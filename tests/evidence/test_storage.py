"""Bytes: stored once, whole or not at all; what crashes leave behind is swept."""

from __future__ import annotations

import io
import os
import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.storage import InMemoryStorage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from submissions import storage
from submissions.domain import evidence, evidence_scanning
from submissions.models import Evidence, EvidenceUse, EvidenceVersion
from submissions.models.evidence import evidence_path
from tests.evidence.world import NOON, a_pdf, pdf_bytes

LONG_AGO = 1_000_000_000.0


def keep(content: bytes) -> str:
    return storage.keep(io.BytesIO(content), sha256=sha256(content).hexdigest(), size=len(content))


def files_under(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


class TestKeeping:
    def test_bytes_lie_under_their_digest(self, own_media):
        digest = sha256(b"hello").hexdigest()
        assert keep(b"hello") == f"evidence/{digest[:2]}/{digest}"
        with storage.open_stored(digest) as stored:
            assert stored.read() == b"hello"

    def test_models_and_storage_agree_on_the_address(self):
        version = EvidenceVersion(sha256="ab" * 32)
        assert evidence_path(version, "../../etc/passwd") == storage.address_of("ab" * 32)

    def test_the_same_bytes_are_written_once(self, own_media):
        path = own_media / keep(b"hello")
        first = path.stat().st_ino
        keep(b"hello")
        assert path.stat().st_ino == first
        assert files_under(own_media) == [path]

    def test_a_source_that_ends_early_leaves_nothing(self, own_media):
        with pytest.raises(OSError, match="3 of 5"):
            storage.keep(io.BytesIO(b"abc"), sha256="a" * 64, size=5)
        assert files_under(own_media) == []

    def test_a_full_disk_leaves_nothing(self, own_media, monkeypatch):
        def full(_descriptor: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            keep(b"hello")
        assert files_under(own_media) == []

    def test_a_damaged_copy_is_replaced_by_the_whole_one(self, own_media):
        path = own_media / keep(b"hello")
        path.write_bytes(b"he")
        keep(b"hello")
        assert path.read_bytes() == b"hello"

    def test_an_object_storage_keeps_them_under_the_same_address(self, settings, monkeypatch):
        place = InMemoryStorage()
        monkeypatch.setattr(storage, "storages", {"default": place})
        address = keep(b"hello")
        keep(b"hello")
        assert place.listdir(address.rpartition("/")[0])[1] == [address.rpartition("/")[2]]
        with storage.open_stored(sha256(b"hello").hexdigest()) as stored:
            assert stored.read() == b"hello"
        assert storage.sweep(idle_since=datetime.now(UTC), held=set).orphans == 0


class TestSweeping:
    def old(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (LONG_AGO, LONG_AGO))
        return path

    def sweep(self, held=lambda digests: set()) -> storage.Swept:
        return storage.sweep(idle_since=datetime.now(UTC) - timedelta(hours=1), held=held)

    def test_unfinished_uploads_go_and_nothing_else(self, own_media, tmp_path):
        self.old(own_media / "incoming" / f"{'a' * 32}.part")
        self.old(tmp_path / "tmpab12cd_3.upload")
        self.old(tmp_path / "tmpab12cd_4.upload.pdf")
        kept = [self.old(tmp_path / name) for name in ("test.sqlite3", "secret_key", "x.part")]
        assert self.sweep() == storage.Swept(unfinished=3, orphans=0)
        assert all(path.exists() for path in kept)

    def test_uploads_in_flight_stay(self, own_media):
        part = own_media / "incoming" / f"{'a' * 32}.part"
        part.parent.mkdir(parents=True)
        part.write_bytes(b"x")
        assert self.sweep().unfinished == 0
        assert part.exists()

    def test_bytes_without_a_row_go_and_those_with_one_stay(self, own_media):
        orphan, held = own_media / keep(b"orphan"), own_media / keep(b"held")
        for path in (orphan, held):
            os.utime(path, (LONG_AGO, LONG_AGO))
        swept = self.sweep(held=lambda digests: {held.name} & set(digests))
        assert (swept.orphans, orphan.exists(), held.exists()) == (1, False, True)

    def test_young_bytes_may_still_get_their_row(self, own_media):
        path = own_media / keep(b"young")
        assert self.sweep().orphans == 0
        assert path.exists()

    def test_bytes_touched_while_the_sweep_looks_are_put_back(self, own_media):
        path = own_media / keep(b"again")
        os.utime(path, (LONG_AGO, LONG_AGO))

        def touched_meanwhile(digests):
            keep(b"again")  # somebody sends the same file at this very moment
            return set()

        assert self.sweep(held=touched_meanwhile).orphans == 0
        assert path.read_bytes() == b"again"

    @pytest.mark.django_db
    def test_the_command_leaves_what_versions_refer_to(self, world, own_media, capsys):
        use = evidence.attach_file(
            world.submission, "1.1-a", actor=world.drafter, at=NOON, upload=a_pdf()
        )
        orphan = own_media / keep(b"orphan")
        held = Path(use.version.file.path)
        for path in (orphan, held):
            os.utime(path, (LONG_AGO, LONG_AGO))
        call_command("sweep_uploads", "--hours", "1")
        assert capsys.readouterr().out == "removed 0 unfinished uploads and 1 unused files\n"
        assert held.exists()
        assert evidence_scanning.sweep_uploads(idle_since=timezone.now()).orphans == 0


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    def run(self, *acts) -> list[object]:
        """Do all acts at once; what each returned or raised."""
        gate, results = threading.Barrier(len(acts)), [None] * len(acts)

        def one(number: int) -> None:
            gate.wait()
            try:
                results[number] = acts[number]()
            except Exception as fault:
                results[number] = fault
            finally:
                connection.close()

        threads = [threading.Thread(target=one, args=[n]) for n in range(len(acts))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return results

    def test_the_same_bytes_for_one_requirement_become_one_piece(self, world, own_media):
        def attach():
            return evidence.attach_file(
                world.submission, "1.1-a", actor=world.drafter, at=NOON, upload=a_pdf()
            )

        results = self.run(*[attach] * 4)
        assert {use.pk for use in results} == {EvidenceUse.objects.get().pk}
        assert Evidence.objects.count() == EvidenceVersion.objects.count() == 1
        assert len(files_under(own_media)) == 1

    def test_the_same_bytes_of_two_units_are_one_file(self, world, own_media):
        from tests.factories import SubmissionFactory

        theirs = SubmissionFactory(round=world.round, unit=world.other)
        results = self.run(
            lambda: evidence.attach_file(
                world.submission, "1.1-a", actor=world.drafter, at=NOON, upload=a_pdf()
            ),
            lambda: evidence.attach_file(
                theirs, "1.1-a", actor=world.neighbour, at=NOON, upload=a_pdf()
            ),
        )
        assert {type(result) for result in results} == {EvidenceUse}
        assert EvidenceVersion.objects.count() == 2
        [path] = files_under(own_media)
        assert path.read_bytes() == pdf_bytes()

    def test_two_people_never_exceed_the_maximum(self, world):
        def attach(number: int):
            return lambda: evidence.attach_file(
                world.submission,
                "1.1-a",
                actor=world.drafter,
                at=NOON,
                upload=a_pdf(text=f"report {number}"),
            )

        results = self.run(*[attach(n) for n in range(6)])
        assert sum(isinstance(result, EvidenceUse) for result in results) == 3
        assert EvidenceUse.objects.count() == 3

    def test_two_new_versions_of_one_piece_do_not_both_win(self, world):
        use = evidence.attach_file(
            world.submission, "1.1-a", actor=world.drafter, at=NOON, upload=a_pdf()
        )

        def renew(text: str):
            return lambda: evidence.new_version(
                use, actor=world.drafter, at=NOON, upload=a_pdf(text=text)
            )

        results = self.run(renew("mine"), renew("theirs"))
        assert sum(isinstance(result, EvidenceUse) for result in results) == 1
        assert EvidenceUse.objects.filter(removed_at=None).count() == 1
