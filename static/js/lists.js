/**
 * Lists. `form[data-filter]` sends itself when a choice changes (its button stays for no scripts).
 * `[data-select]` is a table or list of checkboxes: `[data-select-all]` ticks them all,
 * `[data-selected]` shows how many are ticked, `[data-needs-selection]` wakes up with the first.
 */

/** @param {HTMLElement} element @param {import("./portal.js").Portal} portal */
export function start(element, portal) {
  if (element instanceof HTMLFormElement && element.hasAttribute("data-filter")) {
    element.addEventListener("change", () => element.requestSubmit());
  }
  if (element.hasAttribute("data-select")) select(element, portal);
}

function select(list, portal) {
  const boxes = () => /** @type {HTMLInputElement[]} */ ([...list.querySelectorAll("input[type=checkbox]:not([data-select-all])")]);
  const all = /** @type {HTMLInputElement|null} */ (list.querySelector("[data-select-all]"));
  const scope = list.closest("form") ?? list;
  const show = () => {
    const n = boxes().filter((box) => box.checked).length;
    if (all) {
      all.checked = n > 0 && n === boxes().length;
      all.indeterminate = n > 0 && n < boxes().length;
    }
    scope.querySelectorAll("[data-selected]").forEach((e) => { e.textContent = portal.text("selected", { n }); });
    scope.querySelectorAll("[data-needs-selection]").forEach((e) => { e.disabled = n === 0; });
  };
  list.addEventListener("change", (event) => {
    if (event.target === all) boxes().forEach((box) => { box.checked = all.checked; });
    show();
  });
  show();
}
