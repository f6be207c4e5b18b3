"""`claimscrub compare`: two site folders over one set of claims, the sums worked out by hand."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.office import (
    AS_OF,
    CLAIMS,
    EXPORTS,
    SITE,
    Done,
    claimscrub,
    run_arguments,
    table,
    write_exports,
)
from tests.cli.past_nights import HOLDS_PAIRS
from tests.reliability.faults import break_rule, tree
from tests.reliability.marked import markers_in, write_marked

HEADING = CLAIMS.splitlines()[0]
PAIRS = f"""\
{HEADING}
ONE,1,PA,EXPPO,2026-11-16,97110,1,62.00,GP,,PT,
ONE,2,PA,EXPPO,2026-11-16,97530,1,63.00,GP,,PT,
MARKED,1,PB,EXPPO,2026-11-16,97110,1,70.00,GP,,PT,
MARKED,2,PB,EXPPO,2026-11-16,97530,1,71.00,GP,59,PT,
SPLIT1,1,PC,EXPPO,2026-11-16,97110,1,80.25,GP,,PT,
SPLIT2,1,PC,EXPPO,2026-11-16,97530,1,81.50,GP,,PT,
OTHER,1,PD,MCAID,2026-11-16,97110,1,90.00,GP,,PT,
OTHER,2,PD,MCAID,2026-11-16,97530,1,91.00,GP,,PT,
APART1,1,PE,EXPPO,2026-11-16,97110,1,95.00,GP,,PT,
APART2,1,PE,EXPPO,2026-11-17,97530,1,96.00,GP,,PT,
"""
"""Of EXPPO the pair stands unmarked on ONE, and on SPLIT1 and SPLIT2 of one day together."""


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Path, Path]:
    """Site A, whose payer asks for nothing where two codes meet, and B, a copy of it."""
    one, other = tmp_path / "a", tmp_path / "b"
    shutil.copytree(SITE, one)
    rules = one / "payers" / "example-ppo.toml"
    text = rules.read_text(encoding="utf-8")
    begin, end = text.index("# 97110 and 97530"), text.index("[[case]]")
    rules.write_text(text[:begin] + text[end : text.index("[[case]]", end)], encoding="utf-8")
    shutil.copytree(one, other)
    return one, other


def _turn_on(site: Path) -> None:
    (site / "overrides" / "example-ppo.toml").write_text(HOLDS_PAIRS, encoding="utf-8")


def _compare(sites: Sequence[Path], claims: str, *more: str | Path, **exports: str) -> Done:
    folder = sites[0].parent / "export"
    inputs = write_exports(folder, {"claims": claims, **exports})
    named = [part for name, path in inputs.items() for part in (f"--{name}", path)]
    day = () if "--as-of" in more else ("--as-of", AS_OF)
    return claimscrub("compare", *sites, *named, *day, *more)


def _told(sites: Sequence[Path], claims: str, *more: str | Path, **exports: str) -> dict[str, Any]:
    done = _compare(sites, claims, *more, "--format", "json", **exports)
    assert done.code == 0, done.err
    assert done.out.count("\n") == 1
    return done.summary


def _sum(claims: int, dollars: str) -> dict[str, object]:
    return {"claims": claims, "dollars": dollars}


NOTHING = _sum(0, "0.00")


def test_a_block_for_one_payer_holds_exactly_its_claims(sites: tuple[Path, Path]) -> None:
    _turn_on(sites[1])
    out = sites[0].parent / "out"
    told = _told(sites, PAIRS, "--out", out)
    # 62.00 + 63.00 of ONE, 80.25 of SPLIT1, 81.50 of SPLIT2.
    assert told["newly_held"] == _sum(3, "286.75")
    for move in ("newly_released", "to_review", "from_review", "read_only_a", "read_only_b"):
        assert told[move] == NOTHING
    assert told["transitions"] == [
        {"before": "RELEASE", "after": "HOLD", "claims": 3, "dollars": "286.75"}
    ]
    # 62 + 63 + 70 + 71 + 80.25 + 81.50 + 90 + 91 + 95 + 96.
    assert (told["claims"], told["charges"]) == (7, "799.75")
    nothing = {"findings": 0, **NOTHING}
    fates = {
        "appear": {"findings": 2, **_sum(3, "286.75")},
        "go": nothing, "heavier": nothing, "lighter": nothing,
    }  # fmt: skip
    assert told["by_rule"] == [{"rule_id": "PAIR001", **fates}]
    assert told["by_payer"] == [
        {
            "payer_id": "EXPPO", "newly_held": _sum(3, "286.75"), "newly_released": NOTHING,
            "to_review": NOTHING, "from_review": NOTHING, **fates,
        }
    ]  # fmt: skip
    assert told["configuration"] == {
        "changed": [], "only_a": [], "only_b": ["site/overrides/example-ppo.toml"],
    }  # fmt: skip
    path = Path(told["changed_claims"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = [tuple(row.values()) for row in table(path)]
    assert rows == [
        ("ONE", "EXPPO", "RELEASE", "HOLD", "125.00", "PAIR001", "", "", ""),
        ("SPLIT1", "EXPPO", "RELEASE", "HOLD", "80.25", "PAIR001", "", "", ""),
        ("SPLIT2", "EXPPO", "RELEASE", "HOLD", "81.50", "PAIR001", "", "", ""),
    ]


def test_the_other_way_round_they_are_released(sites: tuple[Path, Path]) -> None:
    _turn_on(sites[0])
    told = _told(sites, PAIRS)
    assert told["newly_released"] == _sum(3, "286.75")
    assert told["newly_held"] == NOTHING
    assert told["by_rule"][0]["go"] == {"findings": 2, **_sum(3, "286.75")}
    assert told["by_rule"][0]["appear"] == {"findings": 0, **NOTHING}
    assert told["configuration"]["only_a"] == ["site/overrides/example-ppo.toml"]


def test_a_finding_that_weighs_more_moves_claims_out_of_review(sites: tuple[Path, Path]) -> None:
    """The example site asks for 59 on its payer's own word, which is no reason to hold."""
    _turn_on(sites[1])
    told = _told((SITE, sites[1]), PAIRS)
    assert told["newly_held"] == told["from_review"] == _sum(3, "286.75")
    assert told["to_review"] == told["newly_released"] == NOTHING
    (rule,) = told["by_rule"]
    assert rule["heavier"] == {"findings": 2, **_sum(3, "286.75")}
    assert rule["appear"]["findings"] == rule["go"]["findings"] == 0
    assert told["configuration"]["changed"] == ["site/payers/example-ppo.toml"]
    back = _told((sites[1], SITE), PAIRS)
    assert back["to_review"] == _sum(3, "286.75")
    assert back["by_rule"][0]["lighter"] == {"findings": 2, **_sum(3, "286.75")}


