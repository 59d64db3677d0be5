"""Pages offer only what the reader may do."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kpi_portal.accounts.models import User
from kpi_portal.audit.verify import faults
from submissions.enums import State
from tests.review.world import Review


def page(user: User, name: str, *args: object) -> str:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(reverse(name, args=args)).content.decode()


def test_withdrawing_is_offered_to_the_director_alone(late_review: Review) -> None:
    late_review.put(State.SUBMITTED)
    offered = {
        who: 'data-open="withdraw"'
        in page(late_review.people[who], "submissions:task_list", late_review.submission.pk)
        for who in ("director", "drafter", "reviewer", "auditor")
    }
    assert offered == {"director": True, "drafter": False, "reviewer": False, "auditor": False}


def test_the_check_page_asks_for_the_claimed_level(late_review: Review) -> None:
    late_review.put(State.DRAFT, claimed_level=None)
    html = page(late_review.director, "submissions:check", late_review.submission.pk)
    assert html.count(reverse("submissions:narrative", args=[late_review.submission.pk])) > 1


@pytest.mark.django_db
def test_an_empty_chain_has_no_fault() -> None:
    assert list(faults()) == []
