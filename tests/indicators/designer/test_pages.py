"""The designer over the web: who designs, what is saved, what happens when two people do."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.utils import timezone

from indicators.designing.parts import PartKind
from indicators.designing.places import text_of
from indicators.domain import drafts
from indicators.models import Draft, Indicator
from kpi_portal.accounts.enums import Role
from scoring.parsing import parse_definition
from tests import factories
from tests.indicators.designer.conftest import NAMES
from tests.indicators.designer.test_lossless import parts

LEVEL = "rounds[0].levels[1]"
JSON = {"HTTP_ACCEPT": "application/json"}


class Form(HTMLParser):
    """What a browser would send of the part's form on a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._inside = False
        self._field = self._option = ""
        self._texts: list[str] = []
        self._choices: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        got = dict(attrs)
        if tag == "form":
            self._inside = "data-designer" in got
        if not self._inside:
            return
        if tag == "input" and got.get("type") in ("checkbox", "radio"):
            if "checked" in got:
                self.add(got["name"], got["value"])
        elif tag == "input" and got.get("name"):
            self.add(got["name"], got.get("value", ""))
        elif tag in ("textarea", "select"):
            self._field, self._texts, self._choices = got["name"], [], []
        elif tag == "option":
            self._choices.append((got["value"], "selected" in got))

    def handle_data(self, text):
        if self._field:
            self._texts.append(text)

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._field:
            # the browser drops the first line end and sends the others its own way
            text = "".join(self._texts).removeprefix("\n").replace("\n", "\r\n")
            self.add(self._field, text)
            self._field = ""
        elif tag == "select" and self._field:
            self.add(self._field, next((v for v, on in self._choices if on), self._choices[0][0]))
            self._field = ""

    def add(self, name, value):
        self.sent.setdefault(name, []).append(value)


@pytest.fixture
def draft(begin) -> Draft:
    return begin()


@pytest.fixture
def at_desk(client, keeper):
    client.force_login(keeper)
    return client


def url_of(draft: Draft, page: str = "") -> str:
    return f"/indicators/{draft.indicator_id}/designer/{page}"


def opened(client, draft: Draft, place: str = "") -> dict[str, list[str]]:
    answer = client.get(url_of(draft), {"place": place})
    assert answer.status_code == 200
    return Form(answer.content.decode()).sent


def fresh(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def some_parts(document):
    """Every part of a small document; of the large one, of each kind of part the first few."""
    seen: dict[PartKind, int] = {}
    everything = list(parts(document))
    for part in everything:
        seen[part.kind] = seen.get(part.kind, 0) + 1
        if len(everything) < 60 or seen[part.kind] <= 3:
            yield part


@pytest.mark.parametrize("name", NAMES)
def test_what_the_browser_sends_back_untouched_changes_nothing(at_desk, begin, name):
    draft = begin(name)
    for part in some_parts(draft.document):
        sent = opened(at_desk, draft, text_of(part.place))
        assert at_desk.post(url_of(draft), sent, **JSON).status_code == 200, part
        assert fresh(draft).revision == 1, part
    assert fresh(draft).document == draft.document


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("rid-digitalize-2568", f"{LEVEL}.criteria[0].evidence[0]"),
        ("pmqa40-2565", "rounds[0].parts[0].parts[0].levels[0].criteria[0].evidence[0]"),
    ],
)
def test_a_page_costs_the_same_for_a_small_and_the_largest_definition(
    at_desk, begin, django_assert_num_queries, name, place
):
    draft = begin(name)
    at_desk.get(url_of(draft))
    with django_assert_num_queries(8):
        at_desk.get(url_of(draft), {"place": place})


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONFIGURER])
def test_only_a_configurer_opens_and_changes_a_draft(client, draft, people, role):
    client.force_login(people[role])
    for page in ("", "state/", "preview/", "definition.yaml"):
        assert client.get(url_of(draft, page)).status_code == 403, page
    for page in ("", "begin/", "undo/", "discard/"):
        assert client.post(url_of(draft, page), {"revision": "1"}).status_code == 403, page
    assert fresh(draft).revision == 1


