"""Where the worked examples and figures of these tests stand, and where they were read.

Facts and figures are carried over, no sentence is. What was read in a copy names it.
"""

from __future__ import annotations

from dataclasses import dataclass

READ_ON = "2026-11-21"


@dataclass(frozen=True)
class Source:
    """A document, the place in it, and the page on which it was read."""

    authority: str
    document: str
    section: str
    url: str
    read_on: str = READ_ON


UNITS = Source(
    "CMS",
    "Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
    "20.2.C: chart of minutes and the five examples",
    "https://www.chirocode.com/article.html?id=25388",
)
UNITS_EXAMPLES = Source(
    "CMS",
    "Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
    "20.2.C: examples 1 to 4, read in a copy",
    "https://www.findacode.com/articles/documentation-requirements-for-therapy-services-26634.html",
)
UNITS_BY_MAC = Source(
    "First Coast Service Options (MAC)",
    "Counting units for therapy services",
    "chart of minutes; modified 2024-04-09",
    "https://medicare.fcso.com/Rehabilitation_services/0508065.asp",
)
MIDPOINT = Source(
    "AMA",
    "CPT, instructions on time",
    "a unit of time is reached when its midpoint is passed; each code by itself",
    "https://newgradphysicaltherapy.com/8-minute-rule-vs-spm",
)
ONE_UNIT = Source(
    "CMS",
    "Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
    "20.2.D: units allowed a day by discipline (Transmittal 2121, Change Request 7247)",
    "https://5y1.org/info/than-and-then-rule_3_354d57.html",
)
ASSISTANTS = Source(
    "CMS",
    "Billing examples using CQ/CO modifiers",
    "required from 2020-01-01; the four steps; the example of 66 minutes, read in a copy",
    "https://cms.gov/medicare/coding-billing/therapy-services/billing-examples-using-cq/co-modifiers-services-furnished-whole-or-part-ptas-and-otas",
)
ASSISTANTS_SINCE_2022 = Source(
    "CMS",
    "Therapy Services page, update for 2026",
    "CQ and CO: the two exceptions since calendar year 2022",
    "https://www.cms.gov/medicare/coding-billing/therapy-services",
)
ASSISTANTS_PROPOSED = Source(
    "TherapyComply",
    "Proposed rule for 2022, CO and CQ modifiers",
    "example A; two units left from 24 to 28 minutes",
    "https://therapycomply.com/Medicare/Outpatient-Therapy/PTA-and-OTA-Modifiers/2022-Rule",
)
ASSISTANTS_IN_2020 = Source(
    "Systems 4PT",
    "Quiz on the assistant modifiers, rule of 2020",
    "10 and 10, 8 and 1, 11 and 1 minutes",
    "https://www.systems4pt.com/",
)
ASSISTANTS_BY_APTA = Source(
    "APTA",
    "Quick guide to using the PTA modifier (2019)",
    "example D",
    "https://pdf4pro.com/amp/view/quick-guide-to-using-the-pta-modifier-7774fc.html",
)
CERTIFICATION = Source(
    "CMS",
    "42 CFR 424.24(c); Medicare Benefit Policy Manual (Pub. 100-02), chapter 15",
    "220.1.3: 30 days for the first signature, 90 days for a period, 14 for a verbal order",
    "https://med.noridianmedicare.com/web/jea/provider-types/outpatient-therapy-certification-plan-of-care",
)
FEES_2026 = Source(
    "CMS",
    "Physician fee schedule, national relative value file of July 2026",
    "factor 33.4009 for those outside alternative payment models; indicator 5",
    "https://www.cms.gov/medicare/payment/fee-schedules/physician",
)
MPPR = Source(
    "CMS",
    "Medicare Claims Processing Manual (Pub. 100-04), chapter 5",
    "10.7: ranked by practice expense, then by the total; read at NGS and UnitedHealthcare",
    "https://www.ngsmedicare.com/web/ngs/physical-therapy/occupational-therapy/speech-therapy?selectedArticleId=865043",
)
_CMS_PAGE = "https://www.cms.gov/medicare/coding-billing/therapy-services"
_NORIDIAN = "https://med.noridianmedicare.com/web/jea/provider-types/outpatient-therapy/per-beneficiary_kx_modifier_thresholds"


def _threshold(document: str, url: str, authority: str = "CMS") -> Source:
    return Source(authority, document, "amount of the calendar year, both buckets", url)


THRESHOLDS: dict[int, tuple[str, Source]] = {
    2018: (
        "2010.00",
        _threshold(
            "Bipartisan Budget Act of 2018: the former cap stays the KX amount",
            "http://mmplusinc.com/news-articles/item/repeal-of-the-therapy-cap",
        ),
    ),
    2019: (
        "2040.00",
        _threshold(
            "Therapy Services page, updates for 2019 (Change Request 11055)",
            "https://www.cms.gov/Medicare/Billing/TherapyServices/index.html",
        ),
    ),
    2020: (
        "2080.00",
        _threshold(
            "Yearly update for 2020, read in a trade article",
            "https://www.clinicient.com/therapy-cap-for-pt-ot-and-slp/",
        ),
    ),
    2021: (
        "2110.00",
        _threshold(
            "Change Request 12014, read at AHCA/NCAL",
            "https://www.ahcancal.org/News-and-Communications/Blog/Pages/CMS-Updates-CY-2021-Outpatient-Therapy-Per-Beneficiary-EditAudit-Threshold-Amounts.aspx",
        ),
    ),
    2022: ("2150.00", _threshold("Per-beneficiary KX thresholds", _NORIDIAN, "Noridian (MAC)")),
    2023: ("2230.00", _threshold("Per-beneficiary KX thresholds", _NORIDIAN, "Noridian (MAC)")),
    2024: ("2330.00", _threshold("Per-beneficiary KX thresholds", _NORIDIAN, "Noridian (MAC)")),
    2025: (
        "2410.00",
        _threshold(
            "Yearly update for 2025, read in a trade article",
            "https://prombs.com/telehealth-pt-through-sept30-2025-thresholds-kx",
        ),
    ),
    2026: (
        "2480.00",
        _threshold("Therapy Services page, update for 2026 (Change Request 14252)", _CMS_PAGE),
    ),
}
"""Dollars of each calendar year, for PT with SLP and for OT alike."""
