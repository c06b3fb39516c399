// The cells of a workbook, as Excel, WPS or LibreOffice saves a coding sheet. Only reading: codes are handed in as CSV.

const LARGEST = 64 << 20; // bytes of one part

/** The parts of a ZIP archive by name, each to be unpacked when it is asked for. */
function zipParts(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) return null;
  const parts = new Map();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const [method, packed, size] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    const [nameSize, more, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const local = view.getUint32(at + 42, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameSize));
    parts.set(name, async () => {
      if (size > LARGEST) throw new RangeError("too large");
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const content = bytes.subarray(start, start + packed);
      if (method === 0) return new TextDecoder().decode(content);
      const stream = new Blob([content]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
      return new Response(stream).text();
    });
    at += 46 + nameSize + more + comment;
  }
  return parts;
}

const unescaped = (text) => text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code) => String.fromCharCode(parseInt(code, 16)));

/** The text of a shared or inline string, whatever its runs; readings in small print are left out. */
function textOf(element) {
  const parts = [...element.getElementsByTagNameNS("*", "t")].filter((one) => one.parentNode.localName !== "rPh");
  return unescaped(parts.map((one) => one.textContent).join(""));
}

const placeOf = (letters) => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** Rows of cells of one sheet. */
function cellsOf(sheet, shared) {
  const rows = [];
  for (const row of sheet.getElementsByTagNameNS("*", "row")) {
    const cells = [];
    for (const cell of row.getElementsByTagNameNS("*", "c")) {
      const place = placeOf(/^[A-Z]+/.exec(cell.getAttribute("r") ?? "A")[0]);
      const value = cell.getElementsByTagNameNS("*", "v")[0]?.textContent ?? "";
      const kind = cell.getAttribute("t");
      if (kind === "inlineStr") cells[place] = textOf(cell);
      else cells[place] = kind === "s" ? (shared[Number(value)] ?? "") : unescaped(value);
    }
    rows.push(Array.from(cells, (cell) => cell ?? ""));
  }
  return rows;
}

/** The rows of the sheet to fill in, and the coder that the workbook was written for; null where it is no such workbook. */
async function readWorkbook(bytes) {
  const parts = zipParts(bytes);
  const parse = async (name) => {
    const text = (await parts.get(name)?.()) ?? "";
    if (!text || /<!DOCTYPE|<!ENTITY/i.test(text)) return null;
    return new DOMParser().parseFromString(text, "application/xml");
  };
  const [book, links] = [await parse("xl/workbook.xml"), await parse("xl/_rels/workbook.xml.rels")];
  if (!book || !links) return null;
  const targets = new Map([...links.getElementsByTagNameNS("*", "Relationship")].map((one) => [one.getAttribute("Id"), one.getAttribute("Target")]));
  const strings = await parse("xl/sharedStrings.xml");
  const shared = strings ? [...strings.getElementsByTagNameNS("*", "si")].map(textOf) : [];
  const sheets = {};
  for (const one of book.getElementsByTagNameNS("*", "sheet")) {
    const id = [...one.attributes].find((own) => own.localName === "id")?.value;
    const target = targets.get(id) ?? "";
    sheets[one.getAttribute("name")] = target.startsWith("/") ? target.slice(1) : `xl/${target}`;
  }
  const [coding, meta] = [await parse(sheets.coding), await parse(sheets.meta)];
  if (!coding || !meta) return null;
  return { rows: cellsOf(coding, shared), coder: cellsOf(meta, shared)[0]?.[1] ?? "" };
}
