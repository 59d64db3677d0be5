/**
 * `table[data-sheet]`: a table of fields that one moves through like a spreadsheet.
 * Up and Down change the row (in a text of several lines only at its first or last line), Enter goes
 * down in one-line fields, Alt+Up and Alt+Down move the row. Cells copied from Excel are spread over the
 * fields to the right and below; missing rows are added when the table stands in `[data-rows]`.
 */

const CELLS = "input:not([type=hidden]):not([type=checkbox]):not([type=file]), select, textarea";

/** @param {HTMLElement} table @param {import("./portal.js").Portal} portal */
export function start(table, portal) {
  table.addEventListener("keydown", (event) => keys(event, table));
  table.addEventListener("paste", (event) => paste(event, table, portal));
}

const rowsOf = (table) => [...table.querySelectorAll("tbody tr:not(.removed)")].filter((tr) => tr.querySelector(CELLS));
const cellsOf = (row) => [...row.querySelectorAll(CELLS)].filter((f) => !/-(DELETE|ORDER|id)$/.test(f.name));

/** @param {KeyboardEvent} event */
function keys(event, table) {
  const field = /** @type {HTMLInputElement} */ (event.target);
  if (!field.matches?.(CELLS) || event.isComposing || event.ctrlKey || event.metaKey) return;
  const down = event.key === "ArrowDown" || (event.key === "Enter" && field.matches("input"));
  const up = event.key === "ArrowUp";
  if (!down && !up) return;
  if (event.altKey) {
    event.preventDefault();
    field.closest("tr")?.querySelector(up ? "[data-row-up]" : "[data-row-down]")?.click();
    return;
  }
  if (field.matches("select, input[type=number], input[type=date]") && event.key !== "Enter") return;
  if (field.matches("textarea") && !atEdge(field, up)) return;
  const row = field.closest("tr");
  const rows = rowsOf(table);
  const next = rows[rows.indexOf(row) + (up ? -1 : 1)];
  if (!next && event.key !== "Enter") return;
  event.preventDefault();
  cellsOf(next ?? row)[cellsOf(row).indexOf(field)]?.focus();
}

function atEdge(area, up) {
  if (area.selectionStart !== area.selectionEnd) return false;
  return up
    ? !area.value.slice(0, area.selectionStart).includes("\n")
    : !area.value.slice(area.selectionEnd).includes("\n");
}

/** @param {ClipboardEvent} event */
function paste(event, table, portal) {
  const field = /** @type {HTMLInputElement} */ (event.target);
  const text = event.clipboardData?.getData("text/plain") ?? "";
  // A single cell, or lines meant for one text of several lines, are the browser's business.
  if (!field.matches?.(CELLS) || !text.includes("\t") && (field.matches("textarea") || !text.trim().includes("\n"))) return;
  event.preventDefault();
  const lines = parse(text);
  const row = field.closest("tr");
  const column = cellsOf(row).indexOf(field);
  let at = rowsOf(table).indexOf(row);
  let done = 0;
  for (const line of lines) {
    const target = rowsOf(table)[at] ?? wanted(table);
    if (!target) break;
    const cells = cellsOf(target).slice(column);
    line.slice(0, cells.length).forEach((value, n) => fill(cells[n], value));
    at += 1;
    done += 1;
  }
  table.dispatchEvent(new CustomEvent("portal:rows-changed", { bubbles: true }));
  const max = table.closest("[data-rows]")?.dataset.max ?? "";
  if (done < lines.length) portal.toast(portal.text("pasted_cut", { n: lines.length - done, max }));
  else portal.toast(portal.text("rows_pasted", { n: done }));
}

function wanted(table) {
  const box = table.closest("[data-rows]");
  const detail = { row: null };
  box?.dispatchEvent(new CustomEvent("portal:row-wanted", { detail }));
  return detail.row;
}

function fill(field, value) {
  if (field instanceof HTMLSelectElement) {
    const fits = [...field.options].find((o) => o.text.trim() === value.trim() || o.value === value.trim());
    if (fits) field.value = fits.value;
  } else {
    field.value = field.matches("textarea") ? value : value.replace(/\s*\n\s*/g, " ");
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Excel's clipboard: tabs between cells; a cell with a tab, line or quote stands in quotes. */
export function parse(text) {
  const lines = [[""]];
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let i = 0; i < source.length; i += 1) {
    const c = source[i];
    const line = lines[lines.length - 1];
    const last = line.length - 1;
    if (quoted && c === '"' && source[i + 1] === '"') { line[last] += '"'; i += 1; }
    else if (quoted && c === '"') quoted = false;
    else if (!quoted && c === '"' && line[last] === "") quoted = true;
    else if (!quoted && c === "\t") line.push("");
    else if (!quoted && c === "\n") lines.push([""]);
    else line[last] += c;
  }
  return lines;
}
