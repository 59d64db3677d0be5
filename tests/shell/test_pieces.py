"""Components: strict arguments, escaped contents, complete looks."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from kpi_portal.templatetags.pieces import KIND_ICONS, STATE_LOOK
from submissions.enums import State

TEMPLATES = settings.BASE_DIR / "templates"


def shown(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_a_status_is_icon_word_and_colour() -> None:
    html = shown('{% tag_status "back" label %}', label="<b>ส่งคืน</b>")
    assert "tag-back" in html
    assert "bi-arrow-return-left" in html
    assert "&lt;b&gt;ส่งคืน" in html


@pytest.mark.parametrize(
    "source",
    [
        '{% tag_status "red" "x" %}',
        '{% icon "No Such" %}',
        '{% level_badge 1 "red" %}',
        '{% score_number 1 kind="red" %}',
        '{% confirm_dialog id="a" title="b" verb="c" action="d" kind="x" %}{% endconfirm_dialog %}',
        '{% note kind="red" %}{% endnote %}',
    ],
)
def test_an_unknown_kind_is_an_error(source: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        shown(source)


@pytest.mark.parametrize(
    "source",
    ['{% icon "x" colour="y" %}', '{% card titel="x" %}{% endcard %}', "{% empty_state %}"],
)
def test_an_unknown_or_missing_argument_is_an_error(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        shown(source)


def test_every_state_has_its_look() -> None:
    assert set(State.values) <= set(STATE_LOOK)
    for state in STATE_LOOK:
        assert f"tag-{STATE_LOOK[state][0]}" in shown('{% state_tag s "x" %}', s=state)


def test_breadcrumbs_link_all_but_the_page_itself() -> None:
    html = shown('{% breadcrumbs "A" "/a/" "B" %}')
    assert '<a href="/a/">A</a>' in html
    assert '<span aria-current="page">B</span>' in html


def test_progress_counts_and_never_divides_by_nothing() -> None:
    assert 'value="6" max="8"' in shown('{% progress 6 8 "x" %}')
    assert 'max="1"' in shown('{% progress 0 0 "x" show=False %}')


@pytest.mark.parametrize(
    ("rows", "number"), [(500, 7), (50_000, 700), (500, 1), (500, 50), (11, 2)]
)
def test_pagination_is_of_constant_size(rows: int, number: int) -> None:
    request = RequestFactory().get("/", {"q": "น้ำ", "page": "3"})
    page = Paginator(range(rows), 10).page(number)
    html = shown("{% pagination page %}", page=page, request=request)
    assert html.count("<li") <= 11
    assert f'aria-current="page">{number}<' in html
    assert "q=%E0%B8%99" in html


def test_one_page_needs_no_pagination() -> None:
    page = Paginator(range(3), 10).page(1)
    html = shown("{% pagination page %}", page=page, request=RequestFactory().get("/"))
    assert "<nav" not in html


class TwoFields(forms.Form):
    name = forms.CharField(label="Name", help_text="As on paper.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)


def test_the_error_summary_links_to_the_fields() -> None:
    form = TwoFields({})
    html = shown("{% error_summary form %}{% form_field form.name %}", form=form)
    assert 'href="#id_name"' in html
    assert 'aria-describedby="id_name-hint id_name-fault"' in html
    assert 'id="id_name-hint"' in html
    assert "is-invalid" in html


def test_no_faults_no_summary() -> None:
    assert "error-summary" not in shown("{% error_summary form %}", form=TwoFields())
    assert "error-summary" not in shown("{% error_summary form %}", form=TwoFields({"name": "x"}))


def test_faults_of_rows_name_their_row() -> None:
    rows = forms.formset_factory(TwoFields, extra=0)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-name": "x"}
    html = shown("{% error_summary rows %}", rows=rows(data))
    assert 'href="#id_form-1-name">2. Name' in html


def test_what_stands_inside_a_block_is_kept_and_its_title_escaped() -> None:
    html = shown("{% card title=t %}<b>{{ x }}</b>{% endcard %}", t="<i>", x="<u>")
    assert "<h2>&lt;i&gt;</h2>" in html
    assert "<b>&lt;u&gt;</b>" in html


def test_a_confirm_dialog_posts_with_the_token() -> None:
    html = shown(
        '{% confirm_dialog id="a" title="t" verb="Send" action="/go/" %}x{% endconfirm_dialog %}',
        csrf_token="secret-token",
    )
    assert 'action="/go/"' in html
    assert "secret-token" in html


def test_kinds_have_icons_that_exist() -> None:
    css = settings.BASE_DIR / "build" / "static" / "vendor" / "icons" / "bootstrap-icons.min.css"
    known = set(re.findall(r"\.bi-([a-z0-9-]+)::before", css.read_text()))
    used = set(KIND_ICONS.values()) | {name for _kind, name in STATE_LOOK.values()}
    pattern = re.compile(r"{% icon [\"']([^\"']+)[\"']")
    for template in TEMPLATES.rglob("*.html"):
        used |= set(pattern.findall(template.read_text()))
    assert sorted(used - known) == []


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: str(p.name))
def test_templates_hold_no_style_no_script_and_no_raw_colour(template) -> None:
    text = template.read_text()
    assert not re.search(r"\sstyle=", text), "the content policy forbids inline styles"
    assert not re.search(r"\son[a-z]+=\"", text), "the content policy forbids inline handlers"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "scripts are files"
    assert not re.search(r"#[0-9a-fA-F]{6}\b", text), "colours are tokens"
    assert "<style" not in text


def test_messages_take_the_kind_of_their_level() -> None:
    message = SimpleNamespace(tags="success")
    assert shown("{{ m.tags|message_kind }}", m=message) == "done"
    assert shown('{{ "debug"|message_kind }}') == "wait"
