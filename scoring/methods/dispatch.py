"""Which method scores a scheme: the one table of methods, for rounds and parts alike."""

from __future__ import annotations

from collections.abc import Callable

from scoring.case import Inputs
from scoring.choices import Method
from scoring.definition import Scheme
from scoring.methods import composite, growth, milestones, target
from scoring.methods.attainment import Attainment


class MethodNotSupported(Exception):
    """This version of the engine cannot score the method."""

    def __init__(self, method: str) -> None:
        super().__init__(str(method))
        self.method = method


def attain(scheme: Scheme, inputs: Inputs) -> Attainment:
    """The raw score by the scheme's own method; raises MethodNotSupported."""
    method = METHODS.get(scheme.method)
    if method is None:
        raise MethodNotSupported(scheme.method)
    return method(scheme, inputs)


def _composite(scheme: Scheme, inputs: Inputs) -> Attainment:
    return composite.attain(scheme, inputs, attain)


METHODS: dict[Method, Callable[[Scheme, Inputs], Attainment]] = {
    Method.MILESTONES: milestones.attain,
    Method.TARGET: target.attain,
    Method.GROWTH: growth.attain,
    Method.COMPOSITE: _composite,
}
