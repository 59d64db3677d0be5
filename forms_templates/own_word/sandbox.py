"""The language of the marks: places, loops over rows, conditions, and nothing else.

Two walls, each of which would do alone. Before a file is used its marks are parsed and every node
outside a short list is refused. When it is filled, a sandbox without globals, filters, tests,
calls or attributes of Python objects evaluates what is left over plain values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import SandboxedEnvironment

from forms_templates.own_word.places import Place, PlaceKind

MOST_LOOPS = 60
_LOOP = Place(
    "loop",
    kind=PlaceKind.GROUP,
    inside=(Place("index"), Place("first"), Place("last")),
)


class Sandbox(SandboxedEnvironment):
    """Evaluates marks over plain dictionaries, lists and texts."""

    # Nothing is computed: a product of two numbers could fill the memory.
    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "**", "%"])

    def __init__(self) -> None:
        super().__init__(autoescape=True, cache_size=0)
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A place by its name; never an attribute of a Python object."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if type(obj).__name__ == "LoopContext" and attribute in ("index", "first", "last"):
            return super().getattr(obj, attribute)
        return Undefined(name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The same door as `getattr`."""
        return self.getattr(obj, argument) if isinstance(argument, str) else Undefined()

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> NoReturn:
        """Nothing is computed."""
        raise SecurityError("marks compute nothing")

    # Jinja passes itself as the first argument under a name of its own.
    def call(_self, _context: Context, _obj: Any, *_args: Any, **_more: Any) -> NoReturn:  # noqa: N805
        """Nothing is ever called."""
        raise SecurityError("marks call nothing")


@dataclass
class Named:
    """What the marks of a file name, and what is wrong with them: (code, what, line)."""

    paths: set[str] = field(default_factory=set)
    faults: list[tuple[str, str, int]] = field(default_factory=list)
    loops: int = 0


@dataclass(frozen=True)
class _Here:
    place: Place
    path: str


def examine(source: str, tree: Place) -> Named:
    """Parse marks and walk them against the tree of places. Raises Jinja's `TemplateSyntaxError`
    for what cannot be read, and `RecursionError` for what is nested without end."""
    named = Named()
    body = Sandbox().parse(source).body
    _Walker(tree, named).statements(body, {}, inside=False)
    return named


class _Walker:
    """Goes through the parsed marks; whatever it does not know is a fault."""

    def __init__(self, tree: Place, named: Named) -> None:
        self._tree = tree
        self._named = named

    def statements(self, body: list[nodes.Node], scope: dict[str, _Here], *, inside: bool) -> None:
        for node in body:
            match node:
                case nodes.Output():
                    for part in node.nodes:
                        if not isinstance(part, nodes.TemplateData):
                            self._printed(part, scope)
                case nodes.For():
                    self._loop(node, scope, inside=inside)
                case nodes.If():
                    self._condition(node.test, scope)
                    self.statements(node.body, scope, inside=inside)
                    for other in node.elif_:
                        self._condition(other.test, scope)
                        self.statements(other.body, scope, inside=inside)
                    self.statements(node.else_, scope, inside=inside)
                case _:
                    self._forbidden(node)

    def _printed(self, node: nodes.Node, scope: dict[str, _Here]) -> None:
        here = self._resolved(node, scope)
        if here is None:
            return
        # The variable of a loop over texts is the text itself.
        is_item = isinstance(node, nodes.Name) and here.place.kind is PlaceKind.LIST
        if here.place.kind in (PlaceKind.TEXT, PlaceKind.PICTURE) or (
            is_item and not here.place.inside and node.name in scope  # type: ignore[attr-defined]
        ):
            self._found(here)
        else:
            self._fault("needs_loop", here.path, node)

    def _loop(self, node: nodes.For, scope: dict[str, _Here], *, inside: bool) -> None:
        self._named.loops += 1
        here = self._resolved(node.iter, scope)
        plain = isinstance(node.target, nodes.Name) and not (
            node.recursive or node.test or node.else_
        )
        if not plain:
            self._forbidden(node)
            return
        if here is None:
            return
        if here.place.kind is not PlaceKind.LIST:
            self._fault("no_list", here.path, node)
            return
        own = isinstance(node.iter, nodes.Getattr) and _base(node.iter) in scope
        if inside and not own:
            # A whole list inside each row of another multiplies without end.
            self._fault("loop_in_loop", here.path, node)
            return
        name = node.target.name  # type: ignore[attr-defined]
        if self._tree.child(name) is not None or name == "loop":
            self._fault("name_taken", name, node)
            return
        if self._named.loops > MOST_LOOPS:
            self._fault("too_many_loops", str(MOST_LOOPS), node)
            return
        more = {**scope, name: here, "loop": _Here(_LOOP, "")}
        self.statements(node.body, more, inside=True)

    def _condition(self, node: nodes.Node, scope: dict[str, _Here]) -> None:
        match node:
            case nodes.Not():
                self._condition(node.node, scope)
            case nodes.And() | nodes.Or():
                self._condition(node.left, scope)
                self._condition(node.right, scope)
            case _:
                self._resolved(node, scope)

    def _resolved(self, node: nodes.Node, scope: dict[str, _Here]) -> _Here | None:
        """The place that a name leads to, or None after noting why there is none."""
        steps = list(_steps(node))
        if not steps:
            self._forbidden(node)
            return None
        first, *rest = steps
        here = scope.get(first)
        if here is None:
            place = self._tree.child(first)
            here = _Here(place, first) if place is not None else None
        for step in rest:
            if here is None or (here.place.kind is PlaceKind.LIST and here.path == ""):
                break
            place = here.place.child(step)
            here = _Here(place, f"{here.path}.{step}" if here.path else step) if place else None
        if here is None:
            self._fault("unknown", ".".join(steps), node)
        return here

    def _found(self, here: _Here) -> None:
        if here.path and here.path not in ("index", "first", "last"):
            self._named.paths.add(here.path)

    def _forbidden(self, node: nodes.Node) -> None:
        self._fault("forbidden", type(node).__name__, node)

    def _fault(self, code: str, what: str, node: nodes.Node) -> None:
        self._named.faults.append((code, what, node.lineno or 0))


def _steps(node: nodes.Node) -> Iterator[str]:
    """The names of `a.b.c`, or nothing for any other expression."""
    names: list[str] = []
    while isinstance(node, nodes.Getattr):
        names.append(node.attr)
        node = node.node
    if isinstance(node, nodes.Name) and not any(name.startswith("_") for name in names):
        yield node.name
        yield from reversed(names)


def _base(node: nodes.Node) -> str:
    while isinstance(node, nodes.Getattr):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else ""