def test_for_strangers_there_is_no_such_draft(client, draft):
    client.force_login(factories.MembershipFactory(role=Role.CONFIGURER).user)
    for page in ("", "state/", "preview/", "definition.yaml"):
        assert client.get(url_of(draft, page)).status_code == 404
    for page in ("", "begin/", "undo/", "discard/"):
        assert client.post(url_of(draft, page)).status_code == 404
    assert fresh(draft).revision == 1


def test_design_on_the_card_begins_the_draft_and_goes_on_with_it(at_desk, draft, people):
    drafts.discard(draft, actor=people[Role.CONFIGURER], at=timezone.now())
    card = f"/indicators/{draft.indicator_id}/"
    assert "ออกแบบ" in at_desk.get(card).content.decode()
    answer = at_desk.post(url_of(draft, "begin/"))
    assert answer["Location"] == url_of(draft)
    assert "แก้ไขฉบับร่างต่อ" in at_desk.get(card).content.decode()
    at_desk.force_login(people[Role.REVIEWER])
    assert url_of(draft, "begin/") not in at_desk.get(card).content.decode()


def test_autosave_answers_with_the_next_revision(at_desk, draft):
    sent = opened(at_desk, draft, LEVEL) | {f"{LEVEL}.points": ["20"]}
    answer = at_desk.post(url_of(draft), sent, **JSON)
    assert answer.json()["revision"] == "2"
    assert fresh(draft).document["rounds"][0]["levels"][1]["points"] == 20
    assert fresh(draft).steps.first().what == "ระดับ 2: คะแนน"


def test_after_a_save_bar_faults_and_marks_follow(at_desk, draft):
    sent = opened(at_desk, draft, LEVEL) | {f"{LEVEL}.points": ["abc"]}
    at_desk.post(url_of(draft), sent, **JSON)
    answer = at_desk.get(url_of(draft, "state/"), {"place": LEVEL})
    assert answer["HX-Trigger"] == "designer-changed"
    text = answer.content.decode()
    assert "?/100" in text
    assert "abc ไม่ใช่ตัวเลขที่ใช้ได้" in text
    for part in ("designer-sum", "designer-fault-count", "designer-undo", "designer-tree"):
        tag = text[text.index(f'id="{part}"') :]
        assert 'hx-swap-oob="true"' in tag[: tag.index(">")], part
    assert opened(at_desk, draft, LEVEL)[f"{LEVEL}.points"] == ["abc"], "it stays as typed"


def test_a_fault_leads_to_its_field(at_desk, draft):
    sent = opened(at_desk, draft, LEVEL) | {f"{LEVEL}.points": ["abc"]}
    at_desk.post(url_of(draft), sent)
    text = at_desk.get(url_of(draft), {"faults": "1"}).content.decode()
    assert "?place=rounds%5B0%5D.levels%5B1%5D.points" in text
    text = at_desk.get(url_of(draft), {"place": f"{LEVEL}.points"}).content.decode()
    field = text[text.index(f'name="{LEVEL}.points"') :]
    assert " data-focus" in field[: field.index(">")]


def test_without_scripts_a_press_saves_and_acts(at_desk, draft):
    sent = opened(at_desk, draft, LEVEL) | {f"{LEVEL}.title": ["ใหม่"]}
    answer = at_desk.post(url_of(draft), sent | {"act": [f"add_after:{LEVEL}"]})
    assert answer.status_code == 303
    assert answer["Location"].endswith("place=rounds%5B0%5D.levels%5B2%5D")
    levels = fresh(draft).document["rounds"][0]["levels"]
    assert levels[1]["title"] == "ใหม่"
    assert [level["number"] for level in levels] == [1, 2, 3, 4]


def test_a_removed_part_comes_back_by_one_press(at_desk, draft):
    sent = opened(at_desk, draft, LEVEL) | {"act": [f"remove:{LEVEL}"]}
    at_desk.post(url_of(draft), sent)
    assert len(fresh(draft).document["rounds"][0]["levels"]) == 2
    answer = at_desk.post(url_of(draft, "undo/"), {"newest": "2"}, follow=True)
    assert "เลิกทำแล้ว: ลบ ระดับ 2" in answer.content.decode()
    assert fresh(draft).document == draft.document


