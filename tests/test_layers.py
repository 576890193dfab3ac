"""The house holds: layers, sizes, words, and nothing that is left unfinished."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from provenance.catalogue import entry_ids, load_entries

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "provenance"
MODULES = sorted(path.relative_to(SOURCE) for path in SOURCE.rglob("*.py"))
TESTS = ROOT / "tests"

LEVELS = {
    "errors": 0,
    "limits": 0,
    "lazy": 0,
    "model": 1,
    "catalogue": 2,
    "blobs": 2,
    "decoding": 2.1,
    "pages": 2.2,
    "graph": 3,
    "trust": 3,
    "policies": 3,
    "questions": 4,
    "readers": 5,
    "schemes": 5,
    "rules": 5,
    "reports": 5,
    "writers": 5,
    "chapters": 5.9,
    "intake": 6,
    "verification": 6.1,
    "judgment": 6.2,
    "attestation": 6.3,
    "conversion": 6.3,
    "linting": 6.3,
    "fleet": 6.4,
    "commands": 7,
    "cli": 8,
    "__main__": 9,
    "__init__": 9,
}
"""Imports point to a lower number only; a fraction is the order within one layer."""

CATALOGUES = ("readers", "schemes", "rules", "reports", "writers", "commands")
ALONE = {
    "networkx": ("graph/lineage.py", "graph/view.py"),
    "cryptography": ("schemes/", "trust/"),
    "click": ("commands/", "cli.py"),
    "sqlite3": ("stores/",),
}
"""Third-party packages that are imported in one place only."""

NEVER = ("subprocess", "socket", "urllib.request", "http", "requests", "pickle", "ctypes")
"""Nothing delivered is executed, nothing opens a connection."""

LARGEST_FILE, LONGEST_FUNCTION = 400, 60
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")
BAD_NAMES = re.compile(r"(Manager|Helper|Utils?|Info|Impl)$")


@cache
def tree(module: Path) -> ast.Module:
    return ast.parse((SOURCE / module).read_text(encoding="utf-8"))


def room(module: Path) -> str:
    return module.parts[0].removesuffix(".py")


def imported(module: Path) -> Iterator[tuple[str, int]]:
    """Every name of a module that is imported, also inside functions, with its line."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: a relative import"
            base = node.module or ""
            yield base, node.lineno
            if base == "provenance":
                yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


def own_imports(module: Path) -> Iterator[tuple[str, str, int]]:
    """Room and full name of every import from this package."""
    for name, line in imported(module):
        parts = name.split(".")
        if parts[0] == "provenance" and len(parts) > 1 and parts[1] in LEVELS:
            yield parts[1], name, line


def in_place(module: Path, places: tuple[str, ...]) -> bool:
    text = module.as_posix()
    return any(text == place or text.startswith(place) for place in places)


CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter", "localtime"}
RUNS = {"eval", "exec", "compile", "__import__"}


def calls(module: Path) -> Iterator[tuple[str, str, int]]:
    """Name of what is called, what it is an attribute of (or empty), and the line."""
    for node in ast.walk(tree(module)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            yield node.func.id, "", node.lineno
        elif isinstance(node.func, ast.Attribute):
            value = node.func.value
            owner = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "?")
            yield node.func.attr, owner, node.lineno


def test_every_module_has_a_level() -> None:
    assert [str(module) for module in MODULES if room(module) not in LEVELS] == []


def test_imports_point_downwards() -> None:
    assert [
        f"{module}:{line}: {name}"
        for module in MODULES
        for there, name, line in own_imports(module)
        if there != room(module) and LEVELS[there] >= LEVELS[room(module)]
    ] == []


def test_entries_of_a_catalogue_do_not_know_one_another() -> None:
    assert [
        f"{module}:{line}: {name}"
        for module in MODULES
        if room(module) in CATALOGUES
        for there, name, line in own_imports(module)
        if there == room(module) and is_entry(name)
    ] == []


def is_entry(name: str) -> bool:
    """Whether an import is of a catalogue's entry; what starts with `_` is what a family shares."""
    catalogue, _, entry = name.removeprefix("provenance.").partition(".")
    return entry.replace(".", "/").replace("_", "-") in entry_ids(f"provenance.{catalogue}")


