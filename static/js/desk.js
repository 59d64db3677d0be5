/**
 * The review desk (`data-desk` on the pane of the judgement). A ready-made sentence (`data-fill="id"`
 * with `data-text`) is put into the field of that id, behind what stands there already. After a
 * verdict the desk goes on by itself to `data-go-on`, the next piece without one, unless that is
 * switched off on this device (`data-go-on-choice`).
 */

const STAY = "portal.desk.stay";
const DONE = "portal.desk.done";
let listening = false;

/** @param {HTMLElement} pane @param {import("./portal.js").Portal} portal */
export function start(pane, portal) {
  if (!listening) listen(portal);
  const choice = /** @type {HTMLInputElement|null} */ (pane.querySelector("[data-go-on-choice]"));
  if (choice) choice.checked = !localStorage.getItem(STAY);
  const said = pane.querySelector("[data-verdict-said]")?.textContent?.trim();
  const next = /** @type {HTMLAnchorElement|null} */ (pane.querySelector("[data-go-on]"));
  if (!said || !next || localStorage.getItem(STAY)) return;
  sessionStorage.setItem(DONE, JSON.stringify({ said, title: pane.querySelector("h2")?.textContent, back: location.href }));
  location.assign(next.href);
}

function listen(portal) {
  listening = true;
  document.addEventListener("click", (event) => fill(event));
  document.addEventListener("change", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (!box.matches?.("[data-go-on-choice]")) return;
    if (box.checked) localStorage.removeItem(STAY);
    else localStorage.setItem(STAY, "1");
  });
  document.addEventListener("keydown", (event) => {
    // Out of the comment, so that single keys work again; a dialog keeps its own Escape.
    const field = /** @type {HTMLElement} */ (event.target);
    if (event.key !== "Escape" || event.isComposing || field.id !== "verdict-comment") return;
    event.preventDefault();
    field.blur();
  });
  tell(portal);
}

/** What was done on the page before, with the way back to it. */
function tell(portal) {
  const kept = sessionStorage.getItem(DONE);
  sessionStorage.removeItem(DONE);
  if (!kept) return;
  const { said, title, back } = JSON.parse(kept);
  portal.toast(`${title}: ${said}`, { label: portal.text("desk_back"), run: () => location.assign(back) });
}

function fill(event) {
  const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-fill]");
  const field = /** @type {HTMLTextAreaElement|null} */ (document.getElementById(button?.dataset.fill ?? ""));
  if (!button || !field) return;
  const said = field.value.trimEnd();
  const text = button.dataset.text ?? "";
  if (!said.split("\n").includes(text)) field.value = said ? `${said}\n${text}` : text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  // By key one goes on by key: the field would swallow the next one.
  const back = field.form?.querySelector("button[value=returned]");
  if (event.detail === 0 && back) back.focus();
  else field.focus();
}
