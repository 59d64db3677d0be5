/**
 * Lists. `form[data-filter]` sends itself when a choice changes (its button stays for no scripts).
 * `[data-select]` is a table or list of checkboxes: `[data-select-all]` ticks them all,
 * `[data-selected]` shows how many are ticked, `[data-needs-selection]` wakes up with the first.
 * `input[data-narrow="id"]` hides the children of that list in which its words do not stand; the element
 * `id-none` says that none is left. What is ticked stays ticked.
 */

/** @param {HTMLElement} element @param {import("./portal.js").Portal} portal */
export function start(element, portal) {
  if (element instanceof HTMLFormElement && element.hasAttribute("data-filter")) {
    element.addEventListener("change", () => element.requestSubmit());
  }
  if (element.hasAttribute("data-select")) select(element, portal);
  if (element.hasAttribute("data-narrow")) narrow(/** @type {HTMLInputElement} */ (element));
}

const visible = (box) => !box.closest("[hidden]");

function narrow(field) {
  const list = document.getElementById(field.dataset.narrow ?? "");
  const none = document.getElementById(`${field.dataset.narrow}-none`);
  if (!list) return;
  const plain = (text) => text.normalize("NFC").toLowerCase();
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    const rows = /** @type {HTMLElement[]} */ ([...list.children]);
    for (const row of rows) row.hidden = !words.every((word) => plain(row.textContent ?? "").includes(word));
    if (none) none.hidden = rows.some((row) => !row.hidden);
    list.dispatchEvent(new CustomEvent("portal:narrowed", { bubbles: true }));
  });
  // Enter looks for a unit; it does not send the form.
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}

function select(list, portal) {
  const boxes = () => /** @type {HTMLInputElement[]} */ ([...list.querySelectorAll("input[type=checkbox]:not([data-select-all])")]);
  const all = /** @type {HTMLInputElement|null} */ (list.querySelector("[data-select-all]"));
  const scope = list.closest("form") ?? list;
  const show = () => {
    const n = boxes().filter((box) => box.checked).length;
    if (all) {
      const seen = boxes().filter(visible);
      const ticked = seen.filter((box) => box.checked).length;
      all.checked = ticked > 0 && ticked === seen.length;
      all.indeterminate = ticked > 0 && ticked < seen.length;
    }
    scope.querySelectorAll("[data-selected]").forEach((e) => { e.textContent = portal.text("selected", { n }); });
    scope.querySelectorAll("[data-needs-selection]").forEach((e) => { e.disabled = n === 0; });
  };
  list.addEventListener("change", (event) => {
    if (event.target === all) {
      const wanted = all.checked;
      boxes().filter(visible).forEach((box) => { box.checked = wanted; });
    }
    show();
  });
  list.addEventListener("portal:narrowed", show);
  show();
}
