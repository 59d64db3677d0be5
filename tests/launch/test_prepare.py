"""Preparing does only what is needed: browser files when they changed, demo data when empty."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finder
from django.db import OperationalError

from kpi_portal.launch import plan, prepare
from kpi_portal.launch.preflight import Address, NotReady


@pytest.fixture
def called(monkeypatch):
    calls = []
    monkeypatch.setattr(prepare, "call_command", lambda *args, **kwargs: calls.append(args))
    return calls


def test_browser_files_are_collected_once_and_again_when_one_changes(
    settings, tmp_path, called, monkeypatch
):
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATIC_ROOT.mkdir()
    source = tmp_path / "static"
    source.mkdir()
    (source / "a.css").write_text("a")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    get_finder.cache_clear()
    try:
        assert [prepare.static_files(), prepare.static_files()] == [True, False]
        (source / "a.css").write_text("ab")
        assert prepare.static_files()
        (settings.STATIC_ROOT / ".collected-from").unlink()
        assert prepare.static_files()
    finally:
        get_finder.cache_clear()
    assert [name for name, *_rest in called] == ["collectstatic"] * 3


@pytest.mark.django_db
def test_demo_data_fills_only_an_empty_portal_in_demo_mode(settings, called):
    settings.DEMO = False
    assert not prepare.demo_data()
    settings.DEMO = True
    assert prepare.demo_data()
    get_user_model().objects.create_user("first", first_name="คนแรก")
    assert not prepare.demo_data()
    assert called == [("demo",)]


@pytest.mark.django_db
def test_sign_ins_are_shown_only_where_the_demo_is(settings, called):
    prepare.demo_sign_ins(None)
    settings.DEMO = True
    prepare.demo_sign_ins(None)
    assert called == []


def test_an_unusable_database_is_one_line(monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("disk is full\ndetails")

    monkeypatch.setattr(prepare, "call_command", fail)
    with pytest.raises(NotReady, match=r"disk is full$"):
        prepare.database()


def test_children_learn_the_address():
    environment = plan.child_environment(Address("10.0.0.7", 81), {"PATH": "/bin"})
    assert environment["PUBLIC_URL"] == "http://10.0.0.7:81"
    assert environment["ALLOWED_HOSTS"].split(",")[-1] == "10.0.0.7"
    assert plan.child_environment(Address("::", 81), {})["ALLOWED_HOSTS"] == "*"


def test_what_was_set_stays():
    given = {"PUBLIC_URL": "https://kpi.example.go.th", "ALLOWED_HOSTS": "kpi.example.go.th"}
    assert plan.child_environment(Address("::", 81), given) == given
