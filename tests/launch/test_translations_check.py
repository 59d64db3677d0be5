"""The check finds what lacks, what is left over, what is uncertain, and lost placeholders."""

from babel.messages.catalog import Catalog

from scripts import check_translations as check


def catalogue(**entries):
    made = Catalog(locale="th")
    for text, thai in entries.items():
        made.add(text.replace("_", " "), thai)
    return made


def test_a_complete_catalogue_has_no_faults():
    assert check.faults(catalogue(Home="หน้าแรก"), catalogue(Home="")) == []


def test_missing_empty_and_left_over_texts_are_named():
    found = check.faults(catalogue(Home="", Old="เก่า"), catalogue(Home="", New=""))
    assert found == ["no Thai for: 'Home'", "no Thai for: 'New'", "no code uses: 'Old'"]


def test_better_thai_for_a_text_of_a_library_may_stay():
    others = check.library_texts()
    assert ("", "This field is required.") in others
    kept = Catalog(locale="th")
    kept.add("This field is required.", "กรุณากรอก")
    assert check.faults(kept, Catalog(locale="th"), others) == []


def test_uncertain_and_obsolete_entries_are_named():
    kept = catalogue(Home="หน้าแรก")
    kept.get("Home").flags.add("fuzzy")
    kept.obsolete["Gone"] = catalogue(Gone="ไปแล้ว").get("Gone")
    found = check.faults(kept, catalogue(Home=""))
    assert found == ["obsolete: 'Gone'", "uncertain (fuzzy): 'Home'"]


def test_placeholders_must_agree():
    kept, wanted = Catalog(locale="th"), Catalog(locale="th")
    for text, thai in (("%(n)s days", "กี่วัน"), ("by %(who)s", "โดย %(who)s")):
        kept.add(text, thai)
        wanted.add(text)
    assert check.faults(kept, wanted) == ["placeholders differ: '%(n)s days'"]


def test_a_plural_may_leave_the_number_out_as_its_singular_does():
    kept, wanted = Catalog(locale="th"), Catalog(locale="th")
    kept.add(("One thing", "%(n)s things"), ("%(n)s อย่าง",))
    wanted.add(("One thing", "%(n)s things"))
    assert check.faults(kept, wanted) == []


def test_contexts_are_told_apart():
    kept, wanted = catalogue(May="พ.ค."), Catalog(locale="th")
    wanted.add("May", context="verb")
    found = check.faults(kept, wanted)
    assert found == ["no Thai for: [verb] 'May'", "no code uses: 'May'"]


def test_texts_are_found_in_python_and_templates(tmp_path):
    code = tmp_path / "code"
    (code / "kpi_portal").mkdir(parents=True)
    (code / "templates").mkdir()
    (code / "kpi_portal/words.py").write_text(
        "from django.utils.translation import gettext_lazy as _\nWORD = _('Home')\n"
    )
    (code / "templates/page.html").write_text('{% translate "Away" %}')
    folder = tmp_path / "copy"
    folder.mkdir()
    assert {text for _context, text in check.by_key(check.extract(code, folder))} == {
        "Home",
        "Away",
    }
