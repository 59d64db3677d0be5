"""The panel's pages: plain and by htmx, for those who keep definitions, at a constant cost."""

from __future__ import annotations

import copy
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.access import KEEPERS
from indicators.domain import drafts, rehearsals
from indicators.models import RehearsalCase
from kpi_portal.accounts.enums import Role
from tests.rehearsal.test_cases import CASE, EXPECTED
from tests.scoring.builders import CASES

HTMX = {"HX-Request": "true"}


@pytest.fixture
def path(indicator):
    return f"/indicators/{indicator.pk}/rehearsal/"


@pytest.fixture
def office(client, keeper):
    client.force_login(keeper)
    return client


def case_named(indicator, keeper, at, name, expected=EXPECTED):
    return rehearsals.save(indicator, name=name, case=CASE, expected=expected, actor=keeper, at=at)


def text(response, status=200):
    assert response.status_code == status, response.status_code
    return response.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_for_those_who_keep_definitions(client, people, role, path):
    client.force_login(people[role])
    assert client.get(path).status_code == (200 if role in KEEPERS else 404)
    assert client.post(path, {"accepted|1.1-a": "1"}).status_code == (
        302 if role in KEEPERS else 404
    )
    saved = client.post(path, {"act": "save", "name": "ก"}).status_code
    assert saved == (302 if role in rehearsals.KEEPERS else 403 if role in KEEPERS else 404)


def test_boxes_stay_without_scripts(office, path):
    answer = office.post(f"{path}?round=m5", {"accepted|1.1-a": "1", "on": "20/2/2568"})
    assert (answer.status_code, answer["Location"]) == (302, f"{path}?round=m5")
    page = text(office.get(f"{path}?round=m5"))
    assert 'name="accepted|1.1-a" value="1" checked' in " ".join(page.split())
    assert "50.00" in page
    office.post(f"{path}?round=m5", {"act": "clear"})
    assert "checked" not in text(office.get(path))


def test_htmx_gets_the_answer_alone(office, path):
    answer = office.post(path, {"accepted|1.1-a": "1", "accepted|2.1-a": "1"}, headers=HTMX)
    assert "75.00" in text(answer)
    assert "rehearsal-boxes" not in text(answer)
    fragment = text(office.get(path, headers=HTMX))
    assert fragment.lstrip().startswith('<div id="rehearsal"')


def test_what_was_entered_stays_while_the_draft_changes(office, path, indicator, keeper, at):
    office.post(path, {"accepted|1.1-a": "1", "boxes": "accepted|1.1-a"}, headers=HTMX)
    draft = drafts.begin(indicator, actor=keeper, at=at)
    first = draft.document
    body = copy.deepcopy(first)
    body["rounds"][0]["levels"][0]["criteria"][0]["evidence"][0]["key"] = "x"
    by = {"actor": keeper, "at": at}
    drafts.change(draft, body, what="รหัส", revision=1, **by)
    page = text(office.post(path, {"accepted|x": "", "boxes": "accepted|x"}, headers=HTMX))
    assert ">50.00<" not in page
    drafts.undo(draft, revision=2, **by)
    assert "50.00" in text(office.get(path, headers=HTMX))


def test_a_faulty_draft_says_where(office, path, indicator, keeper, at):
    draft = drafts.begin(indicator, actor=keeper, at=at)
    body = copy.deepcopy(draft.document)
    body["rounds"][0]["scale"] = "มาก"
    drafts.change(draft, body, what="คะแนนเต็ม", revision=1, actor=keeper, at=at)
    for page in (office.get(path, headers=HTMX), office.post(path, {"accepted|1.1-a": "1"})):
        assert f"{body['rounds'][0]['name']} ›" in text(page)
        assert "place=rounds%5B0%5D" in text(page)


def test_saved_as_computed_or_as_typed(office, path):
    office.post(path, {"act": "save", "name": "ตามที่คิด", "accepted|1.1-a": "1"})
    typed = {"name": "ตามที่คาด", "expected_final": "75", "expected_level": "2"}
    office.post(path, {"act": "save", "accepted|1.1-a": "1", **typed})
    kept = dict(RehearsalCase.objects.values_list("name", "expected"))
    assert kept["ตามที่คิด"] == EXPECTED
    assert kept["ตามที่คาด"] == {"level": 2, "final": "75.00", "tier": None}
    page = text(office.get(path))
    assert page.count("tag-stop") == 2  # the list's head and the one case


