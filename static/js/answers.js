/**
 * `form[data-answers]`: what a web form does beside saving itself and repeating its rows.
 * After each save it refreshes the list of what is missing, the counts of the sections and the plan's
 * figures; while typing it adds up a plan by month; pictures are sent as soon as they are chosen.
 */

const THAI = "๐๑๒๓๔๕๖๗๘๙";
const PLAIN_BUTTONS = "[data-row-add], [data-row-up], [data-row-down], [data-row-remove], [data-picture-remove]";

/** @param {HTMLFormElement} form @param {import("./portal.js").Portal} portal */
export function start(form, portal) {
  // Without scripts these buttons send the form; with them they must not.
  form.querySelectorAll(PLAIN_BUTTONS).forEach((button) => { button.type = "button"; });
  form.addEventListener("portal:saved", (event) => refresh(form, event.detail));
  form.addEventListener("input", () => addUp(form));
  form.addEventListener("portal:rows-changed", () => addUp(form));
  form.addEventListener("portal:restored", () => addUp(form));
  form.addEventListener("change", (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.matches?.("[data-picture-file]")) sendAll(form, input, [...input.files], portal);
  });
  form.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-picture-remove]");
    if (button) removePicture(form, button, portal);
  });
  form.querySelectorAll("[data-picture-drop]").forEach((zone) => dropZone(form, zone, portal));
  addUp(form);
}

/* --- what is missing, and how much is done --- */

function refresh(form, saved) {
  if (saved.missing) showMissing(saved);
  for (const [key, [done, total]] of Object.entries(saved.progress ?? {})) {
    const mark = form.querySelector(`[data-progress="${CSS.escape(key)}"]`);
    if (!mark) continue;
    const complete = done >= total;
    mark.classList.toggle("text-done", complete);
    mark.classList.toggle("text-still", !complete);
    mark.querySelector("i").className = `bi bi-${complete ? "check-circle-fill" : "circle"}`;
    const words = mark.querySelector("[data-progress-words]");
    words.textContent = words.dataset.progressWords.replace("{done}", done).replace("{total}", total);
  }
}

function showMissing({ missing, complete }) {
  const box = document.querySelector("[data-missing]");
  if (!box) return;
  const list = box.querySelector("[data-missing-items]");
  const count = box.querySelector("[data-missing-count]");
  count.textContent = count.dataset.missingCount.replace("{n}", String(missing.length));
  list.replaceChildren(...missing.map(({ name, text, row }) => {
    const item = document.createElement("li");
    const words = row ? `${text} (${list.dataset.rowWords.replace("{n}", row)})` : text;
    const target = name && anchor(name);
    if (target) item.append(Object.assign(document.createElement("a"), { href: `#${target}`, textContent: words }));
    else item.textContent = words;
    return item;
  }));
  box.querySelector("details").hidden = missing.length === 0;
  box.querySelector("[data-complete]").hidden = !complete;
}

function anchor(name) {
  return document.getElementById(`f-${name}`) ? `f-${name}` : "";
}

/* --- a plan by month --- */

function addUp(form) {
  const total = document.querySelector("[data-plan-total]");
  let weights = 0;
  const sums = { planned: 0, done: 0 };
  const plans = [...form.querySelectorAll("[data-row]:not(.removed) [data-plan]")].map((plan) => ({
    plan,
    weight: weightOf(plan.closest("[data-row]")),
    filled: false,
  }));
  for (const one of plans) {
    for (const line of one.plan.querySelectorAll("[data-share]")) {
      const shares = [...line.querySelectorAll("input")].map((input) => input.value.trim());
      if (shares.some(Boolean)) one.filled = true;
      const sum = shares.reduce((all, share) => all + number(share), 0);
      one[line.dataset.share] = sum;
      const shown = line.querySelector("[data-sum]");
      shown.textContent = Number.isNaN(sum) ? "–" : plain(sum);
      shown.classList.toggle("text-stop", Number.isNaN(sum) || sum > 100.000001);
      shown.classList.toggle("text-done", line.dataset.share === "planned" && Math.abs(sum - 100) < 1e-6);
    }
  }
  if (!total) return;
  const counted = plans.filter((one) => one.filled);
  const even = counted.every((one) => !one.weight);
  for (const one of counted) {
    const weight = even ? 1 : one.weight;
    weights += weight;
    sums.planned += weight * Math.min(one.planned, 100);
    sums.done += weight * Math.min(one.done, 100);
  }
  const say = (share) => {
    const value = weights ? sums[share] / weights : 0;
    total.querySelector(`[data-plan-${share}]`).textContent = Number.isNaN(value) ? "–" : value.toFixed(2);
  };
  say("planned");
  say("done");
}

