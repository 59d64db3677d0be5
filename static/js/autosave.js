/**
 * `form[data-autosave="/address"]` saves itself a moment after typing stops.
 *
 * Sends the form with `revision` (from `data-revision`). The view answers
 *   200 {revision, saved_at, …}      → “Saved 14:02”; the form fires `portal:saved` with the answer
 *   409 {facts: {revision, who, at, changes: [{name, label, value}]}} → the person decides, then it saves
 *   422 {error, …}                   → the sentence is shown; the text stays kept on the device
 *   401, or a redirect               → offers sign-in in a new tab, saves when the person comes back
 * No answer at all: keeps the text on the device and tries again, sooner when the network returns.
 * The state is told in `[data-saved]`, `data-wait` is the pause in milliseconds (1200). The form's event
 * `portal:save-soon` shortens the pause. `data-sends-all`: submitting the form sends what is kept, too.
 */

const RETRY = 15000;
const SOON = 150;

/** @param {HTMLFormElement} form @param {import("./portal.js").Portal} portal */
export async function start(form, portal) {
  const { shelf, putBack, valuesOf } = await portal.load("kept");
  const kept = shelf(form, portal.person);
  const sign = form.querySelector("[data-saved]") ?? document.querySelector("[data-saved]");
  const touched = new Set();
  let base = valuesOf(form);
  let sent = base;
  const wait = Number(form.dataset.wait ?? 1200);
  let timer = 0;
  let edits = 0;
  let sending = false;

  const tell = (state, words, action) => {
    if (!sign) return;
    sign.dataset.state = state;
    sign.textContent = words;
    if (action) sign.append(" ", action);
  };
  const later = (pause) => {
    clearTimeout(timer);
    timer = window.setTimeout(save, pause);
  };
  const changed = (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.type === "file") return;
    edits += 1;
    if (field.name) touched.add(field.name);
    kept.write();
    tell("unsaved", portal.text("unsaved"));
    later(wait);
  };

  async function save() {
    if (sending) return later(wait);
    sending = true;
    const upTo = edits;
    tell("saving", portal.text("saving"));
    const body = new FormData(form);
    sent = valuesOf(form);
    body.set("revision", form.dataset.revision ?? "");
    const { status, data } = await portal.send(form.dataset.autosave, body);
    sending = false;
    if (status === 200) return saved(data, upTo);
    if (status === 409 && data.facts) return clash(data.facts);
    if (status === 401) return tell("kept", portal.text("signed_out"), signIn(data.sign_in));
    if (status === 0 || status >= 500) {
      tell("kept", portal.text("offline"), button("save_now"));
      return later(RETRY);
    }
    return tell("error", portal.text("save_failed", { reason: data.error ?? "" }), button("try_again"));
  }

  function saved(data, upTo) {
    base = sent;
    form.dataset.revision = data.revision;
    const hidden = form.querySelector("input[name=revision]");
    if (hidden) hidden.value = data.revision;
    const whole = upTo === edits;
    // What was typed while the answer was under way is not saved yet, and must not be called so.
    if (whole) tell("saved", portal.text("saved", { time: portal.clock(new Date(data.saved_at)) }));
    else tell("unsaved", portal.text("unsaved"));
    form.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true, detail: data }));
    if (!whole) return later(wait);
    touched.clear();
    kept.clear();
    form.dispatchEvent(new CustomEvent("portal:clean"));
  }

  async function clash(facts) {
    tell("conflict", portal.text("unsaved"));
    const { settle } = await portal.load("clash");
    await settle(form, facts, touched, base, portal);
    kept.write();
    save();
  }

  function button(key) {
    const one = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary btn-sm", textContent: portal.text(key) });
    one.addEventListener("click", save);
    return one;
  }
  function signIn(address) {
    const link = Object.assign(document.createElement("a"), { className: "btn btn-secondary btn-sm", target: "_blank", textContent: portal.text("sign_in_again") });
    link.href = address ?? `/accounts/login/?next=${encodeURIComponent(location.pathname)}`;
    return link;
  }

  function restore() {
    const old = kept.read();
    if (!old) return;
    // The old revision goes with the old text, so that the portal sees whether someone wrote since.
    const fresh = new FormData(form);
    putBack(form, old.fields);
    old.fields.filter(([name, value]) => fresh.get(name) !== value).forEach(([name]) => touched.add(name));
    if (old.revision) form.dataset.revision = old.revision;
    edits += 1;
    portal.toast(portal.text("restored", { time: portal.clock(new Date(old.at)) }), {
      label: portal.text("discard_kept"),
      run: () => { clearTimeout(timer); kept.clear(); location.reload(); },
    });
    later(wait * 4);
  }

  // Not "change": it fires when the field is left, and would pull a button away under the press.
  form.addEventListener("input", changed);
  form.addEventListener("portal:rows-changed", changed);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    clearTimeout(timer);
    // The form takes all its text along: nothing is left to bring back into the page that follows.
    if (form.hasAttribute("data-sends-all")) kept.clear();
  });
  form.addEventListener("portal:save-soon", () => { if (touched.size) later(SOON); });
  window.addEventListener("online", () => { if (kept.read()) save(); });
  window.addEventListener("focus", () => { if (sign?.dataset.state === "kept" && kept.read()) save(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && touched.size && !sending) save(); });
  restore();
}
