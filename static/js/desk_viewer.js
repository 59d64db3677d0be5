/**
 * `data-viewer`: a frame whose document opens at the page typed into `[data-page]`, or a picture
 * with `[data-zoom="in|out|fit"]`.
 */

const STEP = 1.5;
const MOST = 8;

/** @param {HTMLElement} box */
export function start(box) {
  const frame = box.querySelector("iframe");
  const page = /** @type {HTMLInputElement|null} */ (box.querySelector("[data-page]"));
  if (frame && page) page.addEventListener("change", () => turn(box, page));
  const picture = box.querySelector("img");
  if (picture) zoomable(box, picture);
}

/** A viewer reads the page from its address only when it opens: the frame is made anew. */
function turn(box, page) {
  const most = Number(page.max) || 1;
  const wanted = Math.min(Math.max(Math.trunc(Number(page.value)) || 1, 1), most);
  page.value = String(wanted);
  const old = box.querySelector("iframe");
  const fresh = old.cloneNode(false);
  fresh.src = `${old.src.split("#")[0]}#page=${wanted}&navpanes=0&view=FitH`;
  old.replaceWith(fresh);
}

function zoomable(box, picture) {
  let scale = 1;
  const show = () => {
    picture.style.maxWidth = scale === 1 ? "" : "none";
    picture.style.width = scale === 1 ? "" : `${Math.round(scale * 100)}%`;
  };
  box.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () => {
    const by = { in: STEP, out: 1 / STEP, fit: 1 / scale }[button.dataset.zoom];
    scale = Math.min(Math.max(scale * by, 1 / STEP), MOST);
    if (Math.abs(scale - 1) < 0.01) scale = 1;
    show();
  }));
}
