/**
 * The review desk. A usual comment (`data-fill="id"` with `data-text`) is put into the field of that
 * id, behind what stands there already, so that nothing typed is lost. One listener serves the panes
 * that htmx brings in later.
 */

document.addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-fill]");
  const field = /** @type {HTMLTextAreaElement|null} */ (document.getElementById(button?.dataset.fill ?? ""));
  if (!button || !field) return;
  const said = field.value.trimEnd();
  field.value = said ? `${said}\n${button.dataset.text}` : button.dataset.text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
