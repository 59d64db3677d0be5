/**
 * `form[data-draft="17"]`: the comment being typed on piece 17 is kept in this window until the
 * verdict is saved, so that a lost connection, an ended session or a renewed page loses nothing.
 */

let listening = false;

/** @param {HTMLFormElement} form @param {import("./portal.js").Portal} portal */
export function start(form, portal) {
  if (!listening) listen(portal);
  const field = form.querySelector("textarea");
  if (!field) return;
  const key = keyOf(form, portal);
  const kept = sessionStorage.getItem(key);
  if (form.hasAttribute("data-saved-now")) sessionStorage.removeItem(key);
  else if (kept !== null && kept !== field.value) restore(form, field, kept, key, portal);
  field.addEventListener("input", () => {
    try {
      sessionStorage.setItem(key, field.value);
    } catch {
      // A full or forbidden store must not stop the typing.
    }
  });
}

function keyOf(form, portal) {
  return `portal.desk.draft.${portal.person}.${form.dataset.draft}`;
}

/** What stands in the field from the server stays reachable, by the button beside the sentence. */
function restore(form, field, kept, key, portal) {
  const saved = field.value;
  field.value = kept;
  const line = Object.assign(document.createElement("p"), { className: "small", role: "status" });
  line.dataset.draftRestored = "";
  const words = Object.assign(document.createElement("span"), { textContent: `${portal.text("desk_restored")} ` });
  const undo = Object.assign(document.createElement("button"), {
    type: "button", className: "btn btn-quiet btn-sm", textContent: portal.text("discard_kept"),
  });
  undo.addEventListener("click", () => {
    field.value = saved;
    sessionStorage.removeItem(key);
    line.remove();
    field.focus();
  });
  line.append(words, undo);
  field.after(line);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function listen(portal) {
  listening = true;
  document.addEventListener("htmx:responseError", (event) => {
    const { elt, xhr } = event.detail;
    if (elt?.matches?.("form[data-draft]") && xhr.status >= 500) portal.toast(portal.text("desk_not_saved"));
  });
  document.addEventListener("htmx:sendError", (event) => {
    if (event.detail.elt?.matches?.("form[data-draft]")) portal.toast(portal.text("desk_not_saved"));
  });
}
