"""Tampering with the chain is found and named, whatever part of an entry was touched."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kpi_portal.audit import verify
from kpi_portal.audit.models import AppendOnlyError, ChainHead, Detail, Entry


@pytest.fixture
def chain(write):
    for number in range(5):
        write(receipt=f"R{number}")
    return Entry.objects.all()


def sql(statement: str, *values: object) -> None:
    """What somebody with the database's password could do."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_untouched_chain_holds(chain):
    assert list(verify.faults()) == []
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "5 entries" in out.getvalue()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("action", "submission.withdraw"),
        ("at", "2020-01-01 00:00:00"),
        ("subject", "submission:2"),
        ("object_id", "99"),
        ("unit_path", "/1/"),
        ("system_actor", "clock"),
        ("detail_digest", "0" * 64),
    ],
)
def test_a_changed_entry_is_found(chain, field, value):
    sql(f"UPDATE audit_entry SET {field} = %s WHERE sequence = 3", value)  # noqa: S608

    assert "entry 3 was changed after it was sealed" in list(verify.faults())


def test_another_actor_is_found(chain, auditor):
    sql("UPDATE audit_entry SET actor_id = %s WHERE sequence = 2", auditor.pk)

    assert list(verify.faults()) == ["entry 2 was changed after it was sealed"]


def test_a_removed_entry_is_found(chain):
    sql("DELETE FROM audit_detail WHERE entry_id = (SELECT id FROM audit_entry WHERE sequence = 3)")
    sql("DELETE FROM audit_entry WHERE sequence = 3")

    assert "entry 3 is missing: the next one is 4" in list(verify.faults())


def test_a_cut_off_end_is_found(chain):
    sql("DELETE FROM audit_detail WHERE entry_id = (SELECT id FROM audit_entry WHERE sequence = 5)")
    sql("DELETE FROM audit_entry WHERE sequence = 5")

    assert list(verify.faults()) == ["the chain ends at entry 4, its head names 5"]


def test_changed_details_are_found_and_erased_ones_are_no_fault(chain):
    detail = Detail.objects.get(entry__sequence=4)
    Detail.objects.filter(pk=detail.pk).update(body=detail.body | {"note": "แก้"})
    assert list(verify.faults()) == ["the details of entry 4 were changed"]

    Detail.objects.filter(pk=detail.pk).delete()
    assert list(verify.faults()) == []


def test_the_command_names_every_fault_and_fails(chain):
    sql("UPDATE audit_entry SET action = 'x' WHERE sequence IN (1, 2)")
    err = StringIO()

    with pytest.raises(CommandError):
        call_command("verify_audit", stderr=err)

    assert "entry 1 was changed" in err.getvalue()
    assert "entry 2 was changed" in err.getvalue()


def test_entries_cannot_be_changed_or_deleted_by_code(chain):
    entry = chain.first()
    for tamper in (
        lambda: entry.save(),
        lambda: entry.delete(),
        lambda: Entry.objects.update(action="x"),
        lambda: Entry.objects.all().delete(),
    ):
        with pytest.raises(AppendOnlyError):
            tamper()


def test_the_chain_begins_with_one_head(db):
    head = ChainHead.objects.get()
    assert (head.sequence, head.hash) == (0, "0" * 64)