def test_a_refused_case_loses_nothing(office, path):
    for wrong in ({"name": ""}, {"name": "ก", "expected_level": "สอง"}):
        answer = office.post(path, {"act": "save", "accepted|1.1-a": "1", **wrong})
        page = text(answer, 422)
        assert "checked" in page
    assert "สอง" in page
    assert not RehearsalCase.objects.exists()


def test_loaded_renamed_deleted_and_brought_back(office, path, indicator, keeper, at):
    case = case_named(indicator, keeper, at, "ก")
    office.post(f"{path}{case.pk}/load/")
    assert "50.00" in text(office.get(path))
    office.post(f"{path}{case.pk}/rename/", {"name": "ข"})
    assert RehearsalCase.objects.get().name == "ข"
    assert text(office.post(f"{path}{case.pk}/rename/", {"name": " "}), 422)
    office.post(f"{path}{case.pk}/delete/")
    assert "ข" in text(office.get(path))
    assert not RehearsalCase.objects.exists()
    office.post(f"{path}restore/")
    assert RehearsalCase.objects.get().name == "ข"
    assert office.post(f"{path}restore/").status_code == 409
    assert office.post(f"{path}{case.pk + 9}/load/").status_code == 404


def test_a_case_of_another_indicator_is_not_there(office, path, indicator, keeper, at, bureau):
    other = drafts.create(
        bureau, code="อื่น", fiscal_year=2568, name="อื่น", method="target", actor=keeper, at=at
    ).indicator
    case = RehearsalCase.objects.create(
        indicator=other, round_key="m5", name="ก", case=CASE, expected={}, created_at=at
    )
    assert office.post(f"{path}{case.pk}/delete/").status_code == 404
    assert RehearsalCase.objects.exists()


def test_the_file_is_one_that_the_score_command_takes(
    office, path, indicator, keeper, at, tmp_path, capsys
):
    case_named(indicator, keeper, at, "ระดับหนึ่ง")
    unread = CASE | {"accepted": {"gone": 1}}
    rehearsals.save(indicator, name="เก่า", case=unread, expected={}, actor=keeper, at=at)
    file = tmp_path / "cases.yaml"
    file.write_bytes(office.get(f"{path}cases.yaml").content)
    call_command("score", str(file))
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["final"] == "50.00"

    # and comes back whole, names and expectations included
    RehearsalCase.objects.all().delete()
    upload = SimpleUploadedFile("cases.yaml", file.read_bytes())
    office.post(f"{path}take-in/", {"file": upload})
    kept = RehearsalCase.objects.get()
    assert (kept.name, kept.expected) == ("ระดับหนึ่ง", EXPECTED)
    read = kept.case["accepted"], kept.round_key
    assert read == (CASE["accepted"], "m5")


def test_a_shipped_case_file_is_taken_in(office, bureau, keeper, at):
    from indicators.domain.loading import load_definition
    from tests.scoring.builders import fixture

    definition = fixture("org-status-2564")
    loaded = load_definition(definition, owner=bureau, actor=keeper, at=at).indicator
    upload = SimpleUploadedFile("org.yaml", (CASES / "org-status-2564.yaml").read_bytes())
    office.post(f"/indicators/{loaded.pk}/rehearsal/take-in/", {"file": upload})
    finals = [case.expected["final"] for case in loaded.rehearsal_cases.all()]
    assert finals[:2] == ["67.84", "75.00"]
    assert loaded.rehearsal_cases.first().name == "org 1"


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"cases: []", b"round: m5", b"cases:\n  - {round: zz, accepted: 3}"]
)
def test_a_file_that_is_none_is_refused_whole(office, path, content):
    upload = SimpleUploadedFile("x.yaml", content)
    assert text(office.post(f"{path}take-in/", {"file": upload}), 422)
    assert not RehearsalCase.objects.exists()
    assert office.post(f"{path}take-in/").status_code == 422


def queries(office, path):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        text(office.get(path))
    return len(caught)


def test_one_case_costs_as_many_queries_as_many(office, path, indicator, keeper, at):
    case_named(indicator, keeper, at, "ก")
    one = queries(office, path)
    for number in range(30):
        case_named(indicator, keeper, at, f"ก {number}")
    assert queries(office, path) == one
    assert one <= 12
