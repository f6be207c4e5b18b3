"""A generated practice: a year of outpatient therapy claims with faults planted and labelled.

It knows billing and nothing else of this project: `generate` writes the files that a billing
office would export on three nights, the office's own payer rules, and apart from them the labels
that say what was planted where.
"""

from __future__ import annotations

from pipeline.demo.generate import DemoNight, NightFiles, generate

__all__ = ["DemoNight", "NightFiles", "generate"]
