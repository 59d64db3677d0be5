/**
 * Guards of forms: one press sends once, the token is always the current one, and a form marked
 * `data-guard` asks before the page is left with something unsaved.
 * `data-unguarded` leaves a form alone that answers with a download or stays on its page.
 */

const UNLOCK_AFTER = 8000;

/** @param {HTMLFormElement} form @param {import("./portal.js").Portal} portal */
export function start(form, portal) {
  if (!form.hasAttribute("data-unguarded")) once(form, portal);
  if (form.hasAttribute("data-guard")) keepAsking(form);
}

function once(form, portal) {
  const unlock = () => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((b) => b.removeAttribute("aria-busy"));
  };
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    if (token && portal.token()) token.value = portal.token();
    // Another handler (htmx, upload) may take the sending over; then the page stays.
    if (event.defaultPrevented) return undefined;
    form.dataset.sent = "true";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(unlock, UNLOCK_AFTER);
    return undefined;
  });
  form.addEventListener("htmx:afterRequest", unlock);
  window.addEventListener("pageshow", unlock);
}

function keepAsking(form) {
  // What was refused came back as it was typed, and is saved nowhere yet.
  let dirty = form.querySelector("[aria-invalid=true], .is-invalid") !== null;
  const ask = (event) => { if (dirty && form.isConnected) event.preventDefault(); };
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  form.addEventListener("portal:clean", () => { dirty = false; });
  window.addEventListener("beforeunload", ask);
}
