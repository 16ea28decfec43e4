// Photographs as the camera made them: kept encrypted on this device, sent in pieces (tus) while nothing else
// waits, deleted by their owner once the server has them.
"use strict";
(() => {
  const FLAG = "tuyen-originals", TUS = "1.0.0", EVERY = 20000, QUIET = 3000, WAIT = 45000;
  const LEAST_STEP = 32768, MOST_STEP = 1048576, MOST_BYTES = 15 * 1048576, DAY = 86400000, KEPT_DAYS = 7, LOST_DAYS = 30;
  const box = window.tuyenOutbox;
  if (!box?.owner || !globalThis.crypto?.subtle || !globalThis.indexedDB) return;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const words = () => document.getElementById("photo-words")?.dataset || {};
  const say = (name, ...values) => values.reduce((text, value, i) => text.replace(`{${i}}`, value), words()[name] || "");
  const clock = (at) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  const amount = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1048576).toLocaleString("vi-VN", { maximumFractionDigits: 1 })} MB`);

  const open = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("tuyen-originals", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("photos", { keyPath: "id" }).createIndex("owner", "owner");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const store = async (mode, act) => {
    const base = await open();
    return new Promise((resolve, reject) => {
      const turn = base.transaction("photos", mode), request = act(turn.objectStore("photos"));
      turn.oncomplete = () => { base.close(); resolve(request?.result); };
      turn.onabort = turn.onerror = () => { base.close(); reject(turn.error); };
    });
  };
  const mine = async () => (await store("readonly", (photos) => photos.index("owner").getAll(box.owner))).sort((a, b) => a.at - b.at);
  const put = (row) => store("readwrite", (photos) => photos.put(row));
  const drop = (id) => store("readwrite", (photos) => photos.delete(id));
  const flag = (rows) => (rows.length ? localStorage.setItem(FLAG, "1") : localStorage.removeItem(FLAG));

  // Keeping: the small picture goes with the question, this one stays here until the line is idle -----
  const keep = async ({ id, file, blob, label, isSent }) => {
    const isWorth = file.size > blob.size * 1.2 && /^image\/(jpeg|png|webp)$/.test(file.type);
    label.dataset.state = isSent ? "sent" : "waiting";
    if (isWorth && file.size <= MOST_BYTES) {
      const plain = await file.arrayBuffer(), digest = await crypto.subtle.digest("SHA-256", plain);
      const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const row = { id, owner: box.owner, about: location.pathname, at: Date.now(), name: file.name.slice(0, 100), size: file.size, sha256, state: "waiting", ...(await box.seal(plain)) };
      await put(row).then(() => { label.dataset.original = file.size; }, () => window.tuyen.toast(say("full"), "warning"));
      flag([row]);
    } else if (isWorth) label.dataset.tooLarge = "1";
    tell(label);
    document.dispatchEvent(new CustomEvent("tuyen:weighed"));
  };
  const tell = (label) => {
    let sign = label.querySelector(".photo-state");
    if (!sign) (label.querySelector("span") || label).append(sign = Object.assign(document.createElement("small"), { className: "photo-state muted" }));
    const size = amount(Number(label.dataset.size)), later = label.dataset.original ? say("later", amount(Number(label.dataset.original))) : label.dataset.tooLarge ? say("tooLarge") : "";
    sign.textContent = say(label.dataset.state === "sent" ? "sentAhead" : "waits", size) + later;
  };
  document.addEventListener("tuyen:photo", (event) => keep(event.detail).catch(() => window.tuyen.toast(say("full"), "warning")));
  document.addEventListener("tuyen:sent", (event) => {
    const label = document.querySelector(`[data-files] input[value="${event.detail}"]`)?.closest("label");
    if (label?.dataset.state) { label.dataset.state = "sent"; tell(label); document.dispatchEvent(new CustomEvent("tuyen:weighed")); }
  });

  // Sending: only while nobody types, nothing waits in the outbox and no page loads -------------------
  let busyAt = 0;
  const busy = () => { busyAt = Date.now(); };
  for (const name of ["keydown", "input", "pointerdown", "submit", "htmx:before:request"]) document.addEventListener(name, busy, { capture: true, passive: true });
  const isIdle = async () => navigator.onLine && Date.now() - busyAt > QUIET && document.readyState === "complete" && !(await box.mine()).some((item) => item.state === "waiting");
  const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const ask = async (method, url, headers = {}, body = undefined) => {
    const answer = await fetch(url, { method, body, headers: { ...window.tuyen.headers(), "HX-Request": "true", "Tus-Resumable": TUS, ...headers }, signal: AbortSignal.timeout(WAIT) }).catch(() => null);
    return !answer || answer.status === 401 || answer.redirected ? null : answer;
  };
  const begin = (row) => ask("POST", "/uploads/", {
    "Upload-Length": String(row.size),
    "Upload-Metadata": Object.entries({ purpose: "consult_original", subject: row.id, sha256: row.sha256, filename: row.name }).map(([name, value]) => `${name} ${encoded(value)}`).join(","),
  });
  const sentence = async (answer) => (await answer.json().catch(() => ({}))).detail || "";
  const refused = async (row, answer) => { await put({ ...row, state: "refused", why: await sentence(answer) }); return true; };
  let step = 65536, showing = null;
  const deliver = async (row) => {
    const begun = await begin(row);
    if (!begun || begun.status >= 500) return false;
    if (begun.status === 425) { if (Date.now() - row.at > LOST_DAYS * DAY) await drop(row.id); return true; }
    if (begun.status !== 201) return refused(row, begun);
    const where = begun.headers.get("Location"), plain = await box.unseal(row);
    let offset = Number(begun.headers.get("Upload-Offset")), isOver = offset === row.size && Boolean((await begun.json()).finished_at);
    while (!isOver) {
      if (!(await isIdle())) return false;
      showing = { id: row.id, share: offset / row.size };
      draw();
      const from = performance.now(), answer = await ask("PATCH", where, { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) }, plain.slice(offset, offset + step));
      if (!answer) { step = Math.max(LEAST_STEP, step / 2); return false; }
      if (answer.status === 409) { offset = Number(answer.headers.get("Upload-Offset")); continue; }
      if (answer.status !== 204) return answer.status >= 500 || [404, 410].includes(answer.status) ? false : refused(row, answer);
      const took = performance.now() - from;
      step = took < 1500 ? Math.min(MOST_STEP, step * 2) : took > 6000 ? Math.max(LEAST_STEP, step / 2) : step;
      offset = Number(answer.headers.get("Upload-Offset"));
      isOver = offset === row.size;
    }
    await put({ ...row, state: "received", receivedAt: Date.now() });
    showing = null;
    return true;
  };
  const turn = async (lock) => {
    if (!lock) return;
    for (const row of await mine()) {
      if (row.state === "received" && Date.now() - row.receivedAt > KEPT_DAYS * DAY) await drop(row.id);
      if (row.state !== "waiting") continue;
      if (!(await isIdle()) || !(await deliver(row))) break;
    }
    showing = null;
    flag(await mine());
    draw();
  };
  const pump = () => (navigator.locks ? navigator.locks.request("tuyen-originals", { ifAvailable: true }, turn) : turn(true)).catch(() => {});

  // What is on this device, and since when it may go -------------------------------------------------
  const stateOf = (row) => {
    if (row.state === "received") return ["good", say("received", clock(row.receivedAt))];
    if (row.state === "refused") return ["danger", row.why || say("refused")];
    if (showing?.id === row.id) return ["warn", say("sending", Math.round(showing.share * 100))];
    return ["warn", say("waiting")];
  };
  const line = (row) => {
    const [tone, text] = stateOf(row), item = document.createElement("li"), made = (tag, said) => Object.assign(document.createElement(tag), said);
    item.append(made("b", { textContent: row.name }), " ", made("span", { className: "muted", textContent: amount(row.size) }), " ", made("span", { className: `tag tag-${tone}`, textContent: text }));
    const isDone = row.state !== "waiting", button = made("button", { type: "button", className: `btn btn-sm ${isDone ? "btn-outline-primary" : "btn-link"}`, textContent: say(isDone ? "remove" : "skip") });
    button.addEventListener("click", async () => { await drop(row.id); flag(await mine()); draw(); });
    if (showing?.id !== row.id) item.append(" ", button);
    return item;
  };
  const draw = async () => {
    for (const panel of all("[data-originals-list]")) {
      const only = panel.dataset.only?.split(" ");
      const rows = (await mine()).filter((row) => !only || only.includes(row.id) || row.about === location.pathname);
      panel.hidden = !rows.length;
      panel.querySelector("ul").replaceChildren(...rows.map(line));
    }
  };
  document.addEventListener("htmx:after:swap", draw);
  addEventListener("online", () => setTimeout(pump, QUIET));
  setInterval(pump, EVERY);
  const started = () => { draw(); setTimeout(pump, QUIET + 1000); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", started); else started();
  window.tuyenOriginals = { pump, mine };
})();
