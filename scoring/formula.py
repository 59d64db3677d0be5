"""The little arithmetic of `derive`: + - * / ( ) numbers and `score`, nothing else.

A formula is never handed to Python: it is cut into tokens and read by four functions, so no name,
call or attribute can hide in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from scoring.numbers import parse_number

MAX_LENGTH = 200
MAX_NESTING = 20

_TOKEN = re.compile(r"\s*(?:([0-9]+(?:\.[0-9]+)?)|(score)\b|([-+*/()]))")


class FormulaFault(ValueError):
    """The text is not a formula of the accepted form."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and the sign between them; a lone minus has 0 on its left."""

    sign: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Score:
    """The exact final score."""


Expression = Fraction | Score | Operation


class FormulaUndefined(ArithmeticError):
    """The formula divides by zero at this score."""


def evaluate(expression: Expression, score: Fraction) -> Fraction:
    """The exact value at a score; raises FormulaUndefined where it divides by zero."""
    if isinstance(expression, Fraction):
        return expression
    if isinstance(expression, Score):
        return score
    left, right = evaluate(expression.left, score), evaluate(expression.right, score)
    if expression.sign == "+":
        return left + right
    if expression.sign == "-":
        return left - right
    if expression.sign == "*":
        return left * right
    if right == 0:
        raise FormulaUndefined(str(score))
    return left / right


def parse_formula(text: str) -> Expression:
    """The expression a formula stands for; raises FormulaFault."""
    if len(text) > MAX_LENGTH:
        raise FormulaFault(text)
    reader = _Reader(_tokens(text))
    expression = reader.sum(0)
    if reader.peek():
        raise FormulaFault(text)
    return expression


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise FormulaFault(text)
        tokens.append(match.group().strip())
        position = match.end()
    return tokens


def _is_always_zero(expression: Expression) -> bool:
    """Whether no score can make the expression anything but zero, since it names none."""
    return not _names_score(expression) and evaluate(expression, Fraction(0)) == 0


def _names_score(expression: Expression) -> bool:
    if isinstance(expression, Operation):
        return _names_score(expression.left) or _names_score(expression.right)
    return isinstance(expression, Score)


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._next = 0

    def peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def _take(self) -> str:
        token = self.peek()
        self._next += 1
        return token

    def sum(self, depth: int) -> Expression:
        left = self._product(depth)
        while self.peek() in ("+", "-"):
            left = Operation(self._take(), left, self._product(depth))
        return left

    def _product(self, depth: int) -> Expression:
        left = self._operand(depth)
        while self.peek() in ("*", "/"):
            left = Operation(self._take(), left, self._operand(depth))
            if left.sign == "/" and _is_always_zero(left.right):
                raise FormulaFault("division by zero")
        return left

    def _operand(self, depth: int) -> Expression:
        if depth > MAX_NESTING:
            raise FormulaFault("nested too deeply")
        word = self._take()
        if word == "-":
            return Operation("-", Fraction(0), self._operand(depth + 1))
        if word == "(":
            inner = self.sum(depth + 1)
            if self._take() != ")":
                raise FormulaFault("a bracket is not closed")
            return inner
        if word == "score":
            return Score()
        number = parse_number(word)
        if number is None:
            raise FormulaFault(word or "the formula ends too early")
        return number
