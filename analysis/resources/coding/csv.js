// The CSV of a coding sheet: written so that Excel and WPS open it as text, read as either saves it.

const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** Text that a spreadsheet shows as text when it opens a CSV. */
const guard = (cell) => (FORMULA.test(cell) ? `'${cell}` : cell);

const unguard = (cell) => (cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell);

const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** All units as a sheet that read_codes reads, with what the coder gave. */
function asCsv(records, coder) {
  const keys = Object.keys(data.header);
  const rows = [keys.map((key) => data.header[key])];
  for (const unit of data.units) {
    const record = records[unit.id] ?? empty();
    const day = stateOf(record) ? record.day : "";
    const cells = { ...unit.shown, ...unit, ...record, unit_id: unit.id, coded_on: day, coder };
    rows.push(keys.map((key) => (key === "meta" ? data.meta : guard(String(cells[key] ?? "")))));
  }
  return `\ufeff${rows.map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`;
}

/** Bytes of a file as text, in UTF-8 or, as Excel saves it in China, GB18030. */
function decode(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** Rows of cells. */
function parseCsv(text) {
  const first = text.split("\n", 1)[0];
  const counts = [",", ";", "\t"].map((sign) => first.split(sign).length);
  const separator = [",", ";", "\t"][counts.indexOf(Math.max(...counts))];
  const rows = [[]];
  let cell = "";
  let inside = false;
  const body = text.replace(/^\ufeff/, "");
  for (let k = 0; k < body.length; k++) {
    const sign = body[k];
    if (inside) {
      if (sign === '"' && body[k + 1] === '"') cell += body[k++];
      else if (sign === '"') inside = false;
      else cell += sign;
    } else if (sign === '"' && !cell) inside = true;
    else if (sign === separator || sign === "\n" || sign === "\r") {
      if (sign === "\r" && body[k + 1] === "\n") k++;
      rows.at(-1).push(unguard(cell));
      cell = "";
      if (sign !== separator) rows.push([]);
    } else cell += sign;
  }
  rows.at(-1).push(unguard(cell));
  return rows.filter((row) => row.some(Boolean));
}

/** The coder that a row of a sheet names: in a column, or in the marks of a sheet that was written for one. */
function coderOf(cells) {
  if (cells.coder) return cells.coder;
  try {
    return JSON.parse(cells.meta).coder ?? "";
  } catch {
    return "";
  }
}

const bare = (text) => text.replace(/\s/g, "");

/** The rows of a file, and the coder that a workbook was written for. */
async function openFile(bytes) {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!isZip) return { rows: parseCsv(decode(bytes)), coder: "" };
  try {
    return await readWorkbook(bytes);
  } catch {
    return null;
  }
}

/** The unit that a row of a sheet is about: by the number of this page, or by the text where a sheet has ids of its own. */
function unitFinder() {
  const byId = new Map(data.units.map((unit) => [unit.id, unit]));
  const byText = new Map();
  for (const unit of data.units) byText.set(bare(unit.text), byText.has(bare(unit.text)) ? null : unit);
  return (id, text) => {
    const own = byId.get(id);
    if (own) return !text || bare(text) === bare(own.text) ? own : null;
    return text ? byText.get(bare(text)) ?? null : null;
  };
}

/** What a sheet says of the units of this page: records by id, rows with refused values, and what is wrong at all. */
async function readSheet(bytes, coder) {
  const opened = await openFile(bytes);
  if (!opened) return { wrong: "no_sheet" };
  const [head, ...rows] = opened.rows;
  const keys = (head ?? []).map((caption) => plain(caption).split("|")[0].trim());
  if (!keys.includes("unit_id") || !keys.includes("role")) return { wrong: "no_sheet" };
  const find = unitFinder();
  const found = { records: {}, refused: [], strangers: 0 };
  for (const [k, row] of rows.entries()) {
    const cells = Object.fromEntries(keys.map((key, place) => [key, row[place] ?? ""]));
    if (!cells.unit_id) continue; // codes that a sheet carries along
    const unit = find(cells.unit_id.trim(), cells.text);
    if (!unit) {
      found.strangers++;
      continue;
    }
    const by = opened.coder || coderOf(cells);
    if (by && by !== coder) return { wrong: "other_coder", coder: by };
    const { record, refused } = readRecord(cells);
    if (refused.length) found.refused.push({ row: k + 2, fields: refused });
    else if (stateOf(record) || record.note) found.records[unit.id] = record;
  }
  return found;
}
