"""What is shipped: the five top folders, the command, and libraries that match the lock files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from tests.conftest import RunClaimscrub

ROOT = Path(__file__).parent.parent
PACKAGES = ("pipeline", "schemas", "payer_rules", "reports")
HEAVY = ("pandas", "numpy", "pyarrow", "pandera", "sqlalchemy", "openpyxl", "jinja2", "pydantic")


def _project() -> Mapping[str, object]:
    read: Mapping[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return read


def _pins(name: str) -> dict[str, set[str]]:
    """Library -> the versions that a requirements file pins (several where platforms differ)."""
    pins: dict[str, set[str]] = {}
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if found := re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", line):
            pins.setdefault(canonicalize_name(found[1]), set()).add(found[2])
    return pins


def _declared() -> tuple[list[str], list[str]]:
    """What pyproject asks for: (to run, to build and test)."""
    project = _project()
    needs = project["project"]
    groups = project["dependency-groups"]
    assert isinstance(needs, dict)
    assert isinstance(groups, dict)
    return [*needs["dependencies"], *groups["build"]], groups["dev"]


def _modules_after(statement: str) -> set[str]:
    """Names of the modules that a fresh Python holds after a statement."""
    program = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{program}"],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_top_packages_are_there() -> None:
    for package in PACKAGES:
        assert (ROOT / package / "__init__.py").is_file(), package


def test_the_wheel_holds_the_four_packages_and_the_command() -> None:
    project = _project()
    match project:
        case {
            "project": {"scripts": scripts},
            "tool": {"hatch": {"build": {"targets": {"wheel": {"packages": packages}}}}},
        }:
            assert scripts == {"claimscrub": "pipeline.cli:main"}
            assert tuple(packages) == PACKAGES
        case _:
            pytest.fail("pyproject.toml lacks the script or the wheel's packages")


def test_help_loads_no_heavy_library() -> None:
    loaded = _modules_after(
        "import pipeline.cli, contextlib, io\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    sys.argv = ['claimscrub', '--help']\n"
        "    pipeline.cli.main()"
    )
    assert "pipeline.cli" in loaded
    assert sorted(loaded.intersection(HEAVY)) == []


def test_help_names_the_commands(run_claimscrub: RunClaimscrub) -> None:
    started = time.perf_counter()
    done = run_claimscrub("--help")
    seconds = time.perf_counter() - started
    assert done.returncode == 0, done.stderr
    for command in ("run", "demo", "explain", "rules", "check-config", "doctor", "status"):
        assert re.search(rf"^\s+{command}\b", done.stdout, re.MULTILINE), command
    assert seconds < 3  # the promise is 0.3 s on a quiet machine; a busy one gets ten times that


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", text.strip())
    pinned = [block for block in blocks if block.strip()]
    assert len(pinned) > 20
    for block in pinned:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", block), block.splitlines()[0]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block.splitlines()[0]
    assert [line for line in text.splitlines() if line.startswith("-")] == []


def test_locked_versions_are_in_the_ranges_of_pyproject() -> None:
    to_run, to_test = _declared()
    for name, asked in (("requirements.txt", to_run), ("requirements-dev.txt", to_run + to_test)):
        pins = _pins(name)
        for line in asked:
            wanted = Requirement(line)
            versions = pins.get(canonicalize_name(wanted.name), set())
            assert versions, f"{wanted.name} is not in {name}: write the file anew"
            assert all(wanted.specifier.contains(version) for version in versions), line


def test_the_tests_run_on_the_versions_that_are_shipped() -> None:
    shipped, tested = _pins("requirements.txt"), _pins("requirements-dev.txt")
    assert {name: tested.get(name) for name in shipped} == shipped
