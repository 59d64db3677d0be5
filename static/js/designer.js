/**
 * `form[data-designer]`: the fields of one part of a draft. Saves when a field is left (autosave does
 * the sending), before a link is followed, and marks the fields that the portal finds at fault.
 */

const PATIENCE = 4000;

/** @param {HTMLFormElement} form */
export function start(form) {
  let dirty = false;
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("change", () => form.dispatchEvent(new CustomEvent("portal:save-soon")));
  form.addEventListener("portal:clean", () => { dirty = false; });
  form.addEventListener("submit", () => { dirty = false; });
  form.addEventListener("portal:saved", (event) => {
    const anchor = /** @type {HTMLInputElement} */ (form.elements.namedItem("anchor"));
    anchor.value = event.detail.anchor;
  });
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest?.("a[href]");
    const own = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    if (!dirty || !link || own || event.defaultPrevented || link.matches("[data-open], [target], [href^='#']")) return;
    event.preventDefault();
    const go = () => { location.href = link.href; };
    form.addEventListener("portal:clean", go, { once: true });
    setTimeout(go, PATIENCE); // what could not be saved by then is kept on the device
    form.dispatchEvent(new CustomEvent("portal:save-soon"));
  });
  document.addEventListener("htmx:oobAfterSwap", () => mark(form));
  foldOutline();
  mark(form);
}

/** Those who hear the page are told which fields are at fault, as the others see it. */
function mark(form) {
  form.querySelectorAll(".field").forEach((field) => {
    const wrong = Boolean(field.querySelector(":scope > .field-fault > *"));
    field.querySelectorAll("input:not([type=hidden]), select, textarea").forEach((input) => {
      if (wrong) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    });
  });
}

/** On phones the outline begins folded; on wide screens the part in use is in sight. */
function foldOutline() {
  const outline = /** @type {HTMLDetailsElement|null} */ (document.querySelector("[data-outline]"));
  if (!outline || outline.dataset.folded) return;
  const narrow = window.matchMedia("(max-width: 767.98px)").matches;
  outline.open = !narrow;
  outline.dataset.folded = "true";
  if (!narrow) {
    const pane = outline.parentElement;
    const current = /** @type {HTMLElement|null} */ (outline.querySelector("[aria-current]"));
    if (pane && current) pane.scrollTop = current.offsetTop - pane.offsetTop - pane.clientHeight / 3;
  }
}
