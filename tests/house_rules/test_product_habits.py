"""Habits that no module of the product may have.

Each guard is also shown offenders: a guard that cannot fire guards nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.house_rules.repository_files import MODULES, PACKAGES, name_of

# Files that may ask what time it is, and why. Everything else is given the night's date.
CLOCK_READERS = {
    "pipeline/cli.py": "the default of --as-of",
    "pipeline/stages.py": "start and end of the run, for the manifest",
}

EXECUTES = ("execute", "executemany", "executescript", "exec_driver_sql")
SQL_TEXTS = ("text", "sa.text", "sql.text", "sqlalchemy.text")
CLOCKS = re.compile(
    r"\A(?:\w+\.)*(?:"
    r"(?:datetime|date|Timestamp)\.(?:now|utcnow|today)|"
    r"time\.(?:time|time_ns|localtime|gmtime|ctime)|Timestamp\.(?:now|today|utcnow)"
    r")\Z"
)


def _dotted(node: ast.expr) -> str:
    """`pd.Timestamp.now` for the expression that spells it; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return parts[0] if parts else ""
    return ".".join([node.id, *reversed(parts)])


def _calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, _dotted(node.func)


def swallowed_exceptions(tree: ast.AST) -> Iterator[int]:
    """`except Exception: pass`, or bare, or with nothing but `...` or `continue` below."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        types = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        broad = any(
            kind is None or _dotted(kind) in ("Exception", "BaseException") for kind in types
        )
        idle = all(
            isinstance(line, ast.Pass | ast.Continue)
            or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
            for line in node.body
        )
        if broad and idle:
            yield node.lineno


def lost_rows(tree: ast.AST) -> Iterator[int]:
    """`on_bad_lines`, as a keyword or as a key of options: rows would vanish."""
    for node in ast.walk(tree):
        if (isinstance(node, ast.keyword) and node.arg == "on_bad_lines") or (
            isinstance(node, ast.Constant) and node.value == "on_bad_lines"
        ):
            yield node.lineno


def built_sql(tree: ast.AST) -> Iterator[int]:
    """SQL put together from text: an f-string, `+`, `%` or `.format` in `execute` or `text`."""
    for call, name in _calls(tree):
        if name.rpartition(".")[2] in EXECUTES or name in SQL_TEXTS:
            for argument in call.args[:1]:
                built = isinstance(argument, ast.JoinedStr | ast.BinOp)
                formatted = isinstance(argument, ast.Call) and _dotted(argument.func).endswith(
                    "format"
                )
                if built or formatted:
                    yield call.lineno


def row_loops(tree: ast.AST) -> Iterator[int]:
    """`iterrows`, `apply(axis=1)` and `inplace=True`."""
    for call, name in _calls(tree):
        options = {
            word.arg: word.value.value
            for word in call.keywords
            if isinstance(word.value, ast.Constant)
        }
        last = name.rpartition(".")[2]
        by_row = last == "apply" and options.get("axis") in (1, "columns")
        # A schema's `validate(inplace=True)` changes nothing: it spares a copy of the frame.
        in_place = options.get("inplace") is True and last != "validate"
        if last == "iterrows" or by_row or in_place:
            yield call.lineno


def clock_readings(tree: ast.AST) -> Iterator[int]:
    """A call that asks what time or day it is (stop watches such as `perf_counter` do not)."""
    for call, name in _calls(tree):
        if CLOCKS.match(name):
            yield call.lineno


GUARDS: list[tuple[Callable[[ast.AST], Iterator[int]], list[str], list[str]]] = [
    (
        swallowed_exceptions,
        [
            "try:\n    f()\nexcept Exception:\n    pass",
            "try:\n    f()\nexcept:\n    ...",
            "while 1:\n  try:\n    f()\n  except (OSError, Exception):\n    continue",
        ],
        [
            "try:\n    f()\nexcept ValueError:\n    pass",
            "try:\n    f()\nexcept Exception:\n    g()",
        ],
    ),
    (
        lost_rows,
        ["pd.read_csv(f, on_bad_lines='skip')", "options = {'on_bad_lines': 'warn'}"],
        ["pd.read_csv(f)  # never on_bad_lines"],
    ),
    (
        built_sql,
        [
            "c.execute(f'select {x}')",
            "c.execute(text(f'select {x}'))",
            "text('select ' + x)",
            "self.connection.cursor().execute('select {}'.format(x))",
        ],
        ["c.execute(select(lines))", "c.execute('select ?', (x,))", "text('pragma user_version')"],
    ),
    (
        row_loops,
        [
            "for i, row in frame.iterrows():\n    pass",
            "frame.apply(f, axis=1)",
            "frame.groupby('a').first().apply(f, axis='columns')",
            "frame.drop(columns='a', inplace=True)",
        ],
        ["frame.apply(f)", "frame.sum(axis=1)", "frame.drop(columns='a', inplace=False)"],
    ),
    (
        clock_readings,
        [
            "datetime.now(UTC)",
            "datetime.datetime.utcnow()",
            "date.today()",
            "dt.date.today()",
            "time.time()",
            "pd.Timestamp.now()",
        ],
        ["time.perf_counter()", "time.monotonic()", "datetime.fromisoformat(x)", "self.date(x)"],
    ),
]


@pytest.mark.parametrize(("guard", "offenders", "innocent"), GUARDS)
def test_each_guard_fires_on_offenders_only(
    guard: Callable[[ast.AST], Iterator[int]], offenders: list[str], innocent: list[str]
) -> None:
    for code in offenders:
        assert list(guard(ast.parse(code))), code
    for code in innocent:
        assert not list(guard(ast.parse(code))), code


@pytest.mark.parametrize("guard", [case[0] for case in GUARDS])
def test_modules_of_the_product_keep_the_habit(
    guard: Callable[[ast.AST], Iterator[int]],
) -> None:
    found = [
        f"{name_of(path)}:{line}"
        for path in MODULES
        if guard is not clock_readings or name_of(path) not in CLOCK_READERS
        for line in guard(ast.parse(path.read_bytes()))
    ]
    assert found == [], guard.__doc__


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 20
    for package in PACKAGES:
        assert any(name_of(path).startswith(f"{package}/") for path in MODULES), package


def test_the_clock_list_names_files_that_exist() -> None:
    names = {name_of(path) for path in MODULES}
    assert set(CLOCK_READERS) <= names
