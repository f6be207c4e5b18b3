"""What every test shares: the network is blocked (pyproject), examples repeat, nobody's files."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import HealthCheck, settings

# "ci": the same examples on every machine, few enough for the gate. "long": the nightly search.
settings.register_profile(
    "ci",
    derandomize=True,
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long",
    derandomize=False,
    max_examples=10_000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


class RunClaimscrub(Protocol):
    """Calls the command line as a person would: in a process of its own."""

    def __call__(
        self,
        *arguments: str | Path,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float = 120,
    ) -> subprocess.CompletedProcess[str]:
        """Run `claimscrub` with arguments; the exit code is the caller's to look at."""
        ...


def _folder_of_packages() -> str:
    """Where this test run imports `pipeline` from, so that the subprocess tests the same code."""
    spec = importlib.util.find_spec("pipeline")
    assert spec is not None, "the package pipeline cannot be found"
    assert spec.submodule_search_locations
    return str(Path(spec.submodule_search_locations[0]).parent)


@pytest.fixture(autouse=True, scope="session")
def _no_imported_code_sets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads the code sets that the person who runs it has imported."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAIMSCRUB_CODE_SETS", str(tmp_path_factory.mktemp("no-code-sets")))
        yield


@pytest.fixture
def run_claimscrub(tmp_path: Path) -> RunClaimscrub:
    """The command line in a subprocess, with this test's own user folders and no user config.

    Standard input is closed. `env` is laid over a copy of the environment.
    """
    own = {
        "HOME": str(tmp_path / "home"),
        "LOCALAPPDATA": str(tmp_path / "home"),
        "XDG_CACHE_HOME": str(tmp_path / "home" / "cache"),
        "XDG_CONFIG_HOME": str(tmp_path / "home" / "config"),
        "XDG_DATA_HOME": str(tmp_path / "home" / "data"),
        "XDG_STATE_HOME": str(tmp_path / "home" / "state"),
        "PYTHONPATH": _folder_of_packages(),
        "PYTHONSAFEPATH": "1",
        "PYTHONWARNINGS": "error",
    }
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("CLAIMSCRUB_")
    }

    def run(
        *arguments: str | Path,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float = 120,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pipeline.cli", *map(str, arguments)],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=cwd or tmp_path,
            env={**inherited, **own, **(env or {})},
            timeout=timeout,
        )

    return run
