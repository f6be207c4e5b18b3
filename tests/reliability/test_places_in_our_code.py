"""What is told of an unforeseen error: its type and the place in our code, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import failures

SECRET = "Zq7Secret"


def _function(text: str, path: Path, known: dict[str, object]) -> Callable[[], object]:
    made: dict[str, Callable[[], object]] = {}
    exec(compile(text, str(path), "exec"), known, made)
    return made["call"]


@pytest.mark.parametrize("home", ["project", "venv/lib/python3.11/site-packages"])
def test_the_place_is_ours_although_a_library_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    """In a clone our packages stand beside the tests, installed beside the libraries."""
    here = tmp_path / home
    libraries = tmp_path / "venv" / "lib" / "python3.11" / "site-packages"
    monkeypatch.setattr(failures, "HERE", here)
    raises = _function(
        f"def call():\n    raise KeyError({SECRET!r})", libraries / "pandas" / "core.py", {}
    )
    calls = _function(
        "def call():\n    return raises()", here / "pipeline" / "night.py", {"raises": raises}
    )
    try:
        calls()
    except KeyError as error:
        code, sentence = failures.exit_code_of(error)
    assert code == 4
    assert sentence == "stopped by KeyError at pipeline/night.py:2; nothing published"
