// What is kept in the browser: every change at once, under the sample and the coder; and the changes to take back.

class Store {
  constructor(coder) {
    this.coder = coder;
    this.key = `fazhi-coding/${data.sample}/${coder}`;
    this.records = {};
    this.place = 0;
    this.past = [];
    this.exported = true; // whether all that was given is in a file
    this.kept = this.load(); // whether the browser keeps what is given
  }

  load() {
    try {
      localStorage.setItem(`${this.key}?`, "1");
      localStorage.removeItem(`${this.key}?`);
      this.take(localStorage.getItem(this.key));
      return true;
    } catch {
      return false;
    }
  }

  take(text) {
    const saved = text ? JSON.parse(text) : null;
    if (!saved) return;
    const known = new Set(data.units.map((unit) => unit.id));
    this.records = Object.fromEntries(Object.entries(saved.records).filter(([id]) => known.has(id)));
    this.place = Math.min(Math.max(0, saved.place | 0), data.units.length - 1);
    this.exported = Boolean(saved.exported);
  }

  save() {
    const { records, place, exported } = this;
    try {
      localStorage.setItem(this.key, JSON.stringify({ records, place, exported }));
      this.kept = true;
    } catch {
      this.kept = false;
    }
  }

  of(unit) {
    return this.records[unit.id] ?? empty();
  }

  /** Keep new records of some units as one change that can be taken back. */
  put(changes) {
    const before = Object.fromEntries(Object.keys(changes).map((id) => [id, this.records[id]]));
    this.past.push({ before, place: this.place });
    if (this.past.length > 500) this.past.shift();
    Object.assign(this.records, changes);
    this.exported = false;
    this.save();
  }

  /** Take the last change back; false where there is none. */
  undo() {
    const last = this.past.pop();
    if (!last) return false;
    for (const [id, record] of Object.entries(last.before)) {
      if (record) this.records[id] = record;
      else delete this.records[id];
    }
    this.place = last.place;
    this.exported = false;
    this.save();
    return true;
  }

  counts() {
    const found = { done: 0, begun: 0, unsure: 0, total: data.units.length };
    for (const unit of data.units) {
      const record = this.of(unit);
      const state = stateOf(record);
      if (state) found[state]++;
      if (record.sure === "0") found.unsure++;
    }
    return found;
  }
}

/** The day here, as 2026-01-31. */
function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
