/**
 * `[data-rows]` holds repeating rows, by Django's formset names (`data-prefix`, TOTAL_FORMS):
 *   `[data-row-list]` with `[data-row]`s, `<template data-row-template>` with `__prefix__`,
 *   `[data-row-add]`, and in each row `[data-row-remove]`, `[data-row-up]`, `[data-row-down]`,
 *   `[data-row-number]`, and the fields `…-DELETE` and `…-ORDER` (both optional). `data-max` limits the rows.
 * Removing marks and hides; undo brings the row back. The container fires `portal:rows-changed`.
 */

/** @param {HTMLElement} box @param {import("./portal.js").Portal} portal */
export function start(box, portal) {
  const list = /** @type {HTMLElement} */ (box.querySelector("[data-row-list]"));
  const template = /** @type {HTMLTemplateElement} */ (box.querySelector("template[data-row-template]"));
  const prefix = box.dataset.prefix ?? "";
  const max = Number(box.dataset.max ?? 500);
  const total = () => /** @type {HTMLInputElement|null} */ (box.querySelector(`[name="${prefix}-TOTAL_FORMS"]`));
  const shown = () => /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-row]:not(.removed)")]);

  const told = () => {
    shown().forEach((row, n) => {
      row.querySelectorAll("[data-row-number]").forEach((e) => { e.textContent = String(n + 1); });
      const order = row.querySelector("[name$='-ORDER']");
      if (order) order.value = String(n + 1);
      row.querySelectorAll("[data-row-up]").forEach((b) => { b.disabled = n === 0; });
      row.querySelectorAll("[data-row-down]").forEach((b) => { b.disabled = n === shown().length - 1; });
    });
    box.querySelectorAll("[data-row-add]").forEach((b) => { b.disabled = shown().length >= max; });
  };
  const changed = () => {
    told();
    box.dispatchEvent(new CustomEvent("portal:rows-changed", { bubbles: true }));
  };

  function add() {
    if (!template || shown().length >= max) return null;
    const count = total();
    const index = count ? Number(count.value) : list.querySelectorAll("[data-row]").length;
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", String(index));
    const row = /** @type {HTMLElement} */ (holder.content.querySelector("[data-row]"));
    list.append(holder.content);
    if (count) count.value = String(index + 1);
    return row;
  }

  function remove(row) {
    const n = shown().indexOf(row) + 1;
    const mark = row.querySelector("[name$='-DELETE']");
    const next = shown()[n] ?? shown()[n - 2];
    const set = (gone) => {
      row.classList.toggle("removed", gone);
      if (mark) mark.type === "checkbox" ? (mark.checked = gone) : (mark.value = gone ? "on" : "");
      // Without a mark the row's fields must not be sent at all.
      else row.querySelectorAll("input, select, textarea").forEach((f) => { f.disabled = gone; });
      changed();
    };
    set(true);
    (next?.querySelector("[data-row-remove]") ?? box.querySelector("[data-row-add]"))?.focus();
    portal.toast(portal.text("row_removed", { n }), {
      label: portal.text("undo"),
      run: () => { set(false); first(row)?.focus(); },
    });
  }

  function move(row, step, button) {
    const rows = shown();
    const other = rows[rows.indexOf(row) + step];
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    row.classList.add("moved");
    row.addEventListener("animationend", () => row.classList.remove("moved"), { once: true });
    changed();
    (button.disabled ? first(row) : button)?.focus();
    portal.toast(portal.text("row_moved", { n: shown().indexOf(row) + 1 }));
  }

  box.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (!button || !box.contains(button)) return;
    const row = /** @type {HTMLElement} */ (button.closest("[data-row]"));
    if (button.matches("[data-row-add]")) {
      const added = add();
      changed();
      first(added)?.focus();
    } else if (row && button.matches("[data-row-remove]")) remove(row);
    else if (row && button.matches("[data-row-up]")) move(row, -1, button);
    else if (row && button.matches("[data-row-down]")) move(row, 1, button);
  });
  // Paste and restoring ask for rows; `detail` answers how many there are now.
  const needed = (event) => {
    if (event.detail.prefix !== prefix) return;
    while (event.detail.total > Number(total()?.value ?? 0) && add()) { /* one more */ }
    told();
  };
  box.addEventListener("portal:rows-needed", needed);
  box.closest("form")?.addEventListener("portal:rows-needed", needed);
  box.addEventListener("portal:row-wanted", (event) => { event.detail.row = add(); told(); });
  box.closest("form")?.addEventListener("portal:restored", () => {
    list.querySelectorAll("[data-row]").forEach((row) => {
      const mark = row.querySelector("[name$='-DELETE']");
      row.classList.toggle("removed", Boolean(mark && (mark.type === "checkbox" ? mark.checked : mark.value)));
    });
    told();
  });
  told();
}

function first(row) {
  return row?.querySelector("input:not([type=hidden]):not([name$='-DELETE']), select, textarea");
}
