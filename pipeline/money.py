"""Integer cents as the text that people read."""

from __future__ import annotations

from pipeline.tables import Cents


def dollars(cents: Cents) -> list[str]:
    """Return amounts as text such as "2480.00"."""
    return [as_dollars(value) for value in cents.tolist()]


def as_dollars(cents: int) -> str:
    """Return one amount as text such as "-12.05"."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole}.{rest:02d}"
