"""The marks of a Word file reach the documented places and nothing else."""

from __future__ import annotations

import copy
import io
import zipfile

import pytest
from jinja2.exceptions import TemplateError

from forms_templates.own_word import filling, package, reading
from forms_templates.own_word.places import Place, PlaceKind, root
from forms_templates.own_word.sandbox import Sandbox
from forms_templates.rendering.errors import RenderingError
from tests.own_word.files import changed, with_field, word
from tests.rendering.tools import docx_paragraphs

TREE = root(
    Place(
        "memo",
        kind=PlaceKind.GROUP,
        inside=(Place("subject"), Place("lines", kind=PlaceKind.LIST)),
    ),
    Place("rows", kind=PlaceKind.LIST, inside=(Place("name"), Place("items"))),
)
VALUES = {
    "memo": {"subject": 'เรื่อง <ด่วน> & "จริง"', "lines": ["หนึ่ง", "สอง"]},
    "rows": [{"name": "ก", "items": "5"}, {"name": "ข", "items": "7"}],
}

HOSTILE = [
    "{{ ''.__class__.__mro__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ memo.__class__ }}",
    "{{ memo.subject.__class__ }}",
    "{{ memo['__class__'] }}",
    "{{ memo.subject.format(memo) }}",
    "{{ '{0.__class__}'.format(memo) }}",
    "{{ memo|attr('__class__') }}",
    "{{ memo.subject|upper }}",
    "{{ rows.append(1) }}",
    "{{ rows.__len__() }}",
    "{{ memo.items() }}",
    "{{ memo.keys }}",
    "{{ range(10**9) }}",
    "{{ 'a' * 10**9 }}",
    "{{ 2 ** 99999 }}",
    "{{ memo.subject ~ memo.subject }}",
    "{{ [memo.subject, 1] }}",
    "{{ {'a': memo} }}",
    "{{ namespace() }}",
    "{{ dict() }}",
    "{{ joiner }}",
    "{{ request }}",
    "{{ config }}",
    "{{ settings.SECRET_KEY }}",
    "{{ loop.__class__ }}",
    "{{ True }}",
    "{{ memo.subject if memo else 1 }}",
    "{% set x = memo %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import system %}",
    "{% extends 'a' %}",
    "{% block a %}{% endblock %}",
    "{% macro a() %}{% endmacro %}",
    "{% call memo() %}{% endcall %}",
    "{% filter upper %}a{% endfilter %}",
    "{% with a = memo %}{% endwith %}",
    "{% autoescape false %}{{ memo.subject }}{% endautoescape %}",
    "{% do rows.append(1) %}",
    "{% for x in range(999999999) %}a{% endfor %}",
    "{% for x in 'abc' %}{{ x }}{% endfor %}",
    "{% for x in memo.__dict__ %}{{ x }}{% endfor %}",
    "{% for a, b in rows %}{{ a }}{% endfor %}",
    "{% for memo in rows %}{{ memo.name }}{% endfor %}",
    "{% for x in rows if x.__class__ %}{{ x.name }}{% endfor %}",
    "{% for x in rows recursive %}{{ loop(x) }}{% endfor %}",
    "{% for x in rows %}{% for y in rows %}{{ y.name }}{% endfor %}{% endfor %}",
    "{% if memo.__class__ %}a{% endif %}",
    "{% if ''.__class__ == 1 %}a{% endif %}",
    "{{ unknown }}",
    "{{ memo.unknown }}",
    "{{ rows }}",
    "{{ memo }}",
]


@pytest.mark.parametrize("mark", HOSTILE)
def test_hostile_marks_are_refused_before_a_file_is_used(mark: str) -> None:
    assert reading.read(word(mark), TREE).faults


@pytest.mark.parametrize("mark", HOSTILE)
def test_and_are_inert_even_where_the_first_wall_is_missing(mark: str) -> None:
    values = copy.deepcopy(VALUES)
    try:
        said = Sandbox().from_string(mark).render(values)
    except (TemplateError, TypeError):
        return
    for secret in ("__", "object at", "module", "uid=", "function", "root:", "method"):
        assert secret not in said
    assert values == VALUES


def test_normal_places_loops_and_conditions_are_filled() -> None:
    data = word(
        "เรื่อง {{ memo.subject }}",
        "{%p for line in memo.lines %}",
        "{{ loop.index }}. {{ line }}",
        "{%p endfor %}",
        "{% if memo.subject and not memo.lines %}ไม่มี{% else %}มี{% endif %}",
        rows=[
            ["{%tr for row in rows %}", ""],
            ["{{ row.name }}", "{{ row.items }}"],
            ["{%tr endfor %}", ""],
        ],
    )
    found = reading.read(data, TREE)
    assert found.faults == ()
    assert found.found == ("memo.lines", "memo.subject", "rows.items", "rows.name")
    said = docx_paragraphs(filling.fill(data, VALUES))
    assert said[:4] == ['เรื่อง เรื่อง <ด่วน> & "จริง"', "1. หนึ่ง", "2. สอง", "มี"]
    assert said[-4:] == ["ก", "5", "ข", "7"]


