"""People: patients in one discipline each; episodes, reports and plans count apart for each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.rule import Mask, Positions
from pipeline.service_lines import DISCIPLINE_NUMBER
from pipeline.tables import Codes

_DISCIPLINES = len(DISCIPLINE_NUMBER)


class People:
    """Patients in one discipline each, numbered.

    Attributes:
        patient: the patient of each. alone: it is the patient's only discipline.
    """

    def __init__(self, patient: Codes, discipline: npt.NDArray[np.integer]) -> None:
        """Number the patients and disciplines of some rows, unknown disciplines aside."""
        keys = pd.unique(_key(patient, discipline)[discipline >= 0])
        keys.sort()
        self.patient = keys // _DISCIPLINES
        # The last cell stands for everyone else.
        self._number = np.full(int(keys.max(initial=-1)) + 2, -1, dtype=np.intp)
        self._number[keys] = np.arange(len(keys))
        self.alone: Mask = np.bincount(self.patient, minlength=1)[self.patient] == 1

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.patient)

    def of(self, patient: Codes, discipline: npt.NDArray[np.integer]) -> Positions:
        """Return the number of each patient and discipline, -1 where there is none."""
        key, nobody = _key(patient, discipline), len(self._number) - 1
        return self._number[np.where((discipline >= 0) & (key < nobody), key, nobody)]


def _key(patient: Codes, discipline: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    return patient.astype(np.int64) * _DISCIPLINES + discipline
