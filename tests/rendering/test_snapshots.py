"""A context comes back from its stored snapshot as it was."""

import datetime as dt
import json

import pytest

from forms_templates.contexts import (
    Align,
    Cell,
    Column,
    FormContext,
    FormSection,
    MemoContext,
    Picture,
    QrLink,
    Secrecy,
    SectionEntry,
    Signatory,
    Table,
    Urgency,
)
from forms_templates.snapshots import SnapshotError, as_json, from_json

MADE = dt.datetime(2025, 2, 6, 3, 0, tzinfo=dt.UTC)


def form() -> FormContext:
    return FormContext(
        key="form-4",
        number="แบบฟอร์ม 4",
        title="วิเคราะห์",
        version_code="F4-2568-v1",
        made_at=MADE,
        table=Table(
            columns=(Column("กลุ่ม", children=(Column("ก", align=Align.CENTER),)),),
            rows=((Cell("๑", rows=2, align=Align.RIGHT),),),
        ),
        sections=(FormSection("ส่วน", entries=(SectionEntry("ผัง", pictures=(Picture(b"png"),)),)),),
    )


def memo() -> MemoContext:
    return MemoContext(
        kind="request",
        agency_line="ส่วนยุทธศาสตร์",
        subject="การรายงานผล",
        addressees=("ผู้อำนวยการส่วน",),
        cause=("ด้วย",),
        purpose=("ขอให้",),
        conclusion=("จึงเรียนมาเพื่อโปรดพิจารณา",),
        signatory=Signatory("ชื่อ", ("ตำแหน่ง",)),
        made_at=MADE,
        date=dt.date(2025, 2, 6),
        emblem=b"emblem",
        qr=QrLink("https://kpi.example.go.th/d/1", "แบบฟอร์ม"),
        urgency=Urgency.VERY_URGENT,
        secrecy=Secrecy.CONFIDENTIAL,
        appended_forms=(form(),),
    )


@pytest.mark.parametrize("make", [memo, form])
def test_a_context_survives_json(make):
    written = json.loads(json.dumps(as_json(make()), ensure_ascii=False))
    assert from_json(written) == make()


def test_images_are_kept_once_under_their_checksum():
    store: dict[str, bytes] = {}
    written = json.loads(json.dumps(as_json(memo(), store.__setitem__)))
    assert sorted(store.values()) == [b"emblem", b"png"]
    assert "base64" not in json.dumps(written)
    assert from_json(written, store.__getitem__) == memo()


def test_an_altered_image_is_refused():
    store: dict[str, bytes] = {}
    written = as_json(memo(), store.__setitem__)
    with pytest.raises(SnapshotError, match="other bytes"):
        from_json(written, lambda _digest: b"altered")
    with pytest.raises(SnapshotError, match="no store"):
        from_json(written)


def test_an_unknown_kind_is_refused():
    with pytest.raises(SnapshotError, match="unknown kind"):
        from_json({"kind": "letter", "context": {}})


def test_exchange_codes_follow_the_standard():
    assert [u.code for u in Urgency] == ["001", "002", "003", "004"]
    assert [s.code for s in Secrecy] == ["001", "002", "003", "004"]
    assert Urgency.MOST_URGENT.label == "ด่วนที่สุด"
    assert Secrecy.NORMAL.label == ""
