"""Faults put into the running product and taken out again.

A fault is text: a few words of one function or constant became others, as in a commit that slipped through. Whoever
holds the function (a route, a class, a module that imported its name) holds the faulty one meanwhile.
"""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property as plain_cached_property
from importlib import import_module
from inspect import getsource
from textwrap import dedent
from types import FunctionType
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

# What a hasty line would import for itself.
AT_HAND = {"get_object_or_404": get_object_or_404}


@dataclass(frozen=True)
class Fault:
    """In `where` (`module:name`) the text `old` became `new`; `test`, a node id of pytest, must fail then."""

    what: str
    where: str
    old: str
    new: str
    test: str


class FaultIsGone(LookupError):
    """The text that a fault changes stands there no longer, or more than once: mend the list of faults."""


@contextmanager
def seeded(fault: Fault) -> Iterator[None]:
    """Within the block the product has the fault."""
    module_name, _colon, path = fault.where.partition(":")
    module = import_module(module_name)
    lent = {name: value for name, value in AT_HAND.items() if name not in vars(module)}
    wrong = _compiled(module, path, fault)
    right = _found(module, path)
    vars(module).update(lent)
    _exchange(right, wrong)
    try:
        yield
    finally:
        _exchange(right, wrong)
        for name in lent:
            delattr(module, name)


def faulty_source(module: Any, path: str, fault: Fault) -> str:
    """The statement that defines the name, decorators included, with the fault in it."""
    source = getsource(module)
    nodes: list[ast.stmt] = ast.parse(source).body
    for name in path.split("."):
        node = next((node for node in nodes if name in _names(node)), None)
        if node is None:
            raise FaultIsGone(f"“{fault.what}”: there is no {fault.where}.")
        nodes = getattr(node, "body", [])
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
    text = dedent("\n".join(source.splitlines()[first - 1 : node.end_lineno]))
    if text.count(fault.old) != 1:
        raise FaultIsGone(f"“{fault.what}”: {fault.where} has {text.count(fault.old)} times “{fault.old}”.")
    return text.replace(fault.old, fault.new)


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign):
        return [node.target.id] if isinstance(node.target, ast.Name) else []
    return [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else []


def _found(module: Any, path: str) -> Any:
    holder = module
    for name in path.split("."):
        holder = vars(holder)[name]
    return holder


def _compiled(module: Any, path: str, fault: Fault) -> Any:
    made: dict[str, Any] = {}
    exec(compile(faulty_source(module, path, fault), f"<{fault.what}>", "exec"), vars(module), made)
    return made[path.rpartition(".")[2]]


def _exchange(one: Any, other: Any) -> None:
    """Let whoever holds the one find the content of the other in it; the same once more undoes it."""
    if isinstance(one, FunctionType):
        one.__code__, other.__code__ = other.__code__, one.__code__
        for mine, theirs in zip(one.__closure__ or (), other.__closure__ or (), strict=True):
            mine.cell_contents, theirs.cell_contents = theirs.cell_contents, mine.cell_contents
    elif isinstance(one, property):
        _exchange(one.fget, other.fget)
    elif isinstance(one, cached_property | plain_cached_property):
        _exchange(one.func, other.func)
    else:
        mine, theirs = (part if isinstance(part, dict) else vars(part) for part in (one, other))
        kept = dict(mine)
        mine.clear()
        mine.update(theirs)
        theirs.clear()
        theirs.update(kept)
