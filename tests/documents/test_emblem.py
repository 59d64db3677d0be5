"""The emblem belongs to an owner unit, and only its configurer replaces it."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from forms_templates.models import Emblem
from kpi_portal.accounts.enums import Role
from tests import factories as f
from tests.documents.conftest import Office

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def configurer(office: Office) -> Client:
    client = Client()
    person = f.MembershipFactory(
        role=Role.CONFIGURER, unit=office.strategy, scope=office.bureau
    ).user
    client.force_login(person, backend=BACKEND)
    return client


def png() -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (60, 60), "navy").save(kept, "PNG")
    return SimpleUploadedFile("emblem.png", kept.getvalue(), content_type="image/png")


def test_a_configurer_uploads_the_emblem(configurer: Client, office: Office) -> None:
    assert configurer.get(reverse("documents:emblem")).status_code == 200
    assert configurer.post(reverse("documents:emblem"), {"image": png()}).status_code == 302
    assert Emblem.objects.get().owner == office.bureau
    shown = configurer.get(reverse("documents:emblem_picture"))
    assert shown.content.startswith(b"\x89PNG")


def test_what_is_no_picture_is_refused_with_the_reason(configurer: Client) -> None:
    fake = SimpleUploadedFile("emblem.png", b"<svg onload=alert(1)>", content_type="image/png")
    answer = configurer.post(reverse("documents:emblem"), {"image": fake})
    assert answer.status_code == 422
    assert not Emblem.objects.exists()


def test_for_others_the_page_does_not_exist(office: Office) -> None:
    client = Client()
    client.force_login(office.director, backend=BACKEND)
    assert client.get(reverse("documents:emblem")).status_code == 404
