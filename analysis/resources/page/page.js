"use strict";
(() => {
  const element = (id) => document.getElementById(id);
  const data = JSON.parse(element("data").textContent);
  const STEP = 20;
  const [form, list, found, more] = ["filter", "list", "found", "more"].map(element);

  // width and case of letters and white space make no difference
  const fold = (char) => char.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  const paragraphs = data.paragraphs.map(([report, year, area, role, unsure, link, heading, text]) => ({
    name: data.reports[report][0], region: data.reports[report][1], province: data.reports[report][2],
    year, area, role, unsure, link, heading, text, folded: Array.from(text, fold).join(""),
  }));
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  let fitting = [];
  let terms = [];
  let shown = 0;

  function fits(paragraph) {
    const wanted = new FormData(form);
    const place = wanted.get("region").split("\t");
    return (!wanted.get("area") || String(paragraph.area) === wanted.get("area"))
      && (!wanted.get("year") || paragraph.year === wanted.get("year"))
      && (!wanted.get("role") || paragraph.role === wanted.get("role"))
      && (!place[0] || paragraph.province === place[0])
      && (!place[1] || paragraph.region === place[1])
      && terms.every((term) => paragraph.folded.includes(term));
  }

  // the places of the terms in the text as it is written: each character knows where its folded form begins
  function hits(text) {
    const chars = Array.from(text);
    const starts = [];
    let folded = "";
    chars.forEach((char, place) => {
      const one = fold(char);
      for (let i = 0; i < one.length; i += 1) starts.push(place);
      folded += one;
    });
    const marked = new Array(chars.length).fill(false);
    for (const term of terms) {
      for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
        for (let place = starts[at]; place <= starts[at + term.length - 1]; place += 1) marked[place] = true;
      }
    }
    return { chars, marked };
  }

  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  }

  function body(text) {
    const node = make("p", "text");
    const { chars, marked } = hits(text);
    for (let from = 0, to = 0; from < chars.length; from = to) {
      while (to < chars.length && marked[to] === marked[from]) to += 1;
      const part = chars.slice(from, to).join("");
      node.append(marked[from] ? make("mark", "", part) : part);
    }
    return node;
  }

  function entry(paragraph) {
    const item = make("li");
    const head = make("p", "where");
    const swatch = make("span", paragraph.area ? "swatch" : "swatch none");
    if (paragraph.area) swatch.style.background = data.colours[paragraph.area];
    const parts = [data.areas[paragraph.area], data.words.roles[paragraph.role], paragraph.name,
      paragraph.heading || data.words.no_heading, ...(paragraph.unsure ? [data.words.unsure] : [])];
    head.append(swatch, parts.join(" · "));
    item.append(head, body(paragraph.text));
    if (paragraph.link) {
      const link = make("a", "", data.words.open);
      link.href = paragraph.link;
      const line = make("p", "where");
      line.append(link);
      item.append(line);
    }
    return item;
  }

  function show(count) {
    const next = fitting.slice(shown, shown + count).map(entry);
    list.append(...next);
    shown += next.length;
    const left = fitting.length - shown;
    found.textContent = fitting.length
      ? fill(data.words.found, { n: fitting.length, shown }) : data.words.none_found;
    more.hidden = left === 0;
    more.textContent = fill(data.words.more, { n: Math.min(STEP, left) });
    return next;
  }

  function search() {
    terms = form.elements.text.value.split(/\s+/).map((term) => Array.from(term, fold).join("")).filter(Boolean);
    fitting = paragraphs.filter(fits);
    list.replaceChildren();
    shown = 0;
    show(STEP);
  }

  let waiting;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  form.addEventListener("reset", () => setTimeout(search));
  more.addEventListener("click", () => {
    const [first] = show(STEP);
    first.tabIndex = -1;
    first.focus();
  });
  element("tool").hidden = false;
  search();

  // reports by name
  const [finder, listed] = [element("find-report"), element("listed")];
  const rows = Array.from(document.querySelectorAll("#reports-table tbody tr"), (row) => ({
    row, folded: Array.from(row.textContent, fold).join(""),
  }));
  finder.addEventListener("input", () => {
    const wanted = finder.value.split(/\s+/).map((term) => Array.from(term, fold).join("")).filter(Boolean);
    let left = 0;
    for (const { row, folded } of rows) {
      row.hidden = !wanted.every((term) => folded.includes(term));
      left += row.hidden ? 0 : 1;
    }
    const { listed: said } = data.words;
    listed.textContent = fill(typeof said === "string" ? said : said[left === 1 ? "one" : "other"], { n: left });
  });
  finder.closest("div").hidden = false;

  // a part that is closed opens where a link leads into it
  function reveal() {
    const goal = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let one = goal; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    const first = goal && goal.tagName === "SECTION" && goal.querySelector("details");
    if (first) first.open = true;
    if (goal) goal.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  reveal();
})();
