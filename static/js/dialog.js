/**
 * Dialogs and drawers.
 *
 * `data-open="id"` opens the dialog with that id. `<a href data-drawer="id">` brings the linked page's
 * fragment into the drawer on wide screens and stays an ordinary link on phones.
 * `data-close` closes the dialog it stands in; a press on the veil closes drawers. A drawer is filled
 * anew each time; what was typed in it before it was closed is put back.
 */

const WIDE = window.matchMedia("(min-width: 768px)");

/** What was typed into drawers: by the address that filled them, then by the field's name. */
const typed = new Map();
const TEXT = "textarea, select, input:not([type=hidden], [type=checkbox], [type=radio], [type=file])";

/** @param {HTMLElement} element */
export function start(element) {
  if (element instanceof HTMLDialogElement) return prepare(element);
  if (element.dataset.open) element.addEventListener("click", (event) => {
    event.preventDefault();
    open(element.dataset.open);
  });
  if (element.dataset.drawer) element.addEventListener("click", (event) => follow(event, element));
}

/** @param {HTMLDialogElement} dialog */
function prepare(dialog) {
  dialog.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const onVeil = target === dialog && dialog.classList.contains("drawer");
    if (onVeil || target.closest("[data-close]")) dialog.close();
  });
  dialog.addEventListener("input", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (dialog.dataset.shows && field.name && field.matches(TEXT)) keep(dialog.dataset.shows, field);
  });
  if (dialog.hasAttribute("data-open-now")) dialog.showModal();
}

function keep(address, field) {
  if (!typed.has(address)) typed.set(address, new Map());
  typed.get(address).set(field.name, field.value);
}

function putBack(address, body) {
  for (const [name, value] of typed.get(address) ?? []) {
    const field = [...body.querySelectorAll(TEXT)].find((e) => e.name === name);
    if (!field || field.value === value) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function open(id) {
  const dialog = /** @type {HTMLDialogElement|null} */ (document.getElementById(id ?? ""));
  if (dialog && !dialog.open) dialog.showModal();
  return dialog;
}

/** @param {MouseEvent} event @param {HTMLElement} link */
function follow(event, link) {
  const own = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
  if (own || !WIDE.matches || !window.htmx) return;
  const dialog = document.getElementById(link.dataset.drawer ?? "");
  const body = dialog?.querySelector(".dialog-body");
  if (!dialog || !body) return;
  event.preventDefault();
  const title = dialog.querySelector("h2");
  if (title && link.dataset.title) title.textContent = link.dataset.title;
  body.replaceChildren();
  const address = link.getAttribute("href") ?? "";
  dialog.dataset.shows = address;
  window.htmx.ajax("GET", address, { target: body, swap: "innerHTML" }).then(() => putBack(address, body));
  open(dialog.id);
}
