"""Small payer folders written for one test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

WriteSite = Callable[..., Path]

CITED = """
grade = "A"
verified_on = 2026-01-02
review_by = 2027-01-02
citation = { authority = "P", document = "Manual", section = "1", read_on = 2026-01-02 }
"""


@pytest.fixture
def site_folder(tmp_path: Path) -> WriteSite:
    """Write files (name without ``.toml`` = text) and return their folder; CITED is filled in."""

    def write(**files: str) -> Path:
        folder = tmp_path / "site"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            filled = text.replace("CITED", CITED)
            (folder / f"{name}.toml").write_text(filled, encoding="utf-8")
        return folder

    return write
