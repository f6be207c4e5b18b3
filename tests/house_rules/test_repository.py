"""What no file of the repository may hold; each pattern is shown an offender too."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house_rules.repository_files import FILES, IMPORTED, PRODUCT, ROOT, name_of

LONGEST = 300
WRITTEN_BY_HAND = {".py", ".toml", ".html", ".j2", ".css", ".js"}

# Patterns are written so that they do not match themselves.
NEVER_IN_A_FILE = {
    "a path of one machine": re.compile(
        r"(?<![\w./<-])/(?:(?:work|root|home|farm|Users)\b|tmp/\w)|\b[A-Z]:\\Users"
    ),
    "a package registry": re.compile(
        r"\b(?:pypi\.(?:org|python)|(?:files\.)?pythonhosted\.org|registry\.npmjs|"
        r"repo\.anaconda|conda\.anaconda|static\.crates|proxy\.golang)\b"
    ),
    "an option that chooses an index": re.compile(
        r"--(?:extra-)?(?:default-)?index(?:-url)?[ =]|--find[-]links|--trusted[-]host|"
        r"\b(?:PIP|UV)_(?:EXTRA_|DEFAULT_)?INDEX"
    ),
    "the address of a download": re.compile(
        r"https?://[^\s\"'<>]+\.(?:whl|tar\.gz|tgz|tar\.bz2|tar\.xz|exe|msi|deb|rpm)\b"
    ),
}
SAFE_FILTER = re.compile(r"\|\s*safe\b|autoescape\s+false")

OFFENDING_TEXT = {
    "a path of one machine": [
        "see /" + "root/notes.md",
        "'/" + "tmp/x1/a.csv'",
        "C:" + r"\Users\a",
    ],
    "a package registry": ["https://py" + "pi.org/simple", "files.python" + "hosted.org"],
    "an option that chooses an index": [
        "pip install --index" + "-url x",
        "PIP_EXTRA" + "_INDEX_URL",
    ],
    "the address of a download": ["https://example.org/a-1.0" + ".whl"],
}


@pytest.mark.parametrize("what", sorted(NEVER_IN_A_FILE))
def test_no_file_holds(what: str) -> None:
    pattern = NEVER_IN_A_FILE[what]
    for text in OFFENDING_TEXT[what]:
        assert pattern.search(text), text
    found: list[str] = []
    for path in FILES:
        lines = path.read_text("utf-8", errors="replace").splitlines()
        found += [f"{name_of(path)}:{n}" for n, line in enumerate(lines, 1) if pattern.search(line)]
    assert found == []


def test_no_file_of_the_product_is_too_long() -> None:
    lengths = {
        name_of(path): len(path.read_text("utf-8").splitlines())
        for path in PRODUCT
        if path.suffix in WRITTEN_BY_HAND
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_templates_escape_everything() -> None:
    assert SAFE_FILTER.search("{{ name|safe }}")
    assert SAFE_FILTER.search("{{ name | safe }}")
    found = [
        f"{name_of(path)}:{number}"
        for path in PRODUCT
        if path.suffix in (".html", ".j2", ".jinja")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if SAFE_FILTER.search(line)
    ]
    assert found == []


def test_import_contracts_are_declared() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert tuple(sorted(settings["root_packages"])) == tuple(sorted(IMPORTED))
    layers = [contract["layers"] for contract in settings["contracts"] if "layers" in contract]
    assert ["pipeline", "reports | payer_rules", "schemas"] in layers
    guarded = {
        source
        for contract in settings["contracts"]
        for source in contract.get("source_modules", [])
    }
    assert {"pipeline.demo", "pipeline.checks"} <= guarded
