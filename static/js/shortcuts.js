/**
 * `data-shortcut="j"` on a button, link or field: the key presses, follows or focuses it.
 * `data-shortcut-label` names it in the list that `?` opens. Keys typed into fields, and keys with
 * Ctrl, Alt or Meta, are left alone. The list can switch single keys off on this device. Where a
 * key writes no Latin letter or digit (a Thai layout) its place on the keyboard counts.
 */

const OFF = "portal.shortcuts.off";
let listening = false;

/** @param {HTMLElement} element @param {import("./portal.js").Portal} portal */
export function start(element, portal) {
  element.setAttribute("aria-keyshortcuts", element.dataset.shortcut ?? "");
  if (listening) return;
  listening = true;
  document.addEventListener("keydown", (event) => press(event, portal));
  document.addEventListener("click", (event) => {
    if (/** @type {HTMLElement} */ (event.target).closest?.("[data-shortcut-list]")) list(portal);
  });
}

/** @param {KeyboardEvent} event */
function press(event, portal) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
  if (event.repeat) return;
  const key = keyOf(event);
  if (key === "?") return void (event.preventDefault(), list(portal));
  if (localStorage.getItem(OFF)) return;
  const open = document.querySelector("dialog[open]");
  const found = [...(open ?? document).querySelectorAll("[data-shortcut]")].find(
    (e) => e.dataset.shortcut.toLowerCase() === key && !e.disabled && e.getClientRects().length,
  );
  if (!found) return;
  event.preventDefault();
  if (found.matches("input, select, textarea")) found.focus();
  else found.click();
}

/** @param {KeyboardEvent} event @returns {string} */
function keyOf(event) {
  const { key, code, shiftKey } = event;
  if (key === "?" || key.length !== 1 || /^[a-z0-9]$/i.test(key)) return key.length === 1 ? key.toLowerCase() : key;
  const [, letter, digit] = code.match(/^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/) ?? [];
  if (letter) return letter.toLowerCase();
  if (digit && !shiftKey) return digit;
  if (code === "Slash" && shiftKey) return "?";
  const thai = /[\u0E00-\u0E7F]/.test(key);
  return thai ? { Slash: "/", Minus: "-", Equal: shiftKey ? "+" : "=" }[code] ?? key : key;
}

function typing(target) {
  return target.isContentEditable || target.matches?.("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button])");
}

function list(portal) {
  document.getElementById("shortcut-list")?.remove();
  const dialog = Object.assign(document.createElement("dialog"), { id: "shortcut-list", className: "ask" });
  const head = Object.assign(document.createElement("div"), { className: "dialog-head" });
  const title = Object.assign(document.createElement("h2"), { id: "shortcut-title", textContent: portal.text("shortcuts_title") });
  dialog.setAttribute("aria-labelledby", title.id);
  head.append(title);
  const facts = Object.assign(document.createElement("dl"), { className: "facts dialog-body" });
  const shown = new Set();
  for (const e of document.querySelectorAll("[data-shortcut]")) {
    if (shown.has(e.dataset.shortcut) || !e.getClientRects().length) continue;
    shown.add(e.dataset.shortcut);
    const label = e.dataset.shortcutLabel ?? e.getAttribute("aria-label") ?? e.textContent.trim();
    facts.append(line(e.dataset.shortcut.toUpperCase()), Object.assign(document.createElement("dd"), { textContent: label }));
  }
  facts.append(line("?"), Object.assign(document.createElement("dd"), { textContent: portal.text("shortcut_help") }));
  const foot = Object.assign(document.createElement("div"), { className: "dialog-foot" });
  foot.append(toggle(portal), closer(dialog, portal));
  dialog.append(head, facts, foot);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function line(key) {
  const term = document.createElement("dt");
  term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  return term;
}

function toggle(portal) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary" });
  const say = () => { button.textContent = portal.text(localStorage.getItem(OFF) ? "shortcuts_on" : "shortcuts_off"); };
  button.addEventListener("click", () => {
    if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
    say();
  });
  say();
  return button;
}

function closer(dialog, portal) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-primary", textContent: portal.text("close") });
  button.addEventListener("click", () => dialog.close());
  return button;
}