/** Typed, or shown where the plan is locked. */
function weightOf(row) {
  return number(row.querySelector("[name$='-weight']")?.value ?? row.querySelector("[data-cell='weight']")?.dataset.value);
}

function number(text) {
  const digits = (text ?? "").trim().replace(/[๐-๙]/g, (c) => String(THAI.indexOf(c))).replaceAll(",", "");
  return digits === "" ? 0 : /^\d+(\.\d+)?$/.test(digits) ? Number(digits) : NaN;
}

function plain(value) {
  return String(Math.round(value * 100) / 100);
}

/* --- pictures --- */

async function sendAll(form, input, files, portal) {
  const box = input.closest("[data-pictures]");
  for (const file of files) {
    const state = box.querySelector("[data-picture-state]");
    state.className = "small";
    state.textContent = portal.text("sending");
    const body = bodyFor(form, box, "add");
    body.set("picture", file);
    const answer = await portal.send(`${form.dataset.pictureUrl}`, body, 120000);
    if (!took(form, box, answer)) {
      state.className = "small text-stop strong";
      state.textContent = answer.data.error ?? portal.text(answer.status === 401 ? "signed_out" : "upload_failed");
      break;
    }
  }
  // A chosen file must not be sent again with the form's next save.
  input.value = "";
}

async function removePicture(form, button, portal) {
  const box = button.closest("[data-pictures]");
  const sha256 = button.dataset.pictureRemove;
  const body = bodyFor(form, box, "remove");
  body.set("sha256", sha256);
  const answer = await portal.send(form.dataset.pictureUrl, body);
  if (!took(form, box, answer)) return portal.toast(answer.data.error ?? portal.text("request_failed"));
  box.querySelector("[data-picture-file]")?.focus();
  return portal.toast(portal.text("picture_removed"), {
    label: portal.text("undo"),
    run: async () => {
      const back = bodyFor(form, box, "restore");
      back.set("sha256", sha256);
      took(form, box, await portal.send(form.dataset.pictureUrl, back));
    },
  });
}

function bodyFor(form, box, act) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
  body.set("field", box.dataset.pictures);
  body.set("act", act);
  return body;
}

/** Show the field's pictures as the portal has them now; captions being typed are kept. */
function took(form, box, { status, data }) {
  if (status !== 200) return false;
  const captions = new Map([...box.querySelectorAll("[name*='-caption-']")].map((f) => [f.name, f.value]));
  const fresh = document.createElement("template");
  fresh.innerHTML = data.html;
  const inner = fresh.content.querySelector("[data-pictures]");
  inner.querySelectorAll(PLAIN_BUTTONS).forEach((button) => { button.type = "button"; });
  inner.querySelectorAll("[name*='-caption-']").forEach((f) => { f.value = captions.get(f.name) ?? f.value; });
  box.replaceChildren(...inner.childNodes);
  form.dataset.revision = data.revision;
  form.querySelector("[name=revision]").value = data.revision;
  box.querySelectorAll("[data-picture-drop]").forEach((zone) => dropZone(form, zone, null));
  form.dispatchEvent(new CustomEvent("portal:rows-changed", { bubbles: true }));
  return true;
}

const zones = new WeakMap();

function dropZone(form, zone, portal) {
  const helper = portal ?? zones.get(form);
  zones.set(form, helper);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const input = zone.querySelector("[data-picture-file]");
    sendAll(form, input, [...(event.dataTransfer?.files ?? [])], helper);
  });
}
