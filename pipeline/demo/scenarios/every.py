"""All scenarios, in the order in which they are entered."""

from __future__ import annotations

from pipeline.demo.office import Office
from pipeline.demo.scenarios import (
    cov001,
    cov002,
    kx001,
    kx001_near,
    kx002,
    mod001,
    mod002,
    mod006,
    pair001,
    poc001,
    poc002,
    poc004,
    sch001,
    unit001,
)

_ALL = (
    mod001,
    mod002,
    mod006,
    pair001,
    kx001,
    kx001_near,
    kx002,
    poc001,
    poc002,
    poc004,
    cov001,
    cov002,
    unit001,
    sch001,
)


def plant_all(office: Office) -> None:
    """Enter every scenario of every rule, with its labels."""
    for scenario in _ALL:
        scenario.plant(office)
