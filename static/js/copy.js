/**
 * `button[data-copy="id"]` copies the text of that element and says so beside itself, in the element of
 * `data-copied="id"` (a live region). Where the browser allows no copying the text is selected instead, so
 * that it can be copied by hand; without scripts it stands there to be selected (`.only-js` on the button).
 */

/** @param {HTMLButtonElement} button @param {import("./portal.js").Portal} portal */
export function start(button, portal) {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy ?? "");
    if (!source) return;
    const said = document.getElementById(button.dataset.copied ?? "");
    const copied = await copy(source.textContent ?? "");
    if (!copied) select(source);
    if (said) said.textContent = portal.text(copied ? "copied" : "copy_by_hand");
  });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no clipboard over plain http, or not allowed
  }
}

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}
