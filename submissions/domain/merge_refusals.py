"""What speaks against merging rows, taking them out or taking over new words, in plain words."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from forms_templates import answers
from kpi_portal.errors import InvalidInput, Stale
from submissions.domain import merge_plan, merge_rows
from submissions.domain.forms import Sheet
from submissions.domain.forms_shape import Data
from submissions.domain.merge_rows import Given
from submissions.models import MergedRow


def refuse_stale(sheet: Sheet, revision: int) -> None:
    """Raise `Stale` when the bureau's form is another than the page showed."""
    if sheet.revision == revision:
        return
    answer = sheet.answer
    raise Stale(
        _(
            "Somebody else changed the bureau's form in the meantime. Nothing was changed now; "
            "what you ticked is still ticked. Look again, then press once more."
        ),
        code="stale",
        revision=sheet.revision,
        who=answer.updated_by.display_name if answer and answer.updated_by else "",
        at=answer.updated_at.isoformat() if answer else "",
    )


def refuse_too_many(rows: int) -> None:
    """Raise `InvalidInput` when the form would have more rows than it holds."""
    most = answers.MOST_ROWS
    if rows > most:
        raise InvalidInput(
            _(
                "The form holds at most %(most)d rows, and with these it would have %(count)d. "
                "Merge fewer, or make one row of processes that are named alike."
            )
            % {"most": most, "count": rows},
            code="too_much",
        )


def refuse_contested(rows: Iterable[Data], words: Collection[tuple[str, Given]]) -> None:
    """Raise `InvalidInput` where several divisions want one row to say different things."""
    row = merge_plan.contested(words)
    if row is not None:
        raise InvalidInput(
            _("Several divisions changed “%(name)s”, each in its own words. Tick one of them.")
            % {"name": next(_name(one) for one in rows if one["id"] == row)},
            code="contested",
        )


def refuse_edited(
    rows: Iterable[Data], links: Collection[MergedRow], left: Collection[str]
) -> None:
    """Raise `InvalidInput` where a row that leaves was changed here after merging."""
    for row in rows:
        if row["id"] not in left:
            continue
        origins = [link for link in links if link.row == row["id"]]
        if merge_rows.is_edited(row, origins):
            raise InvalidInput(
                _("“%(name)s” was changed here after merging. Confirm that it goes as well.")
                % {"name": _name(row)},
                code="edited_here",
            )


def _name(row: Data) -> str:
    return str(row.get(merge_rows.NAME, ""))
