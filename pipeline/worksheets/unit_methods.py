"""How minutes become units: CMS total time and the CPT midpoint.

Source: Medicare Claims Processing Manual, chapter 5, section 20.2 (8-22 minutes are one unit,
23-37 two, and so on by 15); the CPT midpoint applies the same table to each code alone.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import numpy.typing as npt

Minutes = npt.NDArray[np.int64]
UNIT_MINUTES = 15
LEAST_MINUTES = 8


def units_for(minutes: Minutes) -> Minutes:
    """Return the units that minutes of one pool, or of one code, support."""
    above_half = (minutes + (UNIT_MINUTES - LEAST_MINUTES)) // UNIT_MINUTES
    return np.where(minutes >= LEAST_MINUTES, above_half, 0)


def most_midpoint_units(minutes: Minutes, codes: Minutes) -> Minutes:
    """Return the most units that any split of a day's minutes over its codes could support.

    Each code's first unit takes 8 minutes, each further unit 15.
    """
    first_units = np.minimum(codes, minutes // LEAST_MINUTES)
    further = (minutes - LEAST_MINUTES * codes) // UNIT_MINUTES
    every_code = minutes >= LEAST_MINUTES * codes
    return cast("Minutes", np.where(every_code, codes + further, first_units))
