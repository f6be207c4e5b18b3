"""All payers with their dated entries, and the policy of a table's rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from payer_rules.cases import PayerCase
from payer_rules.categories import TextColumn
from payer_rules.health import ConfigNote, health_notes
from payer_rules.layers import Payer
from payer_rules.policy import Policy


@dataclass(frozen=True, slots=True)
class UsedFile:
    """A file as it was read: its name, the SHA-256 of its bytes, the bytes."""

    name: str
    sha256: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """What payers ask for, by date. Plain data: it can be pickled and handed to a worker."""

    payers: dict[str, Payer]
    used: tuple[UsedFile, ...]
    _cases: tuple[PayerCase, ...] = ()

    def on(self, payers: TextColumn, service_day: NDArray[np.int32], as_of: date) -> Policy:
        """Look up the policy of rows.

        Args:
            payers: rules id of each row; missing, or an id that is not in the book, is an
                unknown payer, for whom nothing is in force.
            service_day: date of service of each row, days since 1970-01-01.
            as_of: the day of the run; it picks entries by date of receipt or processing and
                decides which overrides have expired.

        Returns:
            The rows' policy, in the rows' order.
        """
        return Policy(self.payers, payers, service_day, as_of)

    def ids(self) -> list[str]:
        """Return every rules id, in order."""
        return sorted(self.payers)

    def name_of(self, payer: str) -> str:
        """Return a payer's full name, for reports."""
        return self.payers[payer].name

    def health(self, as_of: date, payers_seen: Iterable[str] | None = None) -> list[ConfigNote]:
        """Return what a person should know about the files, for these payers or for all."""
        seen = self.ids() if payers_seen is None else sorted(set(payers_seen) & set(self.payers))
        return health_notes([self.payers[payer] for payer in seen], as_of)

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every file read, by name; site files begin with ``site/``."""
        return {file.name: file.sha256 for file in self.used}

    def files(self) -> dict[str, bytes]:
        """Return the bytes of every file read, by name, to keep beside a run."""
        return {file.name: file.data for file in self.used}

    def cases(self) -> list[PayerCase]:
        """Return the cases that the files carry, in file order."""
        return list(self._cases)
