"""An office whose nights go one by one, and whose rules and settings change meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.cli.office import CLAIMS, EXPORTS, Done, claimscrub, run_arguments, write_exports
from tests.reliability.faults import tree

EARLIER = CLAIMS.replace("CLEAN1", "EARLY1").replace("61.00", "61.50")
TONIGHT = CLAIMS.replace("62.00", "62.50")
HOLDS_PAIRS = """\
id = "example-ppo"
[[pair_modifier]]
from = 2024-01-01
codes = ["97110", "97530"]
target = "97530"
accepts = ["59"]
severity = "block"
reason = "denied twice"
author = "JD"
expires = 2027-06-30
"""


@dataclass(frozen=True)
class Office:
    """An office with a site folder of its own, whose nights go one by one."""

    work: Path

    @property
    def site(self) -> Path:
        return self.work / "site"

    def run(self, as_of: str, claims: str, *more: str | Path, name: str = "") -> Done:
        """Run a night whose exports lie in a folder of their own."""
        exports = {**EXPORTS, "claims": claims}
        inputs = write_exports(self.work / "exports" / (name or as_of), exports)
        own: list[str | Path] = [
            "--config",
            self.site / "site.toml",
            "--payer-rules",
            self.site,
            "--as-of",
            as_of,
        ]
        return claimscrub(*run_arguments(inputs, self.work, "--format", "json", *own, *more))

    def published(self, as_of: str, claims: str, *more: str | Path, name: str = "") -> Path:
        done = self.run(as_of, claims, *more, name=name)
        assert done.code == 0, done.err
        return Path(done.summary["run_dir"])

    def change_everything(self) -> None:
        """Another rule of a payer, other settings, and nights that were not there."""
        (self.site / "overrides" / "example-ppo.toml").write_text(HOLDS_PAIRS, encoding="utf-8")
        settings = self.site / "site.toml"
        text = settings.read_text(encoding="utf-8").replace('"release"', '"review"')
        settings.write_text(text.replace('"NOBODY"', '"SOMEBODY"'), encoding="utf-8")
        # A later night, one of an earlier day that came late, one of the same day.
        self.published("2026-11-23", CLAIMS)
        self.published("2026-11-18", CLAIMS.replace("16.11.2026", "2026-11-16"))
        self.published("2026-11-21", CLAIMS.replace("NOBODY", "MCR"), name="beside")

    def state(self) -> dict[str, str]:
        """The hash of every file of runs, exports and site, and of the history."""
        folders = (self.work / "runs", self.work / "exports", self.site)
        found = {
            f"{folder.name}/{name}": digest
            for folder in folders
            for name, digest in tree(folder).items()
        }
        return found | {"history": tree(self.work)["history.sqlite"]}
