"""Which files the house rules look at."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("pipeline", "schemas", "payer_rules", "reports")
IMPORTED = (*PACKAGES, "benchmarks")
UNLISTED = {".git", ".venv", ".hypothesis", "__pycache__", "build", "dist"}


def repository_files() -> list[Path]:
    """Every file of the repository: what git tracks or would, else what lies in the folder."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not UNLISTED.intersection(path.parts)]
    else:
        found = [ROOT / name for name in done.stdout.split("\0") if name]
    return sorted(path for path in found if path.is_file())


def name_of(path: Path) -> str:
    """A file's name within the repository."""
    return path.relative_to(ROOT).as_posix()


FILES = repository_files()
PRODUCT = [path for path in FILES if path.relative_to(ROOT).parts[0] in PACKAGES]
MODULES = [path for path in PRODUCT if path.suffix == ".py"]
