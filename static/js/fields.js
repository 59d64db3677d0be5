/**
 * `form[data-validate]`: a field is checked when it is left, never while it is being typed in.
 * Reads `required`, `maxlength`/`data-max`, and `data-kind` = number | date | link.
 * The name in the sentence is `data-label`, else the field's label.
 */

const THAI = "๐๑๒๓๔๕๖๗๘๙";
const KINDS = {
  number: [/^[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?$/, "invalid_number"],
  date: [/^(\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}\s+\S+\s+\d{2,4})$/, "invalid_date"],
  link: [/^https?:\/\/\S+$/i, "invalid_link"],
};

/** @param {HTMLFormElement} form @param {import("./portal.js").Portal} portal */
export function start(form, portal) {
  form.noValidate = true;
  form.addEventListener("focusout", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.matches?.("input:not([type=hidden]):not([type=file]), select, textarea")) show(field, fault(field, portal));
  });
  form.addEventListener("input", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.classList.contains("is-invalid") && !fault(field, portal)) show(field, "");
  });
}

/** The sentence that is wrong with the field now, or "". */
function fault(field, portal) {
  const name = { field: nameOf(field) };
  const value = field.value.trim().replace(/[๐-๙]/g, (c) => String(THAI.indexOf(c)));
  const isBox = field.type === "checkbox" || field.type === "radio";
  if (field.required && (isBox ? !field.checked && field.type === "checkbox" : !value)) return portal.text("required", name);
  const max = Number(field.dataset.max ?? 0);
  if (max && field.value.length > max) return portal.text("too_long", { ...name, max, length: field.value.length });
  const rule = KINDS[field.dataset.kind ?? ""];
  return rule && value && !rule[0].test(value) ? portal.text(rule[1], name) : "";
}

function nameOf(field) {
  const label = field.dataset.label ?? field.labels?.[0]?.textContent ?? field.getAttribute("aria-label") ?? "";
  return label.replace("*", "").trim();
}

function show(field, sentence) {
  const id = `${field.id || field.name}-fault`;
  const old = document.getElementById(id);
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  field.classList.toggle("is-invalid", Boolean(sentence));
  if (!sentence) {
    old?.remove();
    field.removeAttribute("aria-invalid");
  } else {
    const words = old ?? Object.assign(document.createElement("div"), { id, className: "field-error" });
    words.textContent = sentence;
    if (!old) field.insertAdjacentElement("afterend", words);
    field.setAttribute("aria-invalid", "true");
    described.push(id);
  }
  if (described.length) field.setAttribute("aria-describedby", described.join(" "));
  else field.removeAttribute("aria-describedby");
}
