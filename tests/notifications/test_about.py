"""Every message names the round it is about, so that the section's outbox shows it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from kpi_portal.notifications.kinds import KINDS, MAY_BE_GENERAL
from kpi_portal.notifications.models import Notification
from kpi_portal.notifications.sending import (
    GENERAL,
    Message,
    notify,
    notify_in_general,
    notify_many,
)

ROOT = Path(__file__).parents[2]
APPS = ("kpi_portal", "indicators", "forms_templates", "submissions")
# Acts of accounts, which knows no round.
PERSONAL = {kind for kind in KINDS if kind.split(".")[0] in ("acting", "deputy", "absence")}


def calls(name: str) -> list[tuple[str, ast.Call]]:
    """Every call of this name in the code of the apps, with where it stands."""
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno}", node)
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def test_every_call_says_what_it_is_about() -> None:
    found = calls("notify")
    assert len(found) > 20, "the calls are found"
    silent = [
        where for where, call in found if "about" not in {keyword.arg for keyword in call.keywords}
    ]
    assert silent == []


def addresses() -> dict[str, str]:
    """Where each call stands → the address that it writes out, with 1 for every key."""
    found: dict[str, str] = {}
    for name in ("notify", "Message", "tell", "_tell"):
        for where, call in calls(name):
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            url = given.get("url")
            if name == "Message" and len(call.args) > 2:
                url = call.args[2]
            if isinstance(url, ast.Constant):
                found[where] = str(url.value)
            elif isinstance(url, ast.JoinedStr):
                found[where] = "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "1"
                    for part in url.values
                )
    return found


def test_every_address_leads_to_a_page() -> None:
    written = addresses()
    assert len(written) > 20, "the addresses are found"
    for where, url in written.items():
        try:
            resolve(url.partition("?")[0])
        except Resolver404:
            pytest.fail(f"{where}: {url} leads nowhere")


@pytest.mark.parametrize("kind", sorted(set(KINDS) - MAY_BE_GENERAL))
def test_a_kind_about_a_round_cannot_be_told_without_it(kind: str, person, at) -> None:
    with pytest.raises(ValueError, match=kind):
        notify([person], kind=kind, facts={}, url="/", at=at, about=GENERAL)

    [row] = notify([person], kind=kind, facts={}, url="/", at=at, about="round:7")
    assert row.about == "round:7"


def test_one_of_many_that_names_nothing_stops_all(person, at) -> None:
    with pytest.raises(ValueError, match=r"round\.open"):
        notify_many(
            [Message([person], {}, "/", "round:7"), Message([person], {}, "/", GENERAL)],
            kind="round.open",
            at=at,
        )
    assert not Notification.objects.exists()


def test_what_may_be_general_is_a_short_list_of_known_kinds() -> None:
    assert set(KINDS) >= MAY_BE_GENERAL
    assert {
        "submission.assign_many",
        "evidence.infected",
        "workbook.ready",
        "dossier.ready",
        "board.ready",
    } == MAY_BE_GENERAL - PERSONAL


@pytest.mark.parametrize("kind", sorted(PERSONAL))
def test_a_persons_own_affairs_are_about_no_round(kind: str, person, at) -> None:
    [row] = notify_in_general([person], kind=kind, facts={}, url="/", at=at)

    assert row.about == GENERAL
