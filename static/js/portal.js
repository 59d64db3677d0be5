/**
 * The loader. Reads the page's data block, starts the modules whose elements are present (also in
 * pieces that htmx brings in later) and hands each a small set of shared helpers.
 *
 * @typedef {object} Portal
 * @property {(key: string, values?: Record<string, string|number>) => string} text a sentence in the page's language
 * @property {() => string} token the current CSRF token (it changes when someone signs in elsewhere)
 * @property {(url: string, body: FormData, timeout?: number) => Promise<Answer>} send a POST to one of our own views
 * @property {(message: string, action?: {label: string, run: () => void}) => void} toast
 * @property {(moment: Date) => string} clock 14:02, on Bangkok's clock
 * @property {(name: string) => Promise<any>} load another module, when it is needed
 * @property {string} person whose page this is, for what is kept on the device
 *
 * @typedef {object} Answer
 * @property {number} status 0 when nothing answered
 * @property {any} data the JSON body, or {}
 */

export {}; // a module: its types are imported by the others

// htmx takes its elements over at this moment, which a slow script at the end of a page puts off.
const parsed = new Promise((done) => {
  if (document.readyState === "complete") done(undefined);
  else document.addEventListener("DOMContentLoaded", done, { once: true });
});
const source = document.getElementById("portal-data");
const { modules, texts } = JSON.parse(source?.textContent ?? '{"modules":{},"texts":{}}');

/** Which elements bring a module in. The order is the order of starting. */
const SELECTORS = {
  guard: "form[method='post'], form[data-guard]",
  dialog: "[data-open], [data-drawer], dialog",
  menu: "details[data-menu]",
  summary: ".summary",
  fields: "form[data-validate]",
  rows: "[data-rows]",
  sheet: "[data-sheet]",
  upload: "[data-upload]",
  lists: "form[data-filter], [data-select], [data-narrow]",
  print: "[data-print]",
  shortcuts: "[data-shortcut]",
  answers: "form[data-answers]",
  copy: "[data-copy]",
  autosave: "form[data-autosave]",
  designer: "form[data-designer]",
  desk: "[data-desk]",
  desk_draft: "form[data-draft]",
  desk_news: "[data-news]",
  desk_viewer: "[data-viewer]",
};

/** @type {Portal} */
const portal = {
  text: (key, values = {}) =>
    (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole)),
  token: () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "",
  clock: (moment) =>
    moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Bangkok" }),
  person: document.body.dataset.person ?? "",
  load: (name) => import(modules[name]),
  send,
  toast,
};

/** @returns {Promise<Answer>} */
async function send(url, body, timeout = 30000) {
  const headers = { Accept: "application/json", "X-CSRFToken": portal.token() };
  body.delete("csrfmiddlewaretoken"); // the page's own may be older than the sign-in, and would win
  try {
    const reply = await fetch(url, {
      method: "POST", body, headers, redirect: "manual", credentials: "same-origin",
      signal: AbortSignal.timeout(timeout),
    });
    // A redirect that a script meets here is always the way to the sign-in page.
    if (reply.type === "opaqueredirect") return { status: 401, data: {} };
    const isJson = reply.headers.get("Content-Type")?.includes("json");
    return { status: reply.status, data: isJson ? await reply.json() : {} };
  } catch {
    return { status: 0, data: {} };
  }
}

function toast(message, action) {
  const note = document.createElement("div");
  note.className = "toast-note";
  const words = document.createElement("span");
  words.className = "grow";
  words.textContent = message;
  note.append(words);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.label;
    button.addEventListener("click", () => { note.remove(); action.run(); });
    note.append(button);
  }
  document.getElementById("toasts")?.append(note);
  setTimeout(() => note.remove(), action ? 12000 : 6000);
}

const started = new WeakMap();

/** Start every module that `root` needs; an element is started once by each. */
async function start(root) {
  const found = Object.entries(SELECTORS)
    .map(([name, selector]) => [name, [...root.querySelectorAll(selector)].filter((e) => fresh(name, e))])
    .filter(([name, elements]) => elements.length && modules[name]);
  const loaded = await Promise.all(found.map(([name]) => import(modules[name])));
  await Promise.all(found.flatMap(([, elements], n) => elements.map((e) => loaded[n].start(e, portal))));
  [...root.querySelectorAll("[data-focus]")].find((element) => fresh("focus", element))?.focus();
}

function fresh(name, element) {
  const by = started.get(element) ?? new Set();
  if (by.has(name)) return false;
  started.set(element, by.add(name));
  return true;
}

document.addEventListener("click", (event) => {
  // Going back through history finds the form as it was left; the link alone would load it anew.
  const back = /** @type {HTMLElement} */ (event.target).closest?.("[data-back]");
  if (!back || history.length < 2) return;
  event.preventDefault();
  history.back();
});
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = portal.token();
});
document.addEventListener("htmx:load", (event) => start(event.detail.elt.parentElement ?? document));
document.addEventListener("htmx:sendError", () => portal.toast(portal.text("request_failed")));
await Promise.all([start(document), parsed]);
document.documentElement.dataset.ready = "true"; // tests wait for it
