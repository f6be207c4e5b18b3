"""The patients of random nights: claims of tonight and before, the visits behind them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.properties import random_menus as menu
from tests.properties.random_paperwork import documents_of, plans_of, spend_of

Row = dict[str, Any]
TABLES = ("claims", "visits", "plans", "spend", "documents")


@dataclass
class RandomNight:
    """The rows of a night by table, and what history gives beside them.

    ``supplied`` names the headings of each table; one that is not in it was not supplied.
    """

    as_of: date
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in TABLES})
    earlier_lines: list[Row] = field(default_factory=list)
    earlier_visits: list[Row] = field(default_factory=list)
    supplied: dict[str, frozenset[str]] = field(default_factory=dict)


class Patient:
    """One person with an episode or two, claims of tonight and before."""

    def __init__(
        self, draw: random.Random, night: RandomNight, name: str, members: list[str]
    ) -> None:
        self.draw, self.night, self.name = draw, night, name
        self.claims = self.visits = 0
        self.payers = draw.sample(menu.PAYERS, k=draw.choice((1, 1, 1, 2)))
        if draw.random() < 0.45:
            self.payers[0] = draw.choice(("MCR", "MCR", "RRB", "medicare"))
        self.disciplines = draw.sample(menu.DISCIPLINES, k=draw.choice((1, 1, 1, 2, 3)))
        self.member = draw.choice((*members, None, f"own-{name}"))
        self.born = night.as_of - timedelta(days=round(365.25 * draw.choice((8, 20, 21, 44, 71))))
        self.location = draw.choice(("L01", "L02", "L09", None))
        self.mode = draw.choice(("amounts", "amounts", "prices", "both"))
        self.codes = draw.sample(menu.MENU, k=draw.choice((2, 3, 5)))
        self.rendering = draw.sample(menu.NPIS, k=2)
        self.first = night.as_of - timedelta(days=draw.choice(menu.EPISODE_DAYS))

    def fill(self) -> None:
        """Make the patient's rows."""
        draw, night = self.draw, self.night
        recent = [night.as_of - timedelta(days=back) for back in draw.sample(menu.DAYS_AGO, k=3)]
        for _ in range(draw.choice((0, 1, 1, 2, 3))):
            self._claim(recent, earlier=False)
        old = [self.first + timedelta(days=step) for step in draw.sample(menu.STEPS, k=4)]
        old = [day for day in (*old, self.first, *recent) if day <= night.as_of]
        for _ in range(draw.choice((0, 0, 1, 2, 4, 12))):
            self._claim(old, earlier=True)
        if draw.random() < 0.12:
            self._course()
        if night.rows["claims"] and draw.random() < 0.25:
            self._correction()
        for discipline in self.disciplines:
            dates = [
                line["service_date"] for line in self._lines() if line["patient_id"] == self.name
            ]
            night.rows["plans"] += plans_of(
                draw, self.name, discipline, night.as_of, self.first, dates or recent
            )
            night.rows["documents"] += documents_of(
                draw, self.name, discipline, night.as_of, self.first, dates or recent
            )
        night.rows["spend"] += spend_of(draw, self.name, night.as_of)

    def _course(self) -> None:
        """Add a course of treatment: an evaluation, then a date after the other."""
        draw = self.draw
        discipline, payer = draw.choice(self.disciplines), draw.choice(self.payers)
        count = draw.choice((5, 6, 7, 8, 10, 11, 12, 14))
        tonight = draw.choice((1, 1, 2, 3))
        first = self.night.as_of - timedelta(days=count + draw.choice((0, 1, 7)))
        for number in range(count):
            self.claims += 1
            claim = f"C{draw.randrange(100, 999)}{self.name}{self.claims}"
            day = first + timedelta(days=number)
            head = self._head(claim, discipline) | {"payer_id": payer}
            code = draw.choice(self.codes)
            if number == 0 and draw.random() < 0.9:
                code = draw.choice(menu.EVALUATIONS[discipline])
            visit = f"V{day:%m%d}{claim}"
            line = self._line(head, 1, code, day, discipline, visit)
            row = {**head, "visit_id": visit, "service_date": day, "procedure_code": code}
            kept = ("patient_id", "visit_id", "service_date", "procedure_code")
            note = {name: row[name] for name in kept} | {"discipline": discipline}
            note["note_type"] = draw.choice(("daily",) * 40 + menu.NOTES)
            note["therapist_credential"] = draw.choice((discipline, discipline, "PTA"))
            if number < count - tonight:
                self.night.earlier_lines.append({**line, "night": day})
                self.night.earlier_visits.append(note)
            else:
                self.night.rows["claims"].append(line)
                self.night.rows["visits"].append(note)

    def _lines(self) -> list[Row]:
        return [*self.night.rows["claims"], *self.night.earlier_lines]

    def _claim(self, days: list[date], *, earlier: bool) -> None:
        draw = self.draw
        self.claims += 1
        claim = f"C{draw.randrange(100, 999)}{self.name}{self.claims}"
        discipline = draw.choice(self.disciplines)
        day = draw.choice(days)
        head = self._head(claim, discipline)
        named = draw.random() < 0.6
        codes = [draw.choice(self.codes) for _ in range(draw.choice((1, 1, 2, 2, 3, 4)))]
        if (earlier and draw.random() < 0.3) or draw.random() < 0.1:
            codes.insert(0, draw.choice(menu.EVALUATIONS[discipline]))
        lines: list[Row] = []
        for number, code in enumerate(codes, 1):
            if draw.random() < 0.12:
                day = draw.choice(days)
            visit = f"V{day:%m%d}{claim}" if named else None
            lines.append(self._line(head, number, code, day, discipline, visit))
        self._documented(lines, earlier=earlier)
        if earlier:
            waited = timedelta(days=draw.choice((0, 1, 2, 5, 29, 30, 31)))
            seen = min(max(line["service_date"] for line in lines) + waited, self.night.as_of)
            seen = min(seen, self.night.as_of - timedelta(days=1))
            self.night.earlier_lines += [{**line, "night": seen} for line in lines]
        else:
            self.night.rows["claims"] += lines

    def _head(self, claim: str, discipline: str) -> Row:
        draw = self.draw
        head: Row = {
            "claim_id": claim,
            "patient_id": self.name,
            "payer_id": draw.choice(self.payers),
            "patient_birth_date": self.born,
            "rendering_npi": draw.choice(self.rendering),
            "billing_npi": draw.choice((*menu.NPIS[:1] * 6, menu.NPIS[1])),
            "rendering_taxonomy": draw.choice(menu.TAXONOMIES[discipline]),
            "claim_frequency": "1",
            "payer_sequence": draw.choice(("P", "P", "P", "S")),
        }
        for name, value in (
            ("member_id", self.member),
            ("location_id", self.location),
            ("state", draw.choice(("ND", "TX", None))),
            ("plan", draw.choice(("GOLD", None, None))),
            ("secondary_payer_id", draw.choice((None, None, None, *menu.PAYERS))),
            ("incident_to", draw.choice((None, None, None, "yes", "no"))),
            ("received_order", draw.choice((None, draw.randrange(9), draw.randrange(9)))),
        ):
            if value is not None:
                head[name] = value
        if draw.random() < 0.2:
            head |= {"setting": "institutional", "bill_type": draw.choice(menu.BILL_TYPES)}
        elif draw.random() < 0.8:
            head |= {"setting": "professional"}
        if draw.random() < 0.8:
            head["place_of_service"] = draw.choice(menu.PLACES)
        return head

    def _line(
        self, head: Row, number: int, code: str, day: date, discipline: str, visit: str | None
    ) -> Row:
        draw = self.draw
        line = {
            **head,
            "line_number": number,
            "service_date": day,
            "procedure_code": code,
            "units": float(draw.choice(menu.UNITS)),
            "charge": draw.choice((6000, 6000, 4500, 0, 1, 12000)),
        }
        if self.mode == "amounts" or (self.mode == "both" and draw.random() < 0.5):
            line["allowed_amount"] = draw.choice(menu.AMOUNTS)
        if draw.random() < 0.85:
            line["discipline"] = discipline
        if visit:
            line["visit_id"] = visit
        if head.get("setting") == "institutional" and draw.random() < 0.7:
            line["revenue_code"] = draw.choice(menu.REVENUE)
        if draw.random() < 0.06:
            line["modifier_slots"] = draw.choice((1, 2, 4))
        for slot, modifier in enumerate(self._modifiers(discipline), 1):
            line[f"modifier_{slot}"] = modifier
        return line

    def _modifiers(self, discipline: str) -> list[str]:
        draw = self.draw
        marks = [menu.MODIFIER_OF[discipline]] if draw.random() < 0.85 else []
        for likely, choices in menu.MORE_MODIFIERS:
            if draw.random() < likely:
                marks.append(draw.choice(choices))
        if draw.random() < 0.3:
            draw.shuffle(marks)
        return marks[: draw.choice((2, 4, 4, 4))]

    def _documented(self, lines: list[Row], *, earlier: bool) -> None:
        """Write visit rows for most lines, a stray service now and then."""
        draw = self.draw
        if draw.random() < 0.2:
            return
        table = self.night.earlier_visits if earlier else self.night.rows["visits"]
        for day in sorted({line["service_date"] for line in lines}):
            ours = [line for line in lines if line["service_date"] == day]
            name = ours[0].get("visit_id") or f"V{draw.randrange(10**6)}{self.name}"
            head = menu.visit_head(draw, name, self.name, day, ours[0], self.disciplines)
            codes = [line["procedure_code"] for line in ours if draw.random() < 0.93]
            codes = codes if draw.random() < 0.25 else list(dict.fromkeys(codes))
            if draw.random() < 0.2:
                codes.append(draw.choice(menu.MENU))
            table.extend(menu.visit_rows(draw, head, codes))

    def _correction(self) -> None:
        """Add a claim that replaces or withdraws one of tonight or of an earlier night."""
        draw, night = self.draw, self.night
        ours = [line for line in self._lines() if line["patient_id"] == self.name]
        if not ours:
            return
        original = draw.choice(ours)["claim_id"]
        lines = [line for line in ours if line["claim_id"] == original]
        earlier = "night" in lines[0]
        same = draw.random() < 0.2
        kind = draw.choice(("7", "7", "7", "8"))
        claim = original if same else f"R{draw.randrange(9)}{original}"
        later = [without_history(line) for line in lines]
        for line in later:
            line |= {"claim_id": claim, "claim_frequency": kind}
            if not same or draw.random() < 0.5:
                line["replaces_claim_id"] = original
            if draw.random() < 0.4:
                line["units"] = float(draw.choice(menu.UNITS))
            if draw.random() < 0.4 and "allowed_amount" in line:
                line["allowed_amount"] = draw.choice(menu.AMOUNTS)
        if len(later) > 1 and draw.random() < 0.3:
            later.pop()
        to_earlier = earlier and draw.random() < 0.15 and not same
        if to_earlier:
            seen = min(lines[0]["night"] + timedelta(days=3), night.as_of - timedelta(days=1))
            night.earlier_lines = [line for line in night.earlier_lines if line not in lines]
            night.earlier_lines += [{**line, "night": seen} for line in later]
        else:
            night.rows["claims"] += later


def without_history(line: Row) -> Row:
    """Return an earlier line as it stands in a file of claims."""
    return {name: cell for name, cell in line.items() if name not in ("place", "night")}