def test_further_back_takes_everything_newer_back_too(at_desk, draft):
    for points in ("1", "2", "3"):
        sent = opened(at_desk, draft, LEVEL) | {f"{LEVEL}.points": [points]}
        at_desk.post(url_of(draft), sent)
    at_desk.post(url_of(draft, "undo/"), {"newest": "4", "step": "3"})
    assert fresh(draft).document["rounds"][0]["levels"][1]["points"] == 1
    assert at_desk.post(url_of(draft, "undo/"), {"newest": "4", "step": "9"}).status_code == 409


def test_nobody_takes_back_what_another_did_meanwhile(at_desk, draft, bureau, client):
    other = factories.MembershipFactory(unit=bureau, role=Role.CONFIGURER).user
    changed = drafts.change(
        draft, draft.document | {"name": "ก"}, what="ชื่อ", revision=1, actor=other,
        at=timezone.now(),
    )  # fmt: skip
    drafts.change(
        changed, changed.document | {"name": "ข"}, what="ชื่อ", revision=2, actor=other,
        at=timezone.now(),
    )  # fmt: skip
    assert at_desk.post(url_of(draft, "undo/"), {"newest": "2"}).status_code == 409
    assert fresh(draft).document["name"] == "ข"


def test_unseen_changes_are_not_given_up(at_desk, draft, bureau):
    other = factories.MembershipFactory(
        unit=bureau, role=Role.CONFIGURER, user__first_name="มานะ"
    ).user
    seen = {"seen": str(draft.revision)}
    assert f'name="seen" value="{draft.revision}"' in at_desk.get(url_of(draft)).content.decode()
    document = {**fresh(draft).document, "name": "ของเขา"}
    drafts.change(draft, document, what="ชื่อของเขา", revision=1, actor=other, at=timezone.now())

    answer = at_desk.post(url_of(draft, "discard/"), seen)

    assert answer.status_code == 409
    for words in ("มานะ", "ชื่อของเขา"):
        assert words in answer.content.decode()
    assert fresh(draft).document["name"] == "ของเขา"
    assert at_desk.post(url_of(draft, "discard/"), {"seen": "2"}).status_code == 302
    assert not Draft.objects.exists()


@pytest.fixture
def overtaken(at_desk, draft, bureau):
    """The form of a level, opened before somebody else gave that level another title."""
    sent = opened(at_desk, draft, LEVEL)
    other = factories.MembershipFactory(unit=bureau, role=Role.CONFIGURER).user
    document = fresh(draft).document
    document["rounds"][0]["levels"][1]["title"] = "ของเขา"
    drafts.change(draft, document, what="ชื่อ", revision=1, actor=other, at=timezone.now())
    return sent


def test_a_script_gets_both_texts_of_a_clash(at_desk, draft, overtaken):
    mine = overtaken | {f"{LEVEL}.title": ["ของฉัน"]}
    answer = at_desk.post(url_of(draft), mine, **JSON)
    assert answer.status_code == 409
    facts = answer.json()["facts"]
    assert facts["revision"] == "2"
    told = {change["name"]: change["value"] for change in facts["changes"]}
    assert told[f"{LEVEL}.title"] == "ของเขา"
    assert fresh(draft).document["rounds"][0]["levels"][1]["title"] == "ของเขา"


def test_a_person_gets_both_texts_of_a_clash(at_desk, draft, overtaken):
    answer = at_desk.post(url_of(draft), overtaken | {f"{LEVEL}.title": ["ของฉัน"]})
    assert answer.status_code == 409
    again = Form(answer.content.decode()).sent
    assert again[f"{LEVEL}.title"] == ["ของฉัน"]
    assert "ของเขา" in answer.content.decode()
    assert at_desk.post(url_of(draft), again).status_code == 303
    assert fresh(draft).document["rounds"][0]["levels"][1]["title"] == "ของฉัน"


