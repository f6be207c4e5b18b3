"""Therapists' wording for visit notes: short, with the abbreviations that clinics use."""

from __future__ import annotations

DESCRIPTIONS: dict[str, tuple[str, ...]] = {
    "97110": (
        "AAROM R knee flex/ext 3x10, quad sets 2x15 5s hold",
        "theraband rows red 3x12, scap retraction, sup->sit",
        "NuStep L4 8 min, SLR 3x10 B, heel slides",
        "hip abd/ext in stance 2x15 2#, calf raises 3x10",
        "grip strengthening yellow putty 3x10, wrist ext 1# 2x15",
        "shldr flex/scaption AROM to 110°, isometrics 5x10s",
    ),
    "97112": (
        "tandem stance on foam EO/EC 4x30s, CGA",
        "PNF D2 UE x15, cues for trunk control",
        "SLS L 5x20s, perturbations, dual task counting",
        "wt shifting // bars, mirror feedback, vis-à-vis setup",
    ),
    "97116": ("gait c FWW 150 ft x2, cues heel strike L", "gait c SPC outdoors, curb x4, SBA"),
    "97124": ("STM c effleurage upper trap B",),
    "97140": (
        "grade III PA glides L4-5, STM paraspinals",
        "patellar mobs all planes gr II-III, scar mobs",
        "post capsule stretch R GH jt, gr III inf glides",
        "MFR forearm flexors, carpal mobs gr II",
    ),
    "97530": (
        'sit<>stand from 17" chair x12 for toilet transfers, cues for nose over toes',
        "simulated laundry lift 8# floor to counter x10, body mechanics cues",
        "stair training 12 steps, step-to, 1 rail, for home entry",
        "reach to overhead shelf c 2# cans, kitchen simulation",
        "car transfer simulation, mod cues, 4 reps",
    ),
    "97533": ("vestibular input on platform swing, 4 min bouts, graded",),
    "97535": (
        "LB dressing c reacher + sock aid, min A -> SBA",
        "joint protection for meal prep, pt demo'd 4/5 steps",
        "home safety: tub bench set-up, energy conservation",
    ),
    "97035": ("US 1 MHz 1.2 W/cm² 50% R lat epicondyle",),
    "G0283": ("IFC lumbar x15 min, c MHP, skin intact",),
    "97129": ("working memory: 4-step recall c external aid 70%",),
    "97130": ("med management sequencing, errorless learning",),
    "92507": (
        "naming 12/20 c semantic cues, phonemic cue x5",
        "/r/ in phrases 80% c visual cue",
        "expressive: SVO sentences 14/20, mod A",
    ),
    "92526": ("effortful swallow x20, thin by cup 3 oz, Ø cough", "Masako x10, chin tuck trials"),
    "97161": ("PT eval low complexity, ROM/MMT/gait assessed",),
    "97162": ("PT eval mod complexity, 5xSTS 19 s, TUG 16 s",),
    "97163": ("PT eval high complexity, Berg 34/56, fall hx x3",),
    "97164": ("re-eval: new fall 2º to ankle sprain, POC revised",),
    "97165": ("OT eval low complexity, grip R 32# L 51#",),
    "97166": ("OT eval mod complexity, 9HPT 34 s, COPM done",),
    "97168": ("OT re-eval: cast off, ROM and goals updated",),
    "92523": ("SLP eval: speech sound + language, std testing",),
    "92610": ("clinical swallow eval, thin/NTL/puree trials",),
    "97150": ("balance group, 4 pts, circuit stations",),
    "97750": ("FCE components: lift, carry; written report",),
    "95992": ("Epley R x2, nystagmus resolved",),
}
OTHER_DESCRIPTION = ("per POC, see flow sheet; pt tol well",)

JUSTIFICATIONS = (
    "skilled cueing needed, unsafe c transfers at present",
    "progressive loading adjusted to pain <4/10",
    "ROM deficit limits overhead ADLs; PT to progress",
    "compensatory trunk lean corrected c tactile cues",
    "fall risk, needs skilled guarding + dual task grading",
    "motor learning: faded feedback, retrieval practice",
)
GOALS = (
    ("G1", "STG: stairs x12 c 1 rail mod I in 4 wks"),
    ("G2", "LTG: return to lifting 20# at work"),
    ("G3", "STG: don LB garments SBA in 3 wks"),
    ("G4", "LTG: community amb 1000 ft s AD"),
    ("G5", "STG: R shldr flex AROM 140° for shelf reach"),
    ("G6", "LTG: 90% intelligible in conversation"),
)
MEASURES = (
    "knee flex 98°",
    "grip R 38#",
    "TUG 13.2 s",
    "MMT quad 4-/5",
    "LEFS 41/80",
    "Berg 44/56",
)
RESPONSES = (
    "tol well, fatigue after 8 reps",
    "pain 5/10 -> 3/10 p tx",
    "needed 2 rest breaks, SpO2 95%",
    "carryover improved, fewer cues",
    'pt reports "stairs easier, less wobble"',
)
LINE_NOTES = (
    "late entry, note finalized after conference",
    "pt seen at bedside chair, family present",
    'supervisor wrote "ok to bill", see chart',
    "résumé of HEP given",
    "bilateral, see eval\nsecond page scanned",
    "auth pending, per front desk",
)