def test_a_site_that_reads_the_exports_otherwise(sites: tuple[Path, Path]) -> None:
    """TORN1 is held for a date that B declares: read, it is sent with both of its lines."""
    settings = sites[1] / "site.toml"
    text = settings.read_text(encoding="utf-8")
    both = text.replace('["%Y-%m-%d"]', '["%Y-%m-%d", "%d.%m.%Y"]')
    settings.write_text(both, encoding="utf-8")
    others = {name: text for name, text in EXPORTS.items() if name != "claims"}
    told = _told(sites, CLAIMS, **others)
    # 66.00 + 67.00; A knew of 66.00 only.
    assert told["newly_released"] == _sum(1, "133.00")
    assert told["newly_held"] == NOTHING
    assert told["configuration"]["changed"] == ["site/site.toml"]
    gone = {one["rule_id"]: one["go"] for one in told["by_rule"]}
    assert gone["SCH001"] == {"findings": 1, **_sum(1, "133.00")}


def test_a_claim_that_one_site_cannot_read_at_all(sites: tuple[Path, Path]) -> None:
    settings = sites[1] / "site.toml"
    text = settings.read_text(encoding="utf-8")
    aside = text.replace("[intake]\n", '[intake]\nset_aside_codes = ["97750"]\n')
    settings.write_text(aside, encoding="utf-8")
    line = "TESTED,1,PA,EXPPO,2026-11-18,97750,1,0.00,GP,,PT,\n"
    told = _told(sites, PAIRS + line)
    assert told["read_only_a"] == _sum(1, "0.00")
    assert told["read_only_b"] == NOTHING
    assert told["newly_held"] == told["newly_released"] == NOTHING


