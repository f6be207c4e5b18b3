"""COV002: Medicaid plans about whose coverage nothing is written down for tonight's dates."""

from __future__ import annotations

from pipeline.demo.model import Label
from pipeline.demo.office import Office

RULE = "COV002"
_WITHOUT = {
    "MCDB": "the payer file has no coverage entry at all",
    "MCDC": "the payer file has no coverage entry at all",
    "MCDF": "the only coverage entry ended on 2026-06-30",
}
_WITH = {
    "MCDA": "Medicaid with a list and two exclusions",
    "MCDE": "Medicaid with a complete list",
    "MADV": "not Medicaid",
    "MCR": "not Medicaid",
    "FED": "not Medicaid",
    "COMM": "not Medicaid",
    "BCBS": "not Medicaid",
    "PPO1": "not Medicaid",
    "PPO2": "not Medicaid",
    "WCOMP": "not Medicaid",
    "SELFINS": "not known at all, so not known to be Medicaid",
}


def plant(office: Office) -> None:
    """Label the payers; their patients are part of the population."""
    for kind, payers in (("fault", _WITHOUT), ("near_miss", _WITH)):
        for code, why in payers.items():
            office.labels.append(
                Label(
                    rule_id=RULE,
                    kind=kind,
                    scenario="no-entry" if kind == "fault" else "entry-or-no-medicaid",
                    spans="claims",
                    claim_id=None,
                    line_number=None,
                    patient_id=None,
                    plan_id=None,
                    payer_id=code,
                    severity="note",
                    why=why,
                )
            )
