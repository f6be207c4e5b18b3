"""POC012: a plan of care certified by someone who may not certify one."""

from __future__ import annotations

import numpy as np

from payer_rules.code_sets import CodeSets
from pipeline.rule import Citation, Grain, Severity, Verdict, rule
from pipeline.service_lines import ServiceLines
from pipeline.tables import as_dates, look_up
from pipeline.worksheets.certification_paths import CertificationPaths
from pipeline.worksheets.credentials import listed
from pipeline.worksheets.plan_exposure import PlanLines

KNOB = "plan_of_care"
CORF_BILL_TYPE = "75"


@rule(
    id="POC012",
    name="certifier-not-eligible",
    title="Certified by someone who may not certify",
    severity=Severity.REVIEW,
    grain=Grain.PLAN,
    seen=("The {named} was certified on {day}; the certifier's credential is {certifier}."),
    expected=(
        "Certification by a physician, or by a nurse practitioner, clinical nurse specialist or "
        "physician assistant (in a CORF by a physician alone)."
    ),
    rationale=(
        "Only a physician or a non-physician practitioner certifies a plan. A chiropractor or a "
        "dentist does not; a podiatrist does within the scope of practice, an optometrist for low "
        "vision only."
    ),
    citations=(
        Citation(
            authority="CMS",
            document="Medicare Benefit Policy Manual (Pub. 100-02), chapter 15",
            section="220.1.3",
            url="https://www.cms.gov/regulations-and-guidance/guidance/manuals",
            read_on="2026-11-21",
        ),
        Citation(
            authority="Noridian Healthcare Solutions (MAC)",
            document="Identifying the certifying physician",
            section="Benefit Policy Manual chapter 15, 220.1.1",
            read_on="2026-11-21",
        ),
        Citation(
            authority="CFR",
            document="42 CFR 424.24",
            section="(c)",
            url="https://www.ecfr.gov/current/title-42/section-424.24",
            read_on="2026-11-21",
        ),
    ),
    prevents=("CARC 50", "RARC N474", "RARC M127"),
    fix=(
        "Check on the plan who signed, and correct the credential if the export is wrong. If it is "
        "right, obtain the dated certification of a practitioner who may certify, and hold the "
        "plan's lines until it is there."
    ),
    not_checked=(
        "Whether the plan lies within a podiatrist's scope, or is for low vision under an "
        "optometrist; the certifier's enrollment."
    ),
    needs_payer_policy=True,
    owner="front desk",
    optional=("certified_on", "verbal_order_on", "bill_type"),
    decides_always=(
        "Without a signature or verbal order nobody has certified yet; a line without a bill type "
        "is not a CORF's."
    ),
)
def check(
    exposure: PlanLines, paths: CertificationPaths, lines: ServiceLines, sets: CodeSets
) -> Verdict:
    """Answer for each plan of care."""
    periods, plans = exposure.periods, exposure.periods.plans
    credential = plans.categorical("certifier_credential")
    day = np.where(periods.signed, paths.signed_on, plans.days("verbal_order_on"))
    day = np.where(periods.signed | paths.verbal, day, periods.start)
    may_certify = listed(sets.certifiers, "eligible", credential, day)
    may_in_corf = listed(sets.certifiers, "corf", credential, day)
    bill_type = lines.coded("bill_type")
    of_corf = look_up(bill_type, lambda text: text.lstrip("0").startswith(CORF_BILL_TYPE))
    in_corf = exposure.some(of_corf)
    maybe_signed = plans.column_missing("certified_on")
    return Verdict(
        applies=exposure.exposed & (periods.signed | paths.verbal | maybe_signed),
        violates=may_certify.no | (in_corf & may_in_corf.no),
        unknown={
            f"payer:{KNOB}": exposure.policy_missing,
            "certifier_credential": ~may_certify.yes & ~may_certify.no,
        },
        severity=exposure.noted(KNOB),
        shows={
            "plan": exposure.plan_ids,
            "named": exposure.named,
            "start": lambda rows: as_dates(periods.start[rows]),
            "day": lambda rows: as_dates(day[rows]),
            "credential": lambda rows: plans.text("certifier_credential", rows),
            "certifier": lambda rows: [
                f"{name} (the service is a CORF's)" if corf else name
                for name, corf in zip(
                    plans.text("certifier_credential", rows), in_corf[rows], strict=True
                )
            ],
            "rule_source": lambda rows: exposure.sources(KNOB, rows),
        },
    )
