// The session of one coder: keys, buttons, files.

let store = null;

const unit = () => data.units[store.place];

function draw({ moved = false } = {}) {
  if (moved) {
    drawText(store);
    if (unit().coders.length) drawCodings(unit(), take);
  }
  drawForm(store, choose);
  drawProgress(store);
}

function change(record) {
  store.put({ [unit().id]: { ...record, day: today() } });
  draw();
}

/** A value chosen; a click on the chosen one takes it back, a key does not: it may be pressed to make sure. */
function choose(field, value, { keyed = false } = {}) {
  const record = store.of(unit());
  if (keyed && record[field] === value) return;
  const why = refusal(record, field, value);
  if (why) return tell(words[why]);
  tell("");
  change(withValue(record, field, value));
}

/** The codes that one coder gave, as those of whoever settles the dispute. */
function take(k) {
  const given = unit().coders[k];
  if (!given) return;
  const { role, area, area_2, measure } = given;
  const record = { ...store.of(unit()), role, area: hasArea(role) ? area : "", area_2, measure };
  change(record);
  tell(fill(words.taken, { coder: given.coder }));
}

function go(place) {
  leaveNote();
  store.place = Math.min(Math.max(0, place), data.units.length - 1);
  store.save();
  tell("");
  draw({ moved: true });
}

/** The next unit that is not done, after this one and then from the first. */
function goOpen() {
  const n = data.units.length;
  for (let step = 1; step <= n; step++) {
    const place = (store.place + step) % n;
    if (stateOf(store.of(data.units[place])) !== "done") return go(place);
  }
  tell(words.all_done);
}

function undo() {
  if (!store.undo()) return tell(words.nothing_to_undo);
  draw({ moved: true });
  tell(words.undone);
}

/** A remark counts when it is left; empty it is none. */
function leaveNote() {
  const record = store.of(unit());
  if ($("note").value !== record.note) change({ ...record, note: $("note").value });
}

/** A measure typed by number or name, or chosen from the list. */
function leaveMeasure() {
  const typed = plain($("measure").value);
  const record = store.of(unit());
  const value = typed ? data.accepted.measure[typed] : "";
  if (value === undefined) {
    tell(fill(words.unknown_measure, { value: $("measure").value }));
    draw();
  } else if (value !== record.measure) choose("measure", value || record.measure);
}

function exportCsv() {
  leaveNote();
  const blob = new Blob([asCsv(store.records, store.coder)], { type: "text/csv;charset=utf-8" });
  const link = make("a", { href: URL.createObjectURL(blob), download: `${store.coder.replace(/[\\/:*?"<>|]/g, "_")}.csv` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  store.exported = true;
  store.save();
  draw();
  tell(fill(words.exported, store.counts()));
}

async function importSheet(file) {
  const found = await readSheet(new Uint8Array(await file.arrayBuffer()), store.coder);
  if (found.wrong) return tell(fill(words[found.wrong], { coder: found.coder }));
  const n = Object.keys(found.records).length;
  if (n) store.put(found.records);
  draw({ moved: true });
  const rows = found.refused.slice(0, 5).map((one) => one.row).join(", ");
  const said = [fill(words.imported, { n })];
  if (found.refused.length) said.push(fill(words.import_refused, { n: found.refused.length, rows }));
  if (found.strangers) said.push(fill(words.import_strangers, { n: found.strangers }));
  tell(said.join(" "));
}

function onKey(event) {
  if (event.isComposing || event.altKey || !store || $("help").open) return;
  const typing = event.target.matches("input, textarea");
  if (event.key === "Escape" && typing) return event.target.blur();
  if (event.key === "Enter" && typing) {
    event.preventDefault();
    return event.target.blur();
  }
  if (typing) return;
  const keyed = true;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  const done = () => event.preventDefault();
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() === "z") done(), undo();
    return;
  }
  if (digit) {
    done();
    const areas = data.areas.filter((one) => one.value !== "0");
    if (digit === "0") return event.shiftKey ? undefined : choose("area", "0", { keyed });
    const chosen = areas[digit - 1];
    return chosen ? choose(event.shiftKey ? "area_2" : "area", chosen.value, { keyed }) : undefined;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const role = data.roles.find((one) => one.key === key);
  if (role) return done(), choose("role", role.value, { keyed });
  const keys = {
    s: () => choose("sure", "1", { keyed }),
    u: () => choose("sure", "0", { keyed }),
    m: () => $("measure")?.focus(),
    n: () => $("note").focus(),
    z: undo,
    g: goOpen,
    "/": () => ($("side").open = true, $("search").focus()),
    "?": () => $("help").showModal(),
    "[": () => take(0),
    "]": () => take(1),
    ArrowRight: () => go(store.place + 1),
    ArrowLeft: () => go(store.place - 1),
  };
  if (key === "Enter" && !event.target.closest("button, summary, a")) return done(), go(store.place + 1);
  if (keys[key]) done(), keys[key]();
}

function start(coder) {
  store = new Store(coder);
  $("who").textContent = coder;
  document.body.classList.toggle("settling", data.units.some((one) => one.coders.length));
  $("ask").hidden = true;
  $("work").hidden = false;
  $("dots").replaceChildren(...data.units.map((_, k) => make("button", { type: "button", tabindex: "-1", "aria-label": String(k + 1), onclick: () => go(k) })));
  draw({ moved: true });
  if (Object.keys(store.records).length) tell(fill(words.welcome_back, store.counts()));
}

function wire() {
  const on = (id, what, kind = "click") => $(id).addEventListener(kind, what);
  on("begin", (event) => {
    event.preventDefault();
    const coder = $("coder").value.trim();
    if (coder) start(coder);
  }, "submit");
  on("back", () => go(store.place - 1));
  on("next", () => go(store.place + 1));
  on("open", goOpen);
  on("undo", undo);
  on("export", exportCsv);
  on("import", () => $("file").click());
  on("file", async () => {
    const [file] = $("file").files;
    if (file) await importSheet(file);
    $("file").value = "";
  }, "change");
  on("keys", () => $("help").showModal());
  on("close", () => $("help").close());
  on("note", leaveNote, "change");
  $("measure")?.addEventListener("change", leaveMeasure);
  document.addEventListener("keydown", onKey);
  for (const button of document.querySelectorAll("button")) button.addEventListener("click", () => button.blur());
  window.addEventListener("storage", (event) => {
    if (!store || event.key !== store.key) return;
    store.take(event.newValue);
    draw({ moved: true });
    tell(words.other_tab);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!store) return;
    leaveNote();
    if (!store.kept && !store.exported) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => store && document.visibilityState === "hidden" && leaveNote());
}

buildForm(choose);
buildCodebook();
wire();
if (data.coder) start(data.coder);