def test_the_history_of_a_is_used_and_stays_as_it_is(sites: tuple[Path, Path]) -> None:
    """The half that makes the pair went out last night: only tonight's claim is newly held."""
    _turn_on(sites[1])
    work = sites[0].parent
    settings = sites[1] / "site.toml"
    text = settings.read_text(encoding="utf-8").replace('id = "main"', 'id = "branch"')
    settings.write_text(text, encoding="utf-8")
    lines = PAIRS.splitlines(keepends=True)
    first, second = lines[0] + lines[5], lines[0] + lines[6]
    inputs = write_exports(work / "before", {"claims": first})
    day = ("--as-of", "2026-11-19")
    own = ("--config", sites[0] / "site.toml", "--payer-rules", sites[0])
    assert claimscrub(*run_arguments(inputs, work, *own, *day)).code == 0
    before = tree(work)
    done = _compare(
        sites, second, "--history", work / "history.sqlite", "--format", "json", "--out", work / "o"
    )
    assert done.code == 0, done.err
    assert done.summary["newly_held"] == _sum(1, "81.50")
    assert (done.summary["site"], done.summary["sites"]["b"]["id"]) == ("main", "branch")
    assert "under the id of A, main; that of B is branch" in done.err
    after = tree(work)
    assert {name for name in after if after[name] != before.get(name)} == {
        "export/claims.csv", "o/changed_claims.csv",
    }  # fmt: skip
    assert _told(sites, second)["newly_held"] == NOTHING


def test_a_site_against_itself(sites: tuple[Path, Path]) -> None:
    done = _compare(sites, PAIRS)
    assert done.code == 0
    assert done.out.splitlines()[:5] == [
        f"7 claims, charges 799.75, as of {AS_OF}; from A to B:",
        "  newly held     0 claims, 0.00",
        "  newly released 0 claims, 0.00",
        "  to review      0 claims, 0.00",
        "  from review    0 claims, 0.00",
    ]
    assert "  no finding differs\n" in done.out
    assert done.out.endswith("Configuration:\n  the same files\n")


def test_the_text_says_counts_and_names_nobody(sites: tuple[Path, Path]) -> None:
    _turn_on(sites[1])
    done = _compare(sites, PAIRS, "--out", sites[0].parent / "out")
    assert "  newly held     3 claims, 286.75\n" in done.out
    assert "    RELEASE to HOLD: 3 claims, 286.75\n" in done.out
    assert "  PAIR001: 2 findings appearing (3 claims, 286.75)\n" in done.out
    assert "  EXPPO: newly held 3 claims, 286.75; 2 findings appearing" in done.out
    assert "  only in B: site/overrides/example-ppo.toml\n" in done.out
    said = (done.out + done.err).replace(str(sites[0].parent), "")
    for name in ("ONE", "SPLIT1", "PA", "PC,"):
        assert f" {name}" not in said.replace("PAIR001", "")


def test_no_value_of_a_patient_is_said(sites: tuple[Path, Path]) -> None:
    settings = sites[1] / "site.toml"
    text = settings.read_text(encoding="utf-8").replace(
        'undecided = "release"', 'undecided = "review"'
    )
    settings.write_text(text, encoding="utf-8")
    work = sites[0].parent
    named = [
        part for name, path in write_marked(work / "marked").items() for part in (f"--{name}", path)
    ]
    for form in ("text", "json"):
        done = claimscrub("compare", *sites, *named, "--as-of", AS_OF, "--format", form)
        assert done.code == 0, done.err
        assert markers_in((done.out + done.err).replace(str(work), "")) == set()


def test_folders_that_cannot_be_used(sites: tuple[Path, Path], tmp_path: Path) -> None:
    gone = _compare((sites[0], tmp_path / "gone"), PAIRS)
    assert (gone.code, gone.out) == (2, "")
    assert str(tmp_path / "gone") in gone.said[0]
    (sites[1] / "site.toml").write_text("[site]\nidd = 1\n", encoding="utf-8")
    faulty = _compare(sites, PAIRS)
    assert (faulty.code, faulty.out) == (2, "")
    (sites[1] / "site.toml").unlink()
    (sites[1] / "payers" / "example-ppo.toml").write_text("id = [", encoding="utf-8")
    faulty = _compare(sites, PAIRS)
    assert (faulty.code, faulty.out) == (2, "")
    assert "example-ppo.toml" in faulty.said[0]


def test_inputs_and_history_that_are_not_there(sites: tuple[Path, Path], tmp_path: Path) -> None:
    done = claimscrub("compare", *sites, "--claims", tmp_path / "none.csv", "--as-of", AS_OF)
    assert (done.code, done.out) == (3, "")
    done = _compare(sites, PAIRS, "--history", tmp_path / "none.sqlite")
    assert (done.code, done.out) == (3, "")
    assert not (tmp_path / "none.sqlite").exists()
    assert "Missing option" in claimscrub("compare", *sites).err


def test_a_rule_that_fails_is_told(
    sites: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    break_rule(monkeypatch, "MOD001", ZeroDivisionError())
    done = _compare(sites, PAIRS, "--format", "json")
    assert done.code == 4
    assert done.summary["crashed"] == ["MOD001"]
    assert json.loads(done.out)["newly_held"] == NOTHING
    assert "MOD001 failed" in _compare(sites, PAIRS).out
