"""What the demo practice knows of its procedure codes: price, charge, time base, own short labels.

Relative values are those of the CMS July 2026 physician fee file (work, practice expense,
malpractice, in hundredths); amounts are 2026 national ones, rounded half-up to the cent per unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

CONVERSION = 334_009  # 2026 conversion factor 33.4009, in ten-thousandths of a dollar
_SCALE = 20_000  # (1/10000 dollar x half-hundredths of a relative value) per cent


@dataclass(frozen=True, slots=True)
class Code:
    """One procedure code: values in hundredths, office charge in cents per unit."""

    code: str
    work: int
    expense: int
    malpractice: int
    charge: int
    timed: bool = False
    reduced: bool = True  # under the multiple-procedure reduction


# Charge and what a payer that still takes the number pays: ended, or not for Medicare (97014).
_NO_LONGER = {
    "97001": (15500, 8000),
    "97002": (9500, 5200),
    "97003": (15900, 8400),
    "97004": (9900, 5400),
    "97127": (9000, 6100),
    "64550": (4000, 1500),
    "97014": (2800, 1250),
}
_NEVER_ALONE = {"97010": 2500, "97602": 5200}  # the fee schedule pays them with other services


def _table() -> dict[str, Code]:
    timed = {
        "97110": (45, 41, 1, 6200),
        "97112": (50, 47, 1, 6900),
        "97113": (48, 62, 1, 7400),
        "97116": (45, 41, 1, 6100),
        "97124": (35, 53, 1, 5600),
        "97140": (43, 39, 1, 6000),
        "97530": (44, 60, 1, 7500),
        "97533": (48, 133, 1, 9800),
        "97535": (45, 51, 1, 6800),
        "97542": (48, 44, 1, 6500),
        "97035": (21, 21, 1, 3100),
        "97750": (45, 55, 1, 7200),
        "97760": (50, 87, 1, 9000),
    }
    untimed = {
        "97161": (154, 138, 1, 19500),
        "97162": (154, 138, 1, 19500),
        "97163": (154, 138, 1, 19500),
        "97164": (96, 105, 1, 13500),
        "97165": (154, 146, 1, 19900),
        "97166": (154, 146, 1, 19900),
        "97167": (154, 146, 1, 19900),
        "97168": (96, 108, 1, 13900),
        "92507": (130, 97, 1, 14500),
        "92523": (384, 293, 1, 38000),
        "92524": (192, 133, 1, 22000),
        "92526": (134, 117, 1, 15500),
        "97012": (24, 18, 1, 3000),
        "97016": (18, 17, 1, 3000),
        "97150": (29, 24, 1, 4200),
        "G0283": (18, 19, 1, 2800),
        "97139": (0, 0, 0, 5500),
        "97799": (0, 0, 0, 9500),
    }
    sometimes_timed = {"97129": (50, 16, 0, 6400), "97130": (48, 15, 0, 6200)}
    unreduced = {
        "92610": (130, 123, 1, 18500),
        "95992": (73, 47, 0, 9800),
        "98975": (0, 63, 0, 4500),
        "98977": (0, 153, 0, 9900),
        "98980": (62, 97, 3, 10500),
        "98985": (0, 153, 1, 9800),
        "20560": (32, 42, 2, 6500),
        "G8427": (0, 0, 0, 1),
        "L3908": (0, 0, 0, 9500),
        "L3808": (0, 0, 0, 21500),
    }
    unreduced |= {code: (0, 0, 0, charge) for code, (charge, _) in _NO_LONGER.items()}
    unreduced |= {code: (0, 0, 0, charge) for code, charge in _NEVER_ALONE.items()}
    table = {c: Code(c, w, e, m, ch, timed=True) for c, (w, e, m, ch) in timed.items()}
    table |= {c: Code(c, w, e, m, ch) for c, (w, e, m, ch) in untimed.items()}
    table |= {
        c: Code(c, w, e, m, ch, timed=True, reduced=False)
        for c, (w, e, m, ch) in sometimes_timed.items()
    }
    table |= {c: Code(c, w, e, m, ch, reduced=False) for c, (w, e, m, ch) in unreduced.items()}
    return table


CODES = _table()
EVALUATIONS = frozenset(
    {"97161", "97162", "97163", "97165", "97166", "97167", "92523", "92524", "92610"}
)
REEVALUATIONS = frozenset({"97164", "97168"})
QUALITY = frozenset({"G8427"})
SUPPLIES = frozenset({"L3908", "L3808"})
NOT_A_SERVICE = QUALITY | SUPPLIES  # no note of its own
_FLAT = {"G8427": 0, "L3908": 6120, "L3808": 17940, "97139": 3300, "97799": 5400}
_FLAT |= {code: allowed for code, (_, allowed) in _NO_LONGER.items()}
_FLAT |= dict.fromkeys(_NEVER_ALONE, 0)


@cache
def allowed_cents(code: str, *, first: bool, percent: int = 100) -> int:
    """Allowed amount of one unit in cents, half-up; `first` is paid its whole practice expense.

    Args:
        code: a code of `CODES`.
        first: False halves the practice expense where the code is under the reduction.
        percent: the payer's contract as a percentage of the national amount.
    """
    if code in _FLAT:
        return _FLAT[code] * percent // 100
    entry = CODES[code]
    share = 2 if first or not entry.reduced else 1
    halves = 2 * entry.work + share * entry.expense + 2 * entry.malpractice
    cents = (CONVERSION * halves + _SCALE // 2) // _SCALE
    return (cents * percent + 50) // 100
