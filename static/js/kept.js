/**
 * What was typed and is not saved yet, kept on this device per person, page and form, so that a
 * lost connection, an ended session or a closed window loses nothing.
 *
 * @typedef {{at: string, revision: string, fields: [string, string][]}} Kept
 */

const NEVER = new Set(["csrfmiddlewaretoken", "revision"]);

/** @param {HTMLFormElement} form @param {string} person */
export function shelf(form, person) {
  const key = `portal.kept.${person}.${location.pathname}#${form.id}`;
  let own = "";
  return {
    /** @returns {Kept|null} */
    read() {
      try {
        return JSON.parse(localStorage.getItem(key) ?? "null");
      } catch {
        return null;
      }
    },
    write() {
      own = new Date().toISOString();
      const kept = { at: own, revision: form.dataset.revision ?? "", fields: fieldsOf(form) };
      try {
        localStorage.setItem(key, JSON.stringify(kept));
      } catch {
        // A full or forbidden store must not stop the typing; the portal still saves by itself.
        return false;
      }
      return true;
    },
    /** Another tab may have kept something newer of the same form: that stays. */
    clear() {
      const kept = this.read();
      if (!kept || !own || kept.at === own) localStorage.removeItem(key);
    },
  };
}

/** @returns {[string, string][]} */
export function fieldsOf(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NEVER.has(name));
}

/** Name → value; the ticked boxes of one name stand together, with commas between. */
export function valuesOf(form) {
  const values = new Map();
  fieldsOf(form).forEach(([name, value]) => values.set(name, values.has(name) ? `${values.get(name)},${value}` : value));
  return values;
}

/** Put kept fields back; rows that the page does not have yet are asked of the rows module. */
export function putBack(form, fields) {
  for (const [name, value] of fields) {
    const prefix = name.match(/^(.*)-TOTAL_FORMS$/)?.[1];
    if (prefix) form.dispatchEvent(new CustomEvent("portal:rows-needed", { detail: { prefix, total: Number(value) } }));
  }
  const queues = new Map();
  fields.forEach(([name, value]) => queues.set(name, [...(queues.get(name) ?? []), value]));
  for (const field of form.elements) {
    if (!field.name || NEVER.has(field.name) || field.type === "file" || field.name.endsWith("_FORMS")) continue;
    const values = queues.get(field.name);
    if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(values?.includes(field.value));
    else if (field instanceof HTMLSelectElement && field.multiple) {
      [...field.options].forEach((option) => { option.selected = Boolean(values?.includes(option.value)); });
    } else if (values?.length) field.value = values.length > 1 ? values.shift() : values[0];
  }
  form.dispatchEvent(new CustomEvent("portal:restored"));
}
