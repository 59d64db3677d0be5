"""Definitions become versions: the same one changes nothing, a changed one is a new version."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from indicators.domain.loading import load_definition
from indicators.enums import RoundState, VersionState
from indicators.models import Indicator, IndicatorVersion, Round
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.models import Entry
from kpi_portal.errors import InvalidInput, NotAllowed
from scoring.parsing import load_document
from tests.indicators.conftest import document


@pytest.fixture
def load(bureau, people, at):
    def _load(definition):
        return load_definition(definition, owner=bureau, actor=people[Role.CONFIGURER], at=at)

    return _load


def test_a_complete_definition_is_published_with_planned_rounds(load, definition, people, at):
    loaded = load(definition)

    assert (loaded.version.number, loaded.version.state) == (1, VersionState.PUBLISHED)
    assert loaded.version.published_at == at
    assert loaded.version.author == people[Role.CONFIGURER]
    assert loaded.version.parsed == definition
    planned = Round.objects.get()
    assert (planned.key, planned.name, planned.state) == ("m5", "รอบ 5 เดือน", RoundState.PLANNED)
    assert planned.opens_on == date(2024, 10, 1)
    assert planned.due_at == datetime(2025, 2, 25, 16, 59, 59, tzinfo=UTC)
    assert planned.closes_at == datetime(2025, 3, 31, 16, 59, 59, tzinfo=UTC)
    assert (planned.appeal_days, planned.answer_days) == (0, 7)
    assert Entry.objects.get().action == "indicator.load"


def test_a_round_without_closing_closes_with_the_fiscal_year(load):
    body = document()
    del body["rounds"][0]["closes"]

    load(load_document(body))

    assert Round.objects.get().closes_at == datetime(2025, 9, 30, 16, 59, 59, tzinfo=UTC)


def test_an_exact_time_and_days_are_kept(load):
    body = document()
    body["rounds"][0] |= {"due": "2025-02-25T16:30:00", "appeal_days": 15, "answer_days": 5}

    load(load_document(body))

    planned = Round.objects.get()
    assert planned.due_at == datetime(2025, 2, 25, 9, 30, tzinfo=UTC)
    assert (planned.appeal_days, planned.answer_days) == (15, 5)


def test_the_same_definition_again_changes_nothing(load, definition):
    first = load(definition)
    again = load(definition)

    assert again.version == first.version
    assert not again.is_new
    assert Entry.objects.count() == 1


def test_a_changed_definition_is_a_new_version_beside_the_published_one(load, definition):
    first = load(definition)
    before = first.version.definition
    changed = load(replace(definition, name="ชื่อใหม่"))

    assert (changed.version.number, changed.indicator.pk) == (2, first.indicator.pk)
    assert IndicatorVersion.objects.get(pk=first.version.pk).definition == before
    assert Indicator.objects.get().name == "ชื่อใหม่"


def test_planned_rounds_follow_new_proposals_and_open_ones_keep_their_dates(load, definition):
    load(definition)
    later = replace(definition.rounds[0], due=date(2025, 3, 5))
    load(replace(definition, rounds=(later,)))
    assert Round.objects.get().due_at == datetime(2025, 3, 5, 16, 59, 59, tzinfo=UTC)

    Round.objects.update(state=RoundState.OPEN)
    load(replace(definition, rounds=(replace(later, due=date(2025, 3, 20)),)))
    assert Round.objects.get().due_at == datetime(2025, 3, 5, 16, 59, 59, tzinfo=UTC)


def test_an_unfinished_definition_stays_a_draft_without_rounds(load, definition):
    loaded = load(replace(definition, unit="", weight=None))

    assert loaded.version.state == VersionState.DRAFT
    assert [fault.path for fault in loaded.faults] == ["weight", "unit"]
    assert not Round.objects.exists()


def test_a_draft_changes_nothing_of_what_is_published(load, definition):
    load(definition)
    later = replace(definition.rounds[0], due=date(2025, 3, 20))

    load(replace(definition, name="ร่าง", unit="", rounds=(later,)))

    assert Indicator.objects.get().name == definition.name
    assert Round.objects.get().due_at == datetime(2025, 2, 25, 16, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.CONFIGURER])
def test_only_configurers_load(bureau, people, definition, at, role):
    with pytest.raises(NotAllowed):
        load_definition(definition, owner=bureau, actor=people[role], at=at)


def test_a_definition_of_another_owner(load, definition):
    with pytest.raises(InvalidInput) as refusal:
        load(replace(definition, owner="กพร."))
    assert refusal.value.code == "other_owner"


class TestCommand:
    def run(self, *files: Path, **options) -> tuple[str, str, bool]:
        out, err = StringIO(), StringIO()
        try:
            call_command("load_indicators", *map(str, files), stdout=out, stderr=err, **options)
        except CommandError as refusal:
            return out.getvalue(), f"{err.getvalue()}{refusal}", False
        return out.getvalue(), err.getvalue(), True

    def write(self, folder: Path, name: str, **changes) -> Path:
        path = folder / name
        path.write_text(yaml.safe_dump(document(**changes), allow_unicode=True), encoding="utf-8")
        return path

    def test_twice_is_once(self, bureau, tmp_path):
        path = self.write(tmp_path, "a.yaml")

        first, _err, _ok = self.run(path)
        second, _err, ok = self.run(path)

        assert ok
        assert "a.yaml: สบอ-7 2568 v1" in first
        assert "ฉบับใหม่" in first
        assert "ไม่เปลี่ยนแปลง" in second
        assert IndicatorVersion.objects.count() == 1

    def test_every_fault_is_named_and_nothing_is_half_loaded(self, bureau, tmp_path):
        sound = self.write(tmp_path, "sound.yaml")
        unknown = self.write(tmp_path, "unknown.yaml", code="สบอ-8", colour="red")
        unowned = self.write(tmp_path, "unowned.yaml", code="สบอ-9", owner="กพร.")
        decimal = tmp_path / "decimal.yaml"
        decimal.write_text("format: kpi-indicator/1\nweight: 2.5\n", encoding="utf-8")
        missing = tmp_path / "missing.yaml"

        _out, err, ok = self.run(sound, unknown, unowned, decimal, missing)

        assert not ok
        lines = err.splitlines()
        assert any("unknown.yaml: colour" in line for line in lines)
        assert any("unowned.yaml: owner: " in line for line in lines)
        assert any("decimal.yaml: weight" in line for line in lines)
        assert any("missing.yaml: " in line for line in lines)
        assert not Indicator.objects.exists()
        assert not Entry.objects.exists()

    def test_the_same_indicator_in_two_files(self, bureau, tmp_path):
        _out, err, ok = self.run(self.write(tmp_path, "a.yaml"), self.write(tmp_path, "b.yaml"))

        assert not ok
        assert "b.yaml: code: " in err
        assert not Indicator.objects.exists()

    def test_files_without_owner_go_to_the_named_unit(self, bureau, tmp_path):
        path = self.write(tmp_path, "a.yaml", owner=None)

        assert not self.run(path)[2]
        assert self.run(path, owner="สบอ.")[2]
        assert Indicator.objects.get().owner == bureau
        assert "กพร." in self.run(path, owner="กพร.")[1]

    def test_a_draft_names_what_is_missing(self, bureau, tmp_path):
        out, _err, ok = self.run(self.write(tmp_path, "a.yaml", weight=None))

        assert ok
        assert "  weight" in out

    def test_the_folders_examples_of_other_departments_are_passed_over(self, bureau):
        out, _err, ok = self.run()

        assert ok
        assert "rid-digitalize-2568.yaml: สบอ-7 2568 v1" in out
        assert "fisheries-digital-2563.yaml: owner: " in out
        assert list(Indicator.objects.values_list("code", flat=True)) == ["สบอ-7"]
