(() => {
  const element = (id) => document.getElementById(id);
  const data = JSON.parse(element("data").textContent);
  const STEP = 20;
  const [form, list, found, more] = ["filter", "list", "found", "more"].map(element);

  const { fold, termsOf, fill, write } = texts;
  const paragraphs = data.paragraphs.map(([report, year, area, role, unsure, link, heading, text]) => ({
    name: data.reports[report][0], region: data.reports[report][1], province: data.reports[report][2],
    year, area, role, unsure, link, heading, text, folded: fold(text),
  }));
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

  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  }

  function entry(paragraph) {
    const item = make("li");
    const head = make("p", "where");
    const swatch = make("span", paragraph.area ? "swatch" : "swatch none");
    if (paragraph.area) swatch.style.background = data.colours[paragraph.area];
    const parts = [data.areas[paragraph.area], data.words.roles[paragraph.role], paragraph.name,
      paragraph.heading || data.words.no_heading, ...(paragraph.unsure ? [data.words.unsure] : [])];
    if (parts[0]) head.append(swatch);
    head.append(parts.filter(Boolean).join(" · "));
    item.append(head, write(make("p", "text"), paragraph.text, terms));
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
    terms = termsOf(form.elements.text.value);
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
    row, folded: fold(row.textContent),
  }));
  finder.addEventListener("input", () => {
    const wanted = termsOf(finder.value);
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
