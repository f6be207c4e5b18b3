"""Beneficiaries: the people of threshold payers, one number a person.

RULES.md KX: a bucket belongs to the beneficiary, by member number where present. Two patient ids
with one member number are one person, and so are two member numbers of one patient. Only lines of
threshold payers tell: families may share a number with other payers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.numbering import number_ids
from pipeline.rule import Positions
from pipeline.service_lines import ServiceLines


def beneficiaries(lines: ServiceLines, rows: Positions) -> npt.NDArray[np.int64]:
    """Number the person of some lines; all are lines of threshold payers."""
    patient = lines.facts.patient[rows].astype(np.int64)
    if "member_id" not in lines.frame or not len(rows):
        return patient
    member = number_ids(lines.frame["member_id"].iloc[rows])[0]
    known = np.flatnonzero(member >= 0)
    person = np.arange(int(patient.max()) + 1)
    while True:
        of_member = np.full(int(member.max(initial=-1)) + 1, len(person), dtype=np.int64)
        np.minimum.at(of_member, member[known], person[patient[known]])
        joined = person.copy()
        np.minimum.at(joined, patient[known], of_member[member[known]])
        if (joined == person).all():
            return np.asarray(person[patient])
        person = joined
