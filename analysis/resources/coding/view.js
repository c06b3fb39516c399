// What is seen: built once from the data, every text as text; drawn anew after each change.

const $ = (id) => document.getElementById(id);

/** An element with attributes and children; a string becomes text, never markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== "") element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const fill = (sentence, parts) => sentence.replace(/\{(\w+)\}/g, (_, name) => parts[name] ?? "");

const nameOf = (choice) => choice.label.split("｜").slice(1).join("｜") || choice.label;

/** A group of choices of one field; the chosen one is pressed. */
function choiceRow(field, choices, keyOf, choose) {
  const buttons = choices.map((choice) => {
    const key = keyOf(choice);
    const hint = key ? [make("kbd", { "aria-hidden": "true" }, key)] : [];
    return make(
      "button",
      { type: "button", class: "choice", "data-value": choice.value, title: choice.meaning ?? choice.label, onclick: () => choose(field, choice.value) },
      ...hint,
      nameOf(choice),
    );
  });
  return make("div", { class: "choices", "data-field": field, role: "group", "aria-labelledby": `of-${field}` }, ...buttons);
}

function press(field, value) {
  for (const button of document.querySelectorAll(`[data-field="${field}"] .choice`)) {
    button.setAttribute("aria-pressed", String(button.dataset.value === value));
  }
}

/** The form: a line for each field. */
function buildForm(choose) {
  const areas = data.areas.filter((one) => one.value !== "0");
  const index = (choice) => areas.findIndex((one) => one.value === choice.value) + 1;
  const digit = (choice) => (choice.value === "0" ? "0" : index(choice) < 10 ? String(index(choice)) : "");
  const lines = [
    ["role", choiceRow("role", data.roles, (one) => one.key.toUpperCase(), choose)],
    ["area", choiceRow("area", data.areas, digit, choose)],
    ["area_2", choiceRow("area_2", areas, (one) => (digit(one) ? `⇧${digit(one)}` : ""), choose)],
    ["sure", choiceRow("sure", data.sure, (one) => (one.value === "1" ? "S" : "U"), choose)],
  ];
  if (data.measures.length) {
    lines.splice(3, 0, ["measure", make("div", { class: "measures" }, make("input", { id: "measure", list: "all-measures", autocomplete: "off", "aria-labelledby": "of-measure", placeholder: words.measure_hint }), make("div", { id: "near-measures", class: "choices", "data-field": "measure" }))]);
    $("all-measures").append(...data.measures.map((one) => make("option", { value: one.label })));
  }
  for (const [field, control] of lines) {
    $("form").append(make("div", { class: `line line-${field}` }, make("span", { class: "name", id: `of-${field}` }, data.captions[field]), control));
  }
  const note = make("input", { id: "note", type: "text", autocomplete: "off", "aria-labelledby": "of-note" });
  $("form").append(make("div", { class: "line" }, make("label", { class: "name", id: "of-note", for: "note" }, data.captions.note), note));
}

/** The paragraph that a unit stands in, where its other items are units too; else its neighbours. */
function contextOf(place) {
  const unit = data.units[place];
  let first = place;
  let last = place;
  const joined = (one, two) => one && two && one.group === two.group && two.before === one.text && one.after === two.text;
  while (joined(data.units[first - 1], data.units[first])) first--;
  while (joined(data.units[last], data.units[last + 1])) last++;
  const texts = (from, to) => data.units.slice(from, to).map((one) => one.text);
  return {
    outer: [data.units[first].before, data.units[last].after],
    before: texts(first, place),
    text: unit.text,
    after: texts(place + 1, last + 1),
    part: last > first ? { k: place - first + 1, n: last - first + 1 } : null,
  };
}

