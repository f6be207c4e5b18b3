// Search, filters, order and pages of the worklist, over the data block of the page.
(async () => {
  const PAGE = 100;
  const source = document.getElementById("data");
  const body = document.getElementById("rows");
  if (!body) { document.documentElement.dataset.ready = "yes"; return; }
  const byId = (id) => document.getElementById(id);

  const unpack = async () => {
    if (source.dataset.encoding === "json") return JSON.parse(source.textContent);
    const bytes = Uint8Array.from(atob(source.textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  };
  const data = await unpack();
  const columns = data.columns;
  // A column is a plain list, or words with one character a row that numbers the word.
  const FIRST_CODE = 0x5d;
  for (const column of Object.values(columns)) {
    if (Array.isArray(column)) continue;
    const codes = new Uint16Array(data.size);
    for (let row = 0; row < data.size; row += 1) codes[row] = column.codes.charCodeAt(row) - FIRST_CODE;
    column.codes = codes;
  }
  const at = (name, row) => {
    const column = columns[name];
    return Array.isArray(column) ? column[row] : column.words[column.codes[row]];
  };
  const rules = data.rules;
  const ruleIds = columns.rule_id;
  const packRules = Array.isArray(ruleIds) ? null : ruleIds;
  columns.owner = packRules
    ? { words: packRules.words.map((id) => rules[id].owner), codes: packRules.codes }
    : ruleIds.map((id) => rules[id].owner);

  const RANK = { block: 0, review: 1, note: 2 };
  const { WORDS, thousands, money, make, drawRow } = drawings(data, at);

  // ---- filters, order and page; the fragment holds them, but never the search text
  const state = { search: "", fresh: false, sort: "", down: false, page: 0 };
  const selects = [...document.querySelectorAll("select[data-filter]")];
  for (const select of selects) {
    const column = columns[select.dataset.filter];
    const values = [...new Set(Array.isArray(column) ? column : column.words)].filter(Boolean);
    if (select.dataset.filter === "severity") values.sort((a, b) => RANK[a] - RANK[b]);
    else values.sort();
    for (const value of values) {
      const words = { severity: WORDS[value], rule_id: rules[value] && value + " " + rules[value].title };
      const option = make("option", "", words[select.dataset.filter] || value);
      option.value = value;
      select.append(option);
    }
  }
  let haystack = null;
  const SEARCHED = ["claim_id", "patient_masked", "payer_id", "procedure_code", "modifiers",
    "rule_id", "observed", "fix", "therapist_id", "finding_key"];
  const searchable = () => {
    if (haystack) return haystack;
    haystack = Array.from({ length: data.size }, (_, row) =>
      (SEARCHED.map((name) => at(name, row)).join("\n") + "\n" + rules[at("rule_id", row)].title)
        .toLowerCase());
    return haystack;
  };
  const accepts = (name, wanted) => {
    const column = columns[name];
    if (Array.isArray(column)) return (row) => column[row] === wanted;
    const yes = column.words.map((word) => word === wanted);
    return (row) => yes[column.codes[row]];
  };
  const sortKeys = (name) => {
    const column = columns[name];
    const rank = (values) => {
      if (name === "severity") return values.map((value) => RANK[value]);
      if (typeof values[0] === "number") return values;
      const order = new Map([...new Set(values)].sort().map((value, place) => [value, place]));
      return values.map((value) => order.get(value));
    };
    if (Array.isArray(column)) return rank(column);
    const ranks = rank(column.words);
    return Array.from(column.codes, (code) => ranks[code]);
  };
  let kept = [];
  const choose = () => {
    const tests = selects.filter((s) => s.value).map((s) => accepts(s.dataset.filter, s.value));
    if (state.fresh) tests.push(accepts("state", "new"));
    if (state.search) {
      const words = state.search.toLowerCase().split(/\s+/).filter(Boolean);
      const texts = searchable();
      tests.push((row) => words.every((word) => texts[row].includes(word)));
    }
    kept = [];
    for (let row = 0; row < data.size; row += 1) if (tests.every((test) => test(row))) kept.push(row);
    if (state.sort) {
      const keys = sortKeys(state.sort);
      const sign = state.down ? -1 : 1;
      kept.sort((a, b) => sign * (keys[a] - keys[b]) || a - b);
    }
  };
  const keep = () => {
    const parts = selects.filter((s) => s.value).map((s) => [s.dataset.filter, s.value]);
    if (state.fresh) parts.push(["new", "1"]);
    if (state.sort) parts.push(["sort", (state.down ? "-" : "") + state.sort]);
    if (state.page) parts.push(["page", String(state.page + 1)]);
    const fragment = new URLSearchParams(parts).toString();
    history.replaceState(null, "", fragment ? "#" + fragment : location.pathname + location.search);
  };
  const recall = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const select of selects) {
      const value = given.get(select.dataset.filter) || "";
      select.value = [...select.options].some((option) => option.value === value) ? value : "";
    }
    state.fresh = given.get("new") === "1";
    byId("new-only").checked = state.fresh;
    const sort = given.get("sort") || "";
    const name = sort.replace(/^-/, "");
    state.sort = headings.some((th) => th.dataset.sort === name) ? name : "";
    state.down = sort.startsWith("-");
    state.page = Math.max(0, (Number.parseInt(given.get("page") || "1", 10) || 1) - 1);
  };

  const headings = [...document.querySelectorAll("#findings th[data-sort]")];
  const pages = byId("pages");
  const draw = () => {
    const last = Math.max(0, Math.ceil(kept.length / PAGE) - 1);
    state.page = Math.min(state.page, last);
    const from = state.page * PAGE;
    const shown = kept.slice(from, from + PAGE);
    body.replaceChildren(...shown.map(drawRow));
    let cents = 0;
    for (const row of kept) cents += at("amount_cents", row);
    byId("status").textContent = kept.length === 0
      ? "No finding matches. Clear the filters to see all " + thousands(data.size) + "."
      : "Showing " + thousands(from + 1) + " to " + thousands(from + shown.length) + " of " +
        thousands(kept.length) + (kept.length === data.size ? "" : " that match (" +
        thousands(data.size) + " in all)") + ". Amounts of these findings: " + money(cents) + ".";
    byId("page-of").textContent = "Page " + (state.page + 1) + " of " + (last + 1);
    for (const button of pages.querySelectorAll("button")) {
      const back = button.dataset.page === "first" || button.dataset.page === "previous";
      button.disabled = back ? state.page === 0 : state.page === last;
    }
    for (const th of headings) {
      if (th.dataset.sort === state.sort) th.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    }
    keep();
  };
  const again = () => { state.page = 0; choose(); draw(); };

  // ---- events
  for (const th of headings) {
    const button = make("button", "", th.textContent);
    button.type = "button";
    // Chromium leaves buttons out of the heading that it repeats on each printed page.
    th.replaceChildren(button, make("span", "printed", button.textContent));
    button.addEventListener("click", () => {
      state.down = state.sort === th.dataset.sort && !state.down;
      state.sort = th.dataset.sort;
      again();
    });
  }
  for (const select of selects) select.addEventListener("change", again);
  byId("new-only").addEventListener("change", (event) => { state.fresh = event.target.checked; again(); });
  let waiting = 0;
  byId("search").addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { state.search = event.target.value.trim(); again(); }, 120);
  });
  byId("clear").addEventListener("click", () => {
    for (const select of selects) select.value = "";
    byId("search").value = "";
    byId("new-only").checked = false;
    Object.assign(state, { search: "", fresh: false, sort: "", down: false });
    again();
  });
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  pages.addEventListener("click", (event) => {
    const last = Math.ceil(kept.length / PAGE) - 1;
    const to = { first: 0, previous: state.page - 1, next: state.page + 1, last }[event.target.dataset.page];
    if (to === undefined) return;
    state.page = to;
    draw();
    byId("worklist").scrollIntoView();
  });
  // A fragment without "=" names a part of the page; one with it holds filters.
  addEventListener("hashchange", () => {
    if (location.hash && !location.hash.includes("=")) return;
    recall();
    choose();
    draw();
  });
  for (const link of document.querySelectorAll('a[href^="#"][href*="="]')) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      history.pushState(null, "", link.getAttribute("href"));
      byId("search").value = state.search = "";
      recall();
      choose();
      draw();
      byId("worklist").scrollIntoView();
      byId("worklist").focus({ preventScroll: true });
    });
  }

  recall();
  choose();
  draw();
  byId("controls").hidden = false;
  pages.hidden = data.size <= PAGE;
  byId("without-script").hidden = true;
  document.documentElement.dataset.ready = "yes";
})();