def test_a_press_right_after_the_own_save_is_no_clash(at_desk, draft):
    sent = opened(at_desk, draft, LEVEL) | {f"{LEVEL}.title": ["ใหม่"]}
    at_desk.post(url_of(draft), sent, **JSON)
    answer = at_desk.post(url_of(draft), sent | {"act": [f"duplicate:{LEVEL}"]})
    assert answer.status_code == 303
    assert fresh(draft).revision == 3


def test_a_part_that_moved_is_never_mistaken_for_another(at_desk, draft):
    """Typed for level 2; meanwhile what was level 1 stands there."""
    sent = opened(at_desk, draft, LEVEL) | {f"{LEVEL}.title": ["ของฉัน"]}
    at_desk.post(url_of(draft), opened(at_desk, draft, LEVEL) | {"act": [f"up:{LEVEL}"]})
    moved = fresh(draft).document
    assert at_desk.post(url_of(draft), sent, **JSON).status_code == 422
    answer = at_desk.post(url_of(draft), sent)
    assert answer.status_code == 422
    assert "ของฉัน" in answer.content.decode()
    assert fresh(draft).document == moved


def test_a_name_used_twice_is_said_and_kept_in_its_field(at_desk, begin):
    draft = begin("fisheries-digital-2563")
    sent = opened(at_desk, draft) | {"weight.ส่วนกลาง~name": ["ส่วนภูมิภาค"], "unit": ["ระดับ"]}
    answer = at_desk.post(url_of(draft), sent)
    assert answer.status_code == 422
    assert Form(answer.content.decode()).sent["weight.ส่วนกลาง~name"] == ["ส่วนภูมิภาค"]
    assert fresh(draft).document["unit"] == "ระดับ", "the other fields are saved"
    assert fresh(draft).document["weight"] == draft.document["weight"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"act": ["fly:rounds[0]"]},
        {"act": ["remove:rounds[7]"]},
        {"act": ["x"]},
        {"revision": ["abc"], "rounds[0].name": ["ก"], "place": ["rounds[0]"], "anchor": [""]},
    ],
)
def test_nonsense_changes_nothing(at_desk, draft, wrong):
    answer = at_desk.post(url_of(draft), opened(at_desk, draft, "rounds[0]") | wrong)
    assert answer.status_code == 422
    assert fresh(draft).document == draft.document


@pytest.mark.parametrize("place", ["rounds[99]", "nowhere.at[0].all", "[", "a" * 5000, "card[0]"])
def test_an_address_that_leads_nowhere_opens_the_nearest_part(at_desk, draft, place):
    assert opened(at_desk, draft, place)["revision"] == ["1"]


def test_a_draft_given_up_leaves_the_published_criteria(at_desk, draft):
    assert at_desk.post(url_of(draft, "discard/"))["Location"] == (
        f"/indicators/{draft.indicator_id}/"
    )
    assert not Draft.objects.exists()
    assert Indicator.objects.get().versions.count() == 1
    assert at_desk.get(url_of(draft)).status_code == 404


def test_the_draft_as_card_and_file(at_desk, draft):
    assert "สบอ-7" in at_desk.get(url_of(draft, "preview/")).content.decode()
    exported = at_desk.get(url_of(draft, "definition.yaml")).content
    assert parse_definition(exported) == drafts.check(draft.document).definition
    sent = opened(at_desk, draft, LEVEL) | {f"{LEVEL}.points": ["abc"]}
    at_desk.post(url_of(draft), sent)
    assert at_desk.get(url_of(draft, "preview/")).status_code == 200
    assert b"points: abc" in at_desk.get(url_of(draft, "definition.yaml")).content


def test_defaults_are_named_where_the_source_leaves_a_setting_open(at_desk, draft):
    text = at_desk.get(url_of(draft), {"place": "rounds[0]"}).content.decode()
    for words in (
        "ไม่อนุญาต (ค่าตั้งต้น)",
        "ส่งช้าไม่หักคะแนน (ค่าตั้งต้น)",
        "เว้นว่าง: 7 วัน (ค่าตั้งต้น)",
        "ถึงสิ้นวัน (ค่าตั้งต้น)",
    ):
        assert words in text, words
