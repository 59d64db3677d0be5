/** On phones the summary is a bar; this adds the button that unfolds what the bar leaves out. */

/** @param {HTMLElement} summary @param {import("./portal.js").Portal} portal */
export function start(summary, portal) {
  if (!summary.querySelector(".summary-more")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "summary-toggle";
  const sign = document.createElement("i");
  sign.className = "bi bi-chevron-up";
  sign.setAttribute("aria-hidden", "true");
  const words = document.createElement("span");
  words.className = "visually-hidden";
  button.append(sign, words);
  summary.prepend(button);
  const show = (open) => {
    summary.classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
    words.textContent = portal.text(open ? "hide_summary" : "show_summary");
  };
  button.addEventListener("click", () => show(!summary.classList.contains("open")));
  show(false);
}