function drawText(store) {
  const unit = data.units[store.place];
  const context = contextOf(store.place);
  const aside = (text, name) => (text ? [make("p", { class: "outer", role: "note", "aria-label": data.captions[name] }, text)] : []);
  const body = make("p", { class: "paragraph" }, ...context.before.map((one) => make("span", { class: "item" }, one)), make("mark", { id: "unit" }, context.text), ...context.after.map((one) => make("span", { class: "item" }, one)));
  $("text").replaceChildren(...aside(context.outer[0], "before"), body, ...aside(context.outer[1], "after"));
  const shown = Object.entries(unit.shown).map(([key, value]) => `${data.captions[key]}: ${value}`);
  const part = context.part ? [fill(words.part, context.part)] : [];
  $("where").textContent = [fill(words.place, { k: store.place + 1, n: data.units.length }), ...part, ...shown].join(" · ");
  $("unit").scrollIntoView({ block: "nearest" });
}

/** What each coder gave, side by side; a row is marked where they differ. */
function drawCodings(unit, take) {
  const fields = ["role", "area", "area_2", "measure"];
  const lists = { role: data.roles, area: data.areas, area_2: data.areas, measure: data.measures };
  const said = (field, value) => lists[field].find((one) => one.value === value)?.label ?? (value || "–");
  const head = make("tr", {}, make("td"), ...unit.coders.map((one, k) => make("th", { scope: "col" }, one.coder, " ", make("button", { type: "button", class: "take", onclick: () => take(k) }, ...(k < 2 ? [make("kbd", { "aria-hidden": "true" }, "[]"[k])] : []), words.take))));
  const rows = fields.map((field) => {
    const values = unit.coders.map((one) => one[field] ?? "");
    const differ = new Set(values).size > 1;
    return make("tr", { class: differ ? "differ" : "" }, make("th", { scope: "row" }, data.captions[field]), ...values.map((value) => make("td", {}, said(field, value))));
  });
  $("codings").replaceChildren(make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows)));
}

function drawForm(store, choose) {
  const record = store.of(data.units[store.place]);
  for (const field of FIELDS) if (field !== "measure") press(field, record[field]);
  const closed = !hasArea(record.role);
  for (const field of ["area", "area_2", "measure"]) {
    for (const control of document.querySelectorAll(`.line-${field} button, .line-${field} input`)) control.disabled = closed;
  }
  if (data.measures.length) {
    const near = data.measures.filter((one) => one.area === record.area && record.area);
    $("near-measures").replaceChildren(...choiceRow("measure", near, (one) => one.value, choose).children);
    press("measure", record.measure);
    $("measure").value = data.measures.find((one) => one.value === record.measure)?.label ?? "";
  }
  if (document.activeElement !== $("note")) $("note").value = record.note;
}

function drawProgress(store) {
  const counts = store.counts();
  $("bar").max = counts.total;
  $("bar").value = counts.done;
  $("count").textContent = fill(words.count, counts);
  $("kept").textContent = store.kept ? words.kept : words.not_kept;
  $("kept").className = store.kept ? "" : "alarm";
  $("lost").hidden = store.kept;
  for (const [k, dot] of [...$("dots").children].entries()) {
    const record = store.of(data.units[k]);
    dot.className = [stateOf(record), record.sure === "0" ? "unsure" : ""].join(" ");
    if (k === store.place) dot.setAttribute("aria-current", "true");
    else dot.removeAttribute("aria-current");
  }
}

/** The codebook: every value with its meaning, the rules and examples; those that hold all words of the search. */
function buildCodebook() {
  const sections = data.codebook.map((section) => {
    const entries = section.entries.map((entry) => make("div", { class: "entry" }, make("b", {}, entry.label), ...(entry.text ? [make("p", {}, entry.text)] : [])));
    return make("details", { open: section.open }, make("summary", {}, section.title), ...entries);
  });
  $("codebook").replaceChildren(...sections);
  const opened = sections.map((one) => one.open);
  $("search").addEventListener("input", () => {
    const wanted = plain($("search").value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const [k, section] of sections.entries()) {
      let own = 0;
      for (const entry of section.querySelectorAll(".entry")) {
        const text = plain(entry.textContent);
        entry.hidden = !wanted.every((word) => text.includes(word));
        own += entry.hidden ? 0 : 1;
      }
      section.hidden = own === 0;
      section.open = wanted.length ? own > 0 : opened[k];
      found += own;
    }
    $("found").textContent = wanted.length ? fill(words.found, { n: found }) : "";
  });
}

function tell(text) {
  $("said").textContent = text;
}
