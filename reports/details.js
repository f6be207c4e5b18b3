"use strict";
// Draws one finding: its row and its details. Every text goes in as text, never as markup.
const drawings = (data, at) => {
  const byId = (id) => document.getElementById(id);
  const rules = data.rules;
  const WORDS = { block: "Block", review: "Review", note: "Note" };
  const STATES = { new: "New", recurring: "Recurring", reopened: "Reopened", accepted: "Accepted" };
  const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const thousands = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
  const money = (cents) => (cents < 0 ? "-$" : "$") + thousands(Math.floor(Math.abs(cents) / 100)) +
    "." + String(Math.abs(cents) % 100).padStart(2, "0");
  const day = (iso) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return iso || "–";
    const [y, m, d] = iso.split("-").map(Number);
    return DAYS[new Date(Date.UTC(y, m - 1, d)).getUTCDay()] + " " + d + " " + MONTHS[m - 1] + " " + y;
  };
  const open = (row) => {
    const nights = at("nights_open", row);
    return (STATES[at("state", row)] || "") +
      (nights > 0 ? ", " + nights + (nights === 1 ? " night" : " nights") : "");
  };
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const severity = (value) => {
    const span = make("span", "severity " + value);
    const shape = make("span", "shape");
    shape.setAttribute("aria-hidden", "true");
    span.append(shape, WORDS[value]);
    return span;
  };
  const piece = (label, text, whole) => {
    const list = make("dl", whole ? "whole" : "");
    const dd = make("dd");
    dd.append(text);
    list.append(make("dt", "", label), dd);
    return list;
  };
  const linked = (citations) => {
    const all = make("span");
    citations.forEach(([text, url], place) => {
      if (place) all.append(make("br"));
      if (!/^https?:\/\//.test(url)) { all.append(text); return; }
      const link = make("a", "", text);
      link.href = url;
      link.rel = "noreferrer";
      all.append(link);
    });
    return all;
  };
  const serviceLines = (claim) => {
    const table = make("table");
    table.append(make("caption", "", "Lines of claim " + claim));
    const head = table.createTHead().insertRow();
    for (const label of data.line_columns) {
      const th = make("th", "", label);
      th.scope = "col";
      head.append(th);
    }
    const rows = table.createTBody();
    for (const line of data.service_lines[claim].split("\n")) {
      const tr = rows.insertRow();
      line.split("\t").forEach((cell, place) => {
        const td = tr.insertCell();
        td.textContent = cell;
        if (place >= 4) td.className = "number";
      });
    }
    return table;
  };
  const details = (row, id) => {
    const rule = rules[at("rule_id", row)];
    const tr = make("tr", "details");
    tr.id = id;
    const td = tr.insertCell();
    td.colSpan = 8;
    const box = make("div", "pieces");
    const add = (label, value, whole) => { if (value) box.append(piece(label, value, whole)); };
    add("Why", at("message", row) || at("observed", row));
    add("Expected", at("expected", row));
    add("Numbers behind it", at("evidence", row));
    add("How to fix it", at("fix", row));
    add("Why it matters", rule.rationale);
    add("Source", linked(rule.citations));
    add("Denial prevented", rule.denials);
    add("Cause and who usually fixes it", rule.cause + "; " + rule.owner);
    add("Service", [at("procedure_code", row), at("modifiers", row), at("discipline", row)]
      .filter(Boolean).join(" · "));
    add("Patient", at("patient_masked", row));
    add("Location and therapist", [at("location_id", row), at("therapist_id", row)]
      .filter(Boolean).join(" · "));
    add("First seen", day(at("first_seen", row)) + (at("accepted_until", row)
      ? "; accepted until " + day(at("accepted_until", row)) : ""));
    add("Payer rules", at("payer_rules_id", row));
    add("Entry that answered", at("rule_source", row));
    add("Confidence", at("confidence", row));
    add("Claim's disposition", at("disposition", row));
    add("Takes part", at("related", row));
    add("Not checked by this rule", rule.not_checked);
    add("Finding", at("finding_key", row) + "\n" + at("rule_id", row) + " " + rule.name);
    const claim = at("claim_id", row);
    if (data.service_lines[claim]) {
      const whole = make("div", "whole");
      whole.append(serviceLines(claim));
      box.append(whole);
    }
    td.append(box);
    return tr;
  };
  const drawRow = (row) => {
    const rule = rules[at("rule_id", row)];
    const tr = make("tr");
    tr.dataset.key = at("finding_key", row);
    const line = at("line_number", row);
    const head = make("th");
    head.scope = "row";
    const button = make("button", "open", at("claim_id", row) || "No claim");
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    if (line >= 0) button.append(" ", make("span", "line", "line " + line));
    button.addEventListener("click", () => {
      const opened = button.getAttribute("aria-expanded") === "true";
      button.setAttribute("aria-expanded", String(!opened));
      const id = "details-" + row;
      if (opened) byId(id).remove();
      else { tr.after(details(row, id)); button.setAttribute("aria-controls", id); }
    });
    head.append(button);
    const wrong = make("td", "wide");
    wrong.append(make("strong", "", rule.title), " ", make("span", "rule", at("rule_id", row)),
      make("br"), at("observed", row));
    const first = make("td");
    first.append(severity(at("severity", row)));
    const fix = make("td", "wide");
    fix.append(make("strong", "who", rule.owner + ":"), " ", at("fix", row));
    tr.append(first, head, make("td", "", at("payer_id", row)), wrong, fix,
      make("td", "date", day(at("service_date", row))), make("td", "", open(row)),
      make("td", "number", money(at("amount_cents", row))));
    return tr;
  };
  return { WORDS, thousands, money, make, drawRow };
};
