/**
 * Dialogs and drawers.
 *
 * `data-open="id"` opens the dialog with that id. `<a href data-drawer="id">` brings the linked page's
 * fragment into the drawer on wide screens and stays an ordinary link on phones.
 * `data-close` closes the dialog it stands in; a press on the veil closes drawers.
 */

const WIDE = window.matchMedia("(min-width: 768px)");

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
  if (dialog.hasAttribute("data-open-now")) dialog.showModal();
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
  window.htmx.ajax("GET", link.getAttribute("href"), { target: body, swap: "innerHTML" });
  open(dialog.id);
}
