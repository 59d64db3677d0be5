/**
 * `data-news="url"` with `data-seen`: while the page is looked at, the address is asked now and then
 * whether anything changed since; what it answers is shown in `#desk-news`. Nothing on the page is
 * replaced by it.
 */

const EVERY = 15000;
let timer = 0;

/** @param {HTMLElement} bar */
export function start(bar) {
  // A new bar came with a verdict: it shows the newest state, and what was told before is seen.
  window.clearInterval(timer);
  timer = window.setInterval(ask, Number(bar.dataset.every) || EVERY);
  document.removeEventListener("visibilitychange", ask);
  document.addEventListener("visibilitychange", ask);
}

async function ask() {
  const bar = /** @type {HTMLElement|null} */ (document.querySelector("[data-news]"));
  const place = document.getElementById("desk-news");
  if (!bar || !place || document.visibilityState !== "visible" || !navigator.onLine) return;
  const seen = bar.dataset.seen ?? "";
  try {
    const url = `${bar.dataset.news}?seen=${encodeURIComponent(seen)}`;
    const reply = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin", redirect: "manual" });
    // The bar may have been renewed while this was under way.
    if (reply.status !== 200 || !bar.isConnected || bar.dataset.seen !== seen) return;
    const said = await reply.text();
    if (place.dataset.said === said) return;
    place.dataset.said = said;
    place.innerHTML = said;
    const show = /** @type {HTMLAnchorElement|null} */ (place.querySelector("[data-show]"));
    if (!show) return;
    if (bar.dataset.here) show.href = bar.dataset.here;
    show.addEventListener("click", leaveUnasked);
  } catch {
    // No connection: the next question may find it again.
  }
}

/** The page comes back to the same piece, and what is typed on it is kept in this window. */
function leaveUnasked() {
  document.querySelector("form[data-draft]")?.dispatchEvent(new Event("portal:clean"));
}