def test_packages_are_imported_in_their_one_place() -> None:
    assert [
        f"{module}:{line}: {name}"
        for module in MODULES
        for name, line in imported(module)
        if (top := name.partition(".")[0]) in ALONE and not in_place(module, ALONE[top])
    ] == []


def test_nothing_executes_and_nothing_connects() -> None:
    wrong = [
        f"{module}:{line}: {name}"
        for module in MODULES
        for name, line in imported(module)
        if any(name == never or name.startswith(f"{never}.") for never in NEVER)
    ]
    wrong += [
        f"{module}:{line}: {name}"
        for module in MODULES
        for name, owner, line in calls(module)
        if name in RUNS and not owner
    ]
    assert wrong == []


def test_only_commands_print_and_read_the_clock() -> None:
    assert [
        f"{module}:{line}: {owner}.{name}"
        for module in MODULES
        if not in_place(module, ("commands/", "cli.py", "__main__.py"))
        for name, owner, line in calls(module)
        if (name == "print" and not owner)
        or (name in CLOCKS and owner in ("datetime", "date", "time"))
    ] == []


def test_sizes() -> None:
    files = {
        module: (SOURCE / module).read_text(encoding="utf-8").count("\n") for module in MODULES
    }
    assert {str(module): size for module, size in files.items() if size > LARGEST_FILE} == {}
    functions = {
        f"{module}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: size for name, size in functions.items() if size > LONGEST_FUNCTION} == {}


def test_names_say_what_things_are() -> None:
    names = [
        f"{module}:{node.name}"
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ClassDef)
    ]
    names += [module.stem.title() for module in MODULES]
    assert [name for name in names if BAD_NAMES.search(name)] == []


def test_every_module_says_what_it_is_and_is_finished() -> None:
    assert [str(module) for module in MODULES if not ast.get_docstring(tree(module))] == []
    assert [
        str(module)
        for module in MODULES
        if UNFINISHED.search((SOURCE / module).read_text(encoding="utf-8"))
    ] == []


def test_no_exception_is_swallowed() -> None:
    assert [
        f"{module}:{node.lineno}"
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or all(isinstance(part, ast.Pass) for part in node.body))
    ] == []


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_entry_has_a_test_or_a_sample(catalogue: str) -> None:
    entries = entry_ids(f"provenance.{catalogue}")
    assert [entry for entry in entries if not is_tried(catalogue, entry)] == []


def is_tried(catalogue: str, entry: str) -> bool:
    """A sample of its own, a test module of its name, or a test that names it."""
    sample = ROOT / "samples" / catalogue / entry
    spelled = (sample, sample.parent / sample.name.replace("-", "_"))
    if any(path.is_dir() or path.with_suffix(".py").is_file() for path in spelled):
        return True
    if catalogue == "rules":
        return False  # a rule is judged through its samples, never by a hand-built graph
    # what is signed is tested where that happens
    folders = ("writers", "attestation") if catalogue == "writers" else (catalogue,)
    stem = entry.rpartition("/")[2].replace("-", "_")
    word = re.compile(rf"\b{stem.replace('_', '[-_ ]')}\b", re.IGNORECASE)
    paths = [*TESTS.glob("test_*.py")]
    paths += [path for folder in folders for path in TESTS.glob(f"{folder}/**/test_*.py")]
    return any(
        path.stem == f"test_{stem}" or word.search(path.read_text(encoding="utf-8"))
        for path in paths
    )


def test_readers_of_json_objects_say_what_tells_them() -> None:
    """Without `TELLING` a reader is never asked about a JSON object (`provenance.intake`)."""
    assert [
        entry
        for entry, reader in load_entries("provenance.readers")
        if "sketch.members" in (asked := inspect.getsource(reader.recognise))
        or "string_member" in asked
        if not hasattr(reader, "TELLING")
    ] == []


def test_modules_of_the_tests_have_names_of_their_own() -> None:
    names = Counter(path.name for path in TESTS.rglob("*.py") if path.name != "conftest.py")
    assert [name for name, count in names.items() if count > 1] == []