def test_marks_typed_into_answers_are_never_evaluated() -> None:
    values = {**VALUES, "memo": {"subject": "{{ rows }} {% for x in rows %}", "lines": []}}
    said = docx_paragraphs(filling.fill(word("{{ memo.subject }}"), values))
    assert said[0] == "{{ rows }} {% for x in rows %}"


def test_characters_that_no_file_holds_are_left_out() -> None:
    values = {**VALUES, "memo": {"subject": "ก\x00\x07\x0cข\nค", "lines": []}}
    assert docx_paragraphs(filling.fill(word("{{ memo.subject }}"), values))[0] == "กข\nค"


def test_equal_values_give_equal_bytes() -> None:
    data = word("{{ memo.subject }}")
    assert filling.fill(data, VALUES) == filling.fill(data, VALUES)


def test_an_output_beyond_any_document_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MOST_OUTPUT", 20_000)
    values = {**VALUES, "memo": {"subject": "", "lines": ["ก" * 100] * 500}}
    data = word("{%p for line in memo.lines %}", "{{ line }}", "{%p endfor %}")
    with pytest.raises(RenderingError):
        filling.fill(data, values)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ memo.subject", "unclosed"),
        ("memo.subject }}", "unclosed"),
        ("{% if memo.subject %}a", "syntax"),
        ("{{ memo. }}", "syntax"),
        ("{{r memo.subject }}", "structure_printed"),
        ("{{ memo.lines }}", "needs_loop"),
        ("{% for x in memo.subject %}{{ x }}{% endfor %}", "no_list"),
        ("{{ memo.nothing }}", "unknown"),
    ],
)
def test_faults_name_what_is_wrong(text: str, code: str) -> None:
    faults = reading.read(word(text), TREE).faults
    assert code in {fault.code for fault in faults}
    assert all(str(fault) for fault in faults)


def test_a_mark_cut_into_pieces_by_word_is_read() -> None:
    data = changed(
        word("{{ memo.subject }}"),
        "word/document.xml",
        "memo.sub",
        "memo.</w:t></w:r><w:r><w:t>sub",
    )
    found = reading.read(data, TREE)
    assert found.faults == ()
    assert found.found == ("memo.subject",)
    assert docx_paragraphs(filling.fill(data, VALUES))[0].startswith("เรื่อง")


def test_marks_outside_of_text_are_refused() -> None:
    data = changed(word("ก"), "word/document.xml", "<w:p>", '<w:p w:rsidR="{{ memo.subject }}">')
    assert {fault.code for fault in reading.read(data, TREE).faults} == {"not_in_text"}


@pytest.mark.parametrize(
    "instruction",
    [
        "INCLUDETEXT &quot;\\\\server\\file.docx&quot;",
        "INCLUDEPICTURE http://example.com/a.png",
        "DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe",
        "LINK Excel.Sheet.8 a.xls",
        "DATABASE \\d a",
        "IMPORT a",
        "MACROBUTTON a b",
    ],
)
def test_fields_that_fetch_or_run_something_are_refused(instruction: str) -> None:
    data = with_field(instruction.replace("&quot;", "'"))
    assert {code for code, _what in package.faults_of(data)} == {"field"}


@pytest.mark.parametrize("instruction", ["PAGE", " NUMPAGES \\* MERGEFORMAT", "DATE \\@ d/M/yyyy"])
def test_ordinary_fields_stay(instruction: str) -> None:
    assert reading.read(with_field(instruction), TREE).faults == ()


def test_a_field_split_into_runs_is_read_whole() -> None:
    runs = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDE</w:instrText></w:r>'
        "<w:r><w:instrText>TEXT a</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    data = changed(word("ก"), "word/document.xml", "</w:p>", runs)
    assert ("field", "INCLUDETEXT") in set(package.faults_of(data))


def test_linked_pictures_are_refused_and_links_are_not() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    for name, refused in (("image", True), ("hyperlink", False), ("oleObject", True)):
        relation = (
            f'<Relationship Id="rId77" Type="{kind}{name}" Target="https://example.com/x" '
            'TargetMode="External"/></Relationships>'
        )
        data = changed(word("ก"), "word/_rels/document.xml.rels", "</Relationships>", relation)
        assert bool(list(package.faults_of(data))) is refused


def test_too_much_of_anything_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_MARKS", 3)
    assert {f.code for f in reading.read(word(*["{{ memo.subject }}"] * 4), TREE).faults} == {
        "too_many_marks"
    }
    monkeypatch.setattr(package, "MOST_PART_BYTES", 1000)
    assert "too_large" in {f.code for f in reading.read(word("ก" * 2000), TREE).faults}


def test_nesting_without_end_is_refused() -> None:
    deep = "{% if memo.subject %}" * 300 + "{% endif %}" * 300
    assert reading.read(word(deep), TREE).faults


def test_properties_are_left_alone() -> None:
    data = changed(word("{{ memo.subject }}"), "docProps/core.xml", "python-docx", "{{ rows }}")
    with zipfile.ZipFile(io.BytesIO(filling.fill(data, VALUES))) as filled:
        assert b"{{ rows }}" in filled.read("docProps/core.xml")
