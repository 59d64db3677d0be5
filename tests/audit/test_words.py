"""No code of a state reaches the reader of the trail bare."""

from __future__ import annotations

import pytest

from indicators.enums import RoundState
from kpi_portal.accounts.enums import Role
from kpi_portal.audit.wording_values import VALUES
from submissions.documents.enums import DocumentKind, DocumentState
from submissions.enums import ApprovalState, Decision, ScanState, State

STATES = (
    *(RoundState, Role, DocumentKind, DocumentState),
    *(ApprovalState, Decision, ScanState, State),
)


@pytest.mark.parametrize("states", STATES, ids=lambda states: states.__name__)
def test_every_state_has_words(states) -> None:
    assert set(states.values) - set(VALUES) == set()
