/**
 * `form[data-upload]` with `input[type=file]` and a `.drop` zone: files are sent one by one as soon as
 * they are chosen or dropped, each with its own progress; a refused file stays listed with the reason
 * and the others go on. Without scripts it is a plain form with a button (`.only-plain`).
 *
 * The view answers 200/201 {…} or {error}. `data-max-bytes` refuses early. `[data-upload-list]` takes the
 * lines. After the last file `portal:uploaded` fires (bubbling, detail.received = answers); htmx may
 * listen to it, or `data-upload-then="reload"` loads the page again when none failed; beside refused
 * files, whose reasons stay to be read, a button does so.
 */

/** @param {HTMLFormElement} form @param {import("./portal.js").Portal} portal */
export function start(form, portal) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input[type=file]"));
  const zone = form.querySelector(".drop");
  const list = form.querySelector("[data-upload-list]") ?? form.appendChild(Object.assign(document.createElement("ul"), { className: "file-list" }));
  const waiting = [];
  let busy = false;
  let received = [];
  let failed = 0;

  const take = (files) => {
    [...files].forEach((file) => waiting.push({ file, line: line(file, list, portal) }));
    if (!busy) work();
  };

  async function work() {
    busy = true;
    while (waiting.length) {
      const { file, line: view } = waiting.shift();
      const refusal = early(file);
      const answer = refusal ? { ok: false, error: refusal } : await sendOne(form, input.name, file, view, portal);
      if (answer.ok) received.push(answer.data);
      else {
        failed += 1;
        view.fail(answer.error, refusal ? null : () => { failed -= 1; view.again(); waiting.push({ file, line: view }); if (!busy) work(); });
      }
    }
    busy = false;
    form.dispatchEvent(new CustomEvent("portal:uploaded", { bubbles: true, detail: { received, failed } }));
    if (received.length && form.dataset.uploadThen === "reload") {
      if (failed) offerReload();
      else location.reload();
    }
    received = [];
  }

  function offerReload() {
    form.querySelector("[data-upload-show]")?.remove();
    const show = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-primary", textContent: portal.text("upload_show") });
    show.dataset.uploadShow = "";
    show.addEventListener("click", () => location.reload());
    list.after(show);
  }

  function early(file) {
    const max = Number(form.dataset.maxBytes ?? 0);
    if (!file.size) return portal.text("upload_empty");
    if (max && file.size > max) return portal.text("upload_too_large", { size: size(file.size), max: size(max) });
    return "";
  }

  input.addEventListener("change", () => { take(input.files ?? []); input.value = ""; });
  zone?.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone?.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone?.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    take(event.dataTransfer?.files ?? []);
  });
  zone?.querySelector("button")?.addEventListener("click", () => input.click());
  window.addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
}

function sendOne(form, name, file, view, portal) {
  return new Promise((done) => {
    const body = new FormData(form);
    body.set(name, file);
    body.delete("csrfmiddlewaretoken"); // the header carries the current one
    const call = new XMLHttpRequest();
    call.open("POST", form.action);
    call.setRequestHeader("Accept", "application/json");
    call.setRequestHeader("X-CSRFToken", portal.token());
    call.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) view.move(event.loaded, event.total);
    });
    call.addEventListener("load", () => {
      const data = read(call.responseText);
      const ok = call.status >= 200 && call.status < 300;
      if (ok) view.finish();
      const signedOut = call.status === 401 ? portal.text("signed_out") : "";
      done({ ok, data, error: data.error ?? (signedOut || portal.text("upload_failed")) });
    });
    call.addEventListener("error", () => done({ ok: false, data: {}, error: portal.text("upload_failed") }));
    view.cancel(() => { call.abort(); view.remove(); done({ ok: true, data: null }); });
    call.send(body);
  });
}

function line(file, list, portal) {
  const item = document.createElement("li");
  item.innerHTML = '<i class="bi bi-file-earmark" aria-hidden="true"></i><span class="name"></span><span class="line"></span><div class="bar"><progress max="100" value="0"></progress></div><div class="why small" role="status"></div>';
  const [sign, name, tools, bar, why] = item.children;
  const meter = bar.firstElementChild;
  name.textContent = file.name;
  meter.setAttribute("aria-label", file.name);
  const button = (key, run) => {
    const one = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet btn-sm", textContent: portal.text(key) });
    one.addEventListener("click", run);
    tools.replaceChildren(one);
  };
  const look = (css, icon) => { item.className = css; sign.className = `bi bi-${icon}`; };
  why.textContent = portal.text("upload_waiting");
  list.append(item);
  return {
    move(sent, total) {
      const percent = Math.floor((sent / total) * 100);
      meter.value = percent;
      why.textContent = percent < 100 ? portal.text("upload_sending", { percent, size: size(total) }) : portal.text("upload_checking");
    },
    finish() { look("sent", "check-circle-fill"); bar.remove(); tools.replaceChildren(); why.textContent = portal.text("upload_done"); },
    fail(reason, retry) {
      look("failed", "exclamation-octagon");
      bar.hidden = true;
      why.textContent = reason;
      if (retry) button("try_again", retry);
      else button("remove", () => item.remove());
    },
    again() { look("", "file-earmark"); bar.hidden = false; meter.value = 0; why.textContent = portal.text("upload_waiting"); tools.replaceChildren(); },
    cancel: (run) => button("cancel", run),
    remove: () => item.remove(),
  };
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function size(bytes) {
  return bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}
