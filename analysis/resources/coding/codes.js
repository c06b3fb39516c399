// The record of a unit and what may be in it: the rules of read_codes, so that nothing can be entered that it refuses.

const FIELDS = ["role", "area", "area_2", "measure", "sure"];

const empty = () => ({ role: "", area: "", area_2: "", measure: "", sure: "", note: "", day: "" });

const hasArea = (role) => !role || data.roles.some((one) => one.value === role && one.coded);

const homeOf = (measure) => data.measures.find((one) => one.value === measure)?.area ?? "";

/** "" where nothing is given, "begun" where something is missing, else "done". */
function stateOf(record) {
  if (!FIELDS.some((field) => record[field])) return "";
  const role = record.role || (data.own && record.area ? "work" : "");
  return role && (record.area || !hasArea(role)) ? "done" : "begun";
}

/** A record with another value of one field; what no longer goes with it is emptied. The value again takes it back. */
function withValue(record, field, value) {
  const next = { ...record, [field]: record[field] === value && field !== "note" ? "" : value };
  if (field === "role" && !hasArea(next.role)) Object.assign(next, { area: "", area_2: "", measure: "" });
  if (field === "measure" && next.measure) next.area = homeOf(next.measure);
  if (field === "area" && next.measure && homeOf(next.measure) !== next.area) next.measure = "";
  if (next.area_2 && (next.area_2 === next.area || !next.area)) next.area_2 = "";
  return next;
}

/** Why a value cannot be given now, as a key of the words; "" where it can. */
function refusal(record, field, value) {
  const needsArea = ["area", "area_2", "measure"].includes(field);
  if (needsArea && !hasArea(record.role)) return "no_area_for_role";
  if (field === "area_2" && !record.area) return "area_first";
  if (field === "area_2" && value === record.area) return "same_area";
  return "";
}

/** A cell without what a keyboard or a spreadsheet adds, as read_codes takes it. */
const plain = (cell) => cell.normalize("NFKC").trim().toLowerCase().replace(/^(\d+)\.0+$/, "$1");

/** The record of a row of a table, and the fields whose value is none of the codebook's. */
function readRecord(cells) {
  const refused = [];
  const record = empty();
  for (const field of FIELDS) {
    const typed = plain(cells[field] ?? "");
    record[field] = data.accepted[field]?.[typed] ?? "";
    if (typed && !record[field]) refused.push(field);
  }
  if (!record.area && record.measure) record.area = homeOf(record.measure);
  const pairs = [
    [record.role && !hasArea(record.role) && ((record.area && record.area !== "0") || record.area_2 || record.measure), "role"],
    [record.measure && homeOf(record.measure) !== record.area, "measure"],
    [record.area_2 && record.area_2 === record.area, "area_2"],
  ];
  for (const [wrong, field] of pairs) if (wrong) refused.push(field);
  if (record.role && !hasArea(record.role)) record.area = "";
  record.note = cells.note ?? "";
  record.day = /^\d{4}-\d\d-\d\d$/.test(cells.coded_on ?? "") ? cells.coded_on : "";
  return { record, refused };
}
