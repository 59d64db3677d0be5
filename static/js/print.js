/** A `[data-print]` button opens the browser's print dialog, which also saves as PDF. */

/** @param {HTMLButtonElement} button */
export function start(button) {
  button.addEventListener("click", () => window.print());
}
