"""Saved views: kept, opened, renamed, replaced, deleted; one may open the queue."""

from __future__ import annotations

import pytest
from django.test import Client

from kpi_portal.errors import GuardRefused, InvalidInput, NotFound
from submissions.domain import saved_views
from submissions.domain.queue_filters import Filters, Heap
from submissions.models import SavedView
from tests.review.world import LATER, Review

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ASKED = Filters(heap=Heap.RETURNED, mine=True, text="น้ำ & ฝน")


@pytest.fixture
def own(review: Review, client: Client) -> Client:
    review.reviewer.language = "en"
    review.reviewer.save()
    client.force_login(review.reviewer, backend=BACKEND)
    return client


def test_keeping_and_opening(own: Client, review: Review):
    answer = own.post(
        "/review/views/",
        {"name": " ของฉัน ", "asked": "show=returned&mine=1&q=น้ำ+%26+ฝน"},
        follow=True,
    )
    view = SavedView.objects.get()
    assert (view.person, view.name, saved_views.filters_of(view)) == (
        review.reviewer,
        "ของฉัน",
        ASKED,
    )
    assert answer.context["filters"] == ASKED
    assert answer.context["view"] == view


def test_what_was_typed_stays_when_the_name_is_taken(own: Client, review: Review):
    saved_views.save(review.reviewer, "ของฉัน", ASKED, at=LATER)
    answer = own.post("/review/views/", {"name": "ของฉัน", "asked": "show=returned"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "already" in page
    assert 'value="ของฉัน"' in page
    assert "show=returned" in page
    assert SavedView.objects.count() == 1


def test_as_many_as_one_keeps(review: Review):
    for n in range(saved_views.MOST):
        saved_views.save(review.reviewer, f"{n}", ASKED, at=LATER)
    with pytest.raises(GuardRefused) as refusal:
        saved_views.save(review.reviewer, "one more", ASKED, at=LATER)
    assert refusal.value.code == "too_many_views"
    assert str(saved_views.MOST) in str(refusal.value)
    saved_views.save(review.head, "one more", ASKED, at=LATER)  # a limit for each person


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 81])
def test_names_that_are_none(review: Review, name: str):
    with pytest.raises(InvalidInput):
        saved_views.save(review.reviewer, name, ASKED, at=LATER)


def test_renaming_replacing_deleting(own: Client, review: Review):
    view = saved_views.save(review.reviewer, "a", Filters(), at=LATER)
    saved_views.save(review.reviewer, "b", Filters(), at=LATER)
    assert own.post(f"/review/views/{view.pk}/rename/", {"name": "b"}).status_code == 422
    own.post(f"/review/views/{view.pk}/rename/", {"name": "c"})
    own.post(f"/review/views/{view.pk}/replace/", {"asked": "show=draft"})
    view.refresh_from_db()
    assert (view.name, saved_views.filters_of(view).heap) == ("c", Heap.DRAFT)
    own.post(f"/review/views/{view.pk}/delete/")
    assert [v.name for v in saved_views.of(review.reviewer)] == ["b"]


def test_deleting_is_asked_about_and_renaming_is_not(own: Client, review: Review):
    view = saved_views.save(review.reviewer, "a", Filters(), at=LATER)
    page = own.get("/review/views/").content.decode()
    dialog = page[page.index(f'<dialog class="ask" id="delete-{view.pk}"') :]
    assert f'action="/review/views/{view.pk}/delete/"' in dialog
    assert page.count(f"/review/views/{view.pk}/delete/") == 1
    assert f'action="/review/views/{view.pk}/rename/"' not in dialog


def test_the_queue_opens_with_the_first_view_only_when_nothing_is_asked(
    own: Client, review: Review
):
    view = saved_views.save(review.reviewer, "a", ASKED, at=LATER)
    own.post(f"/review/views/{view.pk}/first/")
    opened = own.get("/review/")
    assert opened.status_code == 302
    assert own.get(opened["Location"]).context["filters"] == ASKED
    assert own.get("/review/?show=to_review").context["filters"] == Filters()
    own.post(f"/review/views/{view.pk}/first/")
    assert own.get("/review/").status_code == 200


def test_views_of_others_do_not_exist(own: Client, review: Review):
    view = saved_views.save(review.head, "a", ASKED, at=LATER)
    with pytest.raises(NotFound):
        saved_views.get_for(review.reviewer, view.pk)
    for act in ("rename", "replace", "first", "delete"):
        assert own.post(f"/review/views/{view.pk}/{act}/", {"name": "x"}).status_code == 404
    assert own.get(f"/review/?show=all&view={view.pk}").context["view"] is None
    view.refresh_from_db()
    assert view.name == "a"


@pytest.mark.parametrize("view", saved_views.BUILT_IN, ids=lambda view: str(view.name))
def test_the_views_that_everybody_has(own: Client, view: saved_views.BuiltIn):
    page = own.get("/review/", view.filters.asked)
    assert page.context["filters"] == view.filters
