"""The example exports of other systems: their files, and a published night of each office."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tests.cli.office import PROJECT, Done, claimscrub, jsonl, table

EXPORTS = PROJECT / "examples" / "exports"
AS_OF = "2026-11-20"


@dataclass(frozen=True)
class Night:
    """A published night of one example office."""

    run_dir: Path
    claims: Path

    @property
    def findings(self) -> set[tuple[str, str, str, int | None]]:
        """Rule, severity, claim and line of every finding."""
        return {
            (one["rule_id"], one["severity"], one["claim_id"], one["line_number"])
            for one in jsonl(self.run_dir / "findings.jsonl")
        }

    @property
    def rejected(self) -> list[tuple[str, int, str, str]]:
        """File, physical line, kind and column of every row that was not accepted."""
        return [
            (one["file"], one["physical_line"], one["kind"], one["column"])
            for one in jsonl(self.run_dir / "rejected_rows.jsonl")
        ]

    @property
    def dispositions(self) -> dict[str, str]:
        return {
            one["claim_id"]: one["disposition"] for one in table(self.run_dir / "dispositions.csv")
        }

    def counts(self, table_name: str) -> dict[str, int]:
        """Records of a table, by what became of them."""
        manifest = json.loads((self.run_dir / "manifest.json").read_text(encoding="utf-8"))
        (file,) = (one for one in manifest["inputs"] if one["table"] == table_name)
        kinds = ("records", "accepted", "rejected", "set_aside", "duplicate")
        return {kind: file[kind] for kind in kinds}

    def cannot_tell(self, rule_id: str, missing: str) -> list[tuple[str, int]]:
        """Claim and line of the rows for which a rule misses a fact, listed one by one."""
        return [
            (one["claim_id"], one["line_number"])
            for one in jsonl(self.run_dir / "not_evaluated.jsonl")
            if (one["rule_id"], one["missing"]) == (rule_id, missing) and one.get("claim_id")
        ]


def ran(work: Path, office: str, *inputs: str | Path, site: Path | None = None) -> Done:
    config = (site or EXPORTS / "site" / office) / "site.toml"
    places = ("--out", work / "runs", "--history", work / "history.sqlite")
    return claimscrub("run", *inputs, "--config", config, "--as-of", AS_OF, *places)


def night_of(work: Path, office: str, *inputs: str | Path, site: Path | None = None) -> Night:
    done = ran(work, office, *inputs, site=site)
    assert done.code == 0, done.err
    (run_dir,) = (path for path in (work / "runs" / AS_OF).iterdir() if path.is_dir())
    return Night(run_dir, Path(inputs[list(inputs).index("--claims") + 1]))


WEBPT = ("--claims", EXPORTS / "webpt" / "revflow_charges.csv",
         "--visits", EXPORTS / "webpt" / "documented_units.csv")  # fmt: skip
TEBRA = ("--claims", EXPORTS / "tebra" / "lines.csv",
         "--visits", EXPORTS / "tebra" / "lines.csv")  # fmt: skip
OPENEMR = ("--claims", EXPORTS / "openemr" / "billing.csv")
