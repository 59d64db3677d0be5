/**
 * Two people wrote in the same field. Shows both texts and lets the person keep the own one, the
 * other's, or both; nothing is overwritten silently.
 *
 * @typedef {{name: string, label?: string, value: string}} Change what is saved now; fields that the
 * other person left alone may be among them
 */

/**
 * @param {HTMLFormElement} form
 * @param {{who?: string, at?: string, revision: string, changes?: Change[]}} facts
 * @param {Set<string>} touched names of the fields typed in here
 * @param {Map<string, string>} base what was saved when this page last agreed with the portal
 * @param {import("./portal.js").Portal} portal
 * @returns {Promise<void>} when every clash is decided
 */
export function settle(form, facts, touched, base, portal) {
  const clashes = (facts.changes ?? []).filter((change) => {
    const field = form.elements.namedItem(change.name);
    // Rows that this page does not show are the portal's to keep.
    if (!field || same(valueOf(field), change.value) || same(base.get(change.name) ?? "", change.value)) return false;
    if (touched.has(change.name)) return true;
    setValue(field, change.value);
    return false;
  });
  form.dataset.revision = facts.revision;
  const hidden = form.querySelector("input[name=revision]");
  if (hidden) hidden.value = facts.revision;
  if (!clashes.length) return Promise.resolve();
  const who = facts.who || portal.text("someone");
  const box = make("div", "error-summary");
  box.setAttribute("role", "alert");
  box.tabIndex = -1;
  box.append(make("h2", "", portal.text("conflict", { who, time: facts.at ? portal.clock(new Date(facts.at)) : "" })));
  form.prepend(box);
  box.focus();
  return new Promise((done) => {
    let open = clashes.length;
    for (const change of clashes) {
      box.append(question(form, change, who, portal, () => {
        open -= 1;
        if (open) return;
        box.remove();
        done();
      }));
    }
  });
}

function question(form, change, who, portal, decided) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(change.name));
  const mine = valueOf(field);
  const part = make("div", "clash");
  const sides = make("div", "sides");
  const side = (label, text) => {
    const half = make("div");
    half.append(make("div", "small soft", label), document.createTextNode(text));
    return half;
  };
  const label = change.label ?? boxesOf(field)[0].labels?.[0]?.textContent.trim() ?? change.name;
  const theirsLabel = portal.text("conflict_field", { who, field: label });
  sides.append(side(theirsLabel, wordsOf(field, change.value)), side(portal.text("yours"), wordsOf(field, mine)));
  const buttons = make("div", "btn-row");
  const offer = (key, value) => {
    const button = Object.assign(make("button", "btn btn-secondary btn-sm", portal.text(key)), { type: "button" });
    button.addEventListener("click", () => {
      setValue(field, value);
      part.remove();
      decided();
    });
    buttons.append(button);
  };
  offer("keep_mine", mine);
  offer("keep_theirs", change.value);
  if (field.matches?.("textarea, input[type=text]")) {
    offer("keep_both", [change.value, mine].join(field.matches("textarea") ? "\n" : " "));
  }
  part.append(sides, buttons);
  return part;
}

/** A field, or the boxes to tick that share its name. */
const boxesOf = (field) => (field instanceof RadioNodeList ? [...field] : [field]);
const ticks = (field) => /^(checkbox|radio)$/.test(boxesOf(field)[0].type ?? "");

function valueOf(field) {
  if (!ticks(field)) return field.value;
  return boxesOf(field).filter((box) => box.checked).map((box) => box.value).join(",");
}

function setValue(field, value) {
  if (!ticks(field)) field.value = value;
  else boxesOf(field).forEach((box) => { box.checked = value.split(",").includes(box.value); });
}

/** What a person reads for the value: the labels of ticked boxes, the text of a chosen option. */
function wordsOf(field, value) {
  if (ticks(field)) {
    return boxesOf(field).filter((box) => value.split(",").includes(box.value)).map((box) => box.labels?.[0]?.textContent.trim() ?? box.value).join(", ");
  }
  if (field instanceof HTMLSelectElement) return [...field.options].find((option) => option.value === value)?.text ?? value;
  return value;
}

function same(one, other) {
  return String(one ?? "").replace(/\r\n/g, "\n") === String(other ?? "").replace(/\r\n/g, "\n");
}

function make(tag, className = "", text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}
