"""Nothing but `domain.transition` assigns a submission's state; the source tree is read to know."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOOR = ROOT / "submissions/domain/transition.py"
PACKAGES = ("submissions", "indicators", "forms_templates", "kpi_portal", "scoring")
# States of other tables, each looked at: module → what their state is set on.
OTHERS = {
    "submissions/documents/domain/batch_work.py": {
        *("batch", "item", "failed.update", "rendered.update"),
    },
    "submissions/documents/domain/batches.py": {
        *("locked", "failed.update", "in_draft.update", "no_draft.update"),
    },
    "submissions/documents/domain/drafting.py": {"Document.objects.create"},
    "submissions/documents/domain/issuing.py": {"locked"},
    "submissions/documents/domain/register.py": {"number"},
    "submissions/documents/domain/scans.py": {
        *("locked", "scan"),
        "Scan.objects.filter(pk=scan.pk, state=ScanState.READING).update",
    },
    "submissions/domain/approvals.py": {"Approval.objects.create", "current", "old"},
    "submissions/domain/contribution_marks.py": {"row"},  # only the fields of `MARKS`
    "submissions/domain/decisions.py": {"asked"},  # an extension's
    "submissions/domain/forms_evidence.py": {"approval"},
    "submissions/domain/narrative.py": {"locked"},  # only the fields of `narrative.TEXTS`
    "submissions/domain/opening.py": {"round"},
    "submissions/domain/outside_results.py": {"kept"},  # only what the collecting centre gave
    "submissions/domain/previews.py": {"preview", "failed.update"},
    "submissions/domain/receiving.py": {"current"},  # only the fields of `receiving.DETAILS`
    "submissions/domain/review_assigning.py": {"locked"},  # only the two reviewers
    "submissions/domain/round_extension.py": {"round"},
    "submissions/domain/round_states.py": {
        "Round.objects.filter(pk=round.pk, state=round.state).update"
    },
}


def sources() -> list[Path]:
    found = [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
    return [p for p in found if "migrations" not in p.parts and p != DOOR]


def assigned_states(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, what it is set on) for every way to write a field named `state`."""
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and part.attr == "state":
                    yield node.lineno, ast.unparse(part.value)
        if isinstance(node, ast.Call):
            yield from _in_call(node)


def _in_call(node: ast.Call) -> Iterator[tuple[int, str]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "setattr" and len(node.args) > 1 and _says_state(node.args[1]):
        yield node.lineno, ast.unparse(node.args[0])
    if name in ("update", "create", "get_or_create", "update_or_create", "bulk_update"):
        owner = ast.unparse(node.func)
        if any(keyword.arg == "state" for keyword in node.keywords):
            yield node.lineno, owner
        if name == "bulk_update" and "state" in ast.unparse(node):
            yield node.lineno, owner


def _says_state(node: ast.expr) -> bool:
    return not isinstance(node, ast.Constant) or node.value == "state"


def knows_submissions(tree: ast.AST) -> bool:
    """Whether a module can get hold of a submission: it imports something of that app, or follows
    the relation from a round or a unit."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("submissions"):
            return True
        if isinstance(node, ast.Import) and any(
            n.name.startswith("submissions") for n in node.names
        ):
            return True
        if isinstance(node, ast.Attribute) and node.attr in ("submissions", "submission"):
            return True
    return False


def offenders() -> set[tuple[str, str]]:
    """(module, what the state is set on), wherever it may be a submission's."""
    found = set()
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = str(path.relative_to(ROOT))
        if knows_submissions(tree):
            found |= {(name, what) for _line, what in assigned_states(tree)}
    return found


def test_nothing_but_the_door_assigns_a_submissions_state():
    assert sources(), "the scan found no source"
    known = {(module, what) for module, names in OTHERS.items() for what in names}
    assert offenders() - known == set(), "look at each, and list it if it is another table's state"
    assert known - offenders() == set(), "no longer there; take it off the list"


@pytest.mark.parametrize(
    "code",
    [
        "submission.state = 'x'",
        "report.state: str = 'x'",
        "a, s.state = 1, 'x'",
        "setattr(submission, 'state', 'x')",
        "setattr(submission, name, 'x')",
        "Submission.objects.filter(pk=1).update(state='x')",
        "round.submissions.update(state='x')",
        "Submission.objects.bulk_update(rows, ['state'])",
        "Submission.objects.create(state='x')",
    ],
)
def test_the_scan_sees_every_way_of_writing(code: str):
    assert [what for _line, what in assigned_states(ast.parse(code))]


def test_the_door_itself_assigns_it_once():
    tree = ast.parse(DOOR.read_text(encoding="utf-8"))
    assert [what for _line, what in assigned_states(tree)] == ["locked"]
