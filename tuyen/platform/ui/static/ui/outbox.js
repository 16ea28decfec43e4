// What could not be sent: encrypted in IndexedDB under its author, sent later with the same key.
// Drafts: kept on the server 1.5 s after the last key, here when the server is out of reach.
"use strict";
(() => {
  const TIMEOUT = 8000, EVERY = 30000, PAUSE = 1500;
  const one = (selector, within = document) => within.querySelector(selector);
  const say = (...args) => window.tuyen.say(...args);
  const clock = (at = Date.now()) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  const encoder = new TextEncoder(), decoder = new TextDecoder();

  // The key comes with the signed-in page; a page kept for off-line work finds it in this tab only.
  const meta = one("meta[name=tuyen-outbox]");
  if (meta) sessionStorage.setItem("tuyen", JSON.stringify({ key: meta.content, owner: meta.dataset.owner }));
  const told = JSON.parse(sessionStorage.getItem("tuyen") || "null");
  const owner = told?.owner;
  const mayKeep = Boolean(told?.key && globalThis.crypto?.subtle && globalThis.indexedDB);
  const key = mayKeep ? crypto.subtle.importKey("raw", Uint8Array.from(atob(told.key), (c) => c.charCodeAt(0)), "AES-GCM", false, ["encrypt", "decrypt"]) : null;

  const open = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("tuyen", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("items", { keyPath: "id" }).createIndex("owner", "owner");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const store = async (mode, act) => {
    const base = await open();
    return new Promise((resolve, reject) => {
      const turn = base.transaction("items", mode), request = act(turn.objectStore("items"));
      turn.oncomplete = () => { base.close(); resolve(request?.result); };
      turn.onerror = () => { base.close(); reject(turn.error); };
    });
  };
  const seal = async (plain) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, plain) };
  };
  const unseal = async ({ iv, data }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key, data);
  const put = async ({ id, at = Date.now(), state = "waiting", ...said }) => {
    const sealed = await seal(encoder.encode(JSON.stringify(said)));
    await store("readwrite", (items) => items.put({ id, owner, at, state, ...sealed }));
    await count();
  };
  const read = async (row) => ({ ...JSON.parse(decoder.decode(await unseal(row))), id: row.id, at: row.at, state: row.state });
  const mine = async () => {
    if (!mayKeep) return [];
    const rows = await store("readonly", (items) => items.index("owner").getAll(owner));
    const read_ = await Promise.all(rows.map((row) => read(row).catch(() => null)));
    return read_.filter(Boolean).sort((a, b) => a.at - b.at);
  };
  const drop = async (id) => { await store("readwrite", (items) => items.delete(id)); await count(); };
  const count = async () => {
    const number = (await mine()).length;
    for (const sign of document.querySelectorAll("[data-outbox-count]")) { sign.hidden = !number; sign.textContent = number; }
    return number;
  };

  // Sending ---------------------------------------------------------------------------------------
  const send = (item) => fetch(item.url, {
    method: item.method, body: item.body, credentials: "same-origin", signal: AbortSignal.timeout(TIMEOUT),
    headers: { ...window.tuyen.headers(), "HX-Request": "false", "Content-Type": item.type, "Idempotency-Key": item.key || item.id },
  });
  // Signed out, locked, or a password owed: nothing was taken, the door comes first.
  const isOut = (answer) => answer.status === 401 || new URL(answer.url).pathname.startsWith("/accounts/");
  let isSending = false;
  const flush = async () => {
    if (isSending || !mayKeep || !navigator.onLine) return;
    isSending = true;
    let sent = 0;
    try {
      for (const item of await mine()) {
        if (item.state === "rejected") continue;
        const answer = await send(item).catch(() => null);
        if (!answer || answer.status >= 500 || isOut(answer)) break;
        if (answer.ok) { await drop(item.id); document.dispatchEvent(new CustomEvent("tuyen:sent", { detail: item.id })); sent += item.kind === "form" ? 1 : 0; }
        else if (item.kind === "draft") await drop(item.id);
        else await put({ ...item, state: "rejected" });
      }
    } finally { isSending = false; }
    if (sent) window.tuyen.toast(say("delivered", sent), "success");
    draw();
  };

  // Forms: data-outbox="name of the item" ------------------------------------------------------------
  const bodyOf = (form, submitter) => {
    const body = new URLSearchParams(new FormData(form, submitter));
    body.delete("csrfmiddlewaretoken"); // the token of the page that sends is taken, not the one of today
    return body;
  };
  const showAnswer = (html, url) => {
    const page = new DOMParser().parseFromString(html, "text/html"), main = one("#main", page);
    if (!main) return location.assign(url);
    document.title = page.title;
    one("#main").replaceWith(main);
    htmx.process(main);
    document.dispatchEvent(new CustomEvent("htmx:after:swap"));
    scrollTo(0, 0);
    (one("#main [autofocus]") || one("#error-summary") || main).focus();
  };
  const submit = async (event) => {
    const form = event.target.closest?.("form[data-outbox]");
    if (!form || event.defaultPrevented || form.hasAttribute("hx-post") || (event.submitter?.formAction && "direct" in event.submitter.dataset)) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    stop(form);
    const id = crypto.randomUUID?.() || String(Math.random()).slice(2) + Date.now();
    const url = event.submitter?.getAttribute("formaction") || form.getAttribute("action") || location.href;
    const item = { id, kind: "form", key: form.elements.repeat?.value || id, label: form.dataset.outbox, url, method: "POST", type: "application/x-www-form-urlencoded", body: bodyOf(form, event.submitter).toString() };
    try {
      const answer = await send(item);
      if (isOut(answer)) {
        await keepForm(form, item);
        return location.assign(answer.status === 401 ? answer.headers.get("HX-Redirect") || "/accounts/login/" : answer.url);
      }
      const type = answer.headers.get("Content-Type") || "";
      if (answer.redirected && !type.startsWith("text/html")) return location.assign(answer.url);
      const html = await answer.text();
      if (answer.redirected) { history.pushState({ htmx: true }, "", answer.url); await dropDraft(form); }
      showAnswer(html, answer.url);
    } catch {
      await keepForm(form, item);
    } finally { delete form.dataset.busy; }
  };
  const keepForm = async (form, item) => {
    if (!mayKeep) { state(form, "none", say("unsaved")); return window.tuyen.toast(say("notSent"), "error"); }
    await put(item);
    await dropDraft(form);
    state(form, "local", say("kept", await count()));
    for (const part of form.elements) part.disabled = true;
    window.tuyen.isOffline(!navigator.onLine);
    window.tuyen.toast(say("queued"), "success");
  };

  // Drafts: data-draft="visit:<uuid>" ---------------------------------------------------------------
  const timers = new WeakMap();
  const state = (form, name, text) => { const sign = one("[data-save-state]", form); if (sign) { sign.dataset.state = name; sign.textContent = text; } };
  const urlOf = (form) => { const [kind, id] = form.dataset.draft.split(":"); return `/drafts/${kind}/${id}/`; };
  const idOf = (form) => `draft:${owner}:${form.dataset.draft}`;
  const fieldsOf = (form) => {
    const fields = {};
    for (const [name, value] of bodyOf(form)) if (!["repeat", "password"].includes(name)) (fields[name] ||= []).push(value);
    return fields;
  };
  const stop = (form) => { clearTimeout(timers.get(form)); timers.delete(form); };
  const save = async (form) => {
    stop(form);
    if (!form.isConnected || form.dataset.busy) return;
    const item = { id: idOf(form), kind: "draft", label: form.dataset.outbox || document.title, url: urlOf(form), method: "PUT", type: "application/json", body: JSON.stringify(fieldsOf(form)) };
    try {
      const answer = await send(item);
      if (isOut(answer)) throw new Error("signed out");
      if (!answer.ok) return state(form, "none", say("unsaved"));
      state(form, "server", say("saved", (await answer.json()).saved));
      if (mayKeep) await drop(item.id);
    } catch {
      if (!mayKeep) return state(form, "none", say("unsaved"));
      await put(item);
      state(form, "local", say("kept", await count()));
    }
  };
  const dropDraft = async (form) => { if (form.dataset.draft && mayKeep) await drop(idOf(form)).catch(() => {}); };
  const typed = (event) => {
    const form = event.target.form || event.target.closest?.("form");
    if (!form?.dataset.draft) return;
    stop(form);
    state(form, "none", say("unsaved"));
    timers.set(form, setTimeout(() => save(form), PAUSE));
  };
  const fill = (form, fields) => {
    document.dispatchEvent(new CustomEvent("tuyen:filling", { detail: { form, fields } })); // rows and photos that the empty page lacks
    for (const part of form.elements) {
      const values = fields[part.name];
      if (!part.name || ["hidden", "password", "file"].includes(part.type)) continue;
      if (part.type === "checkbox" || part.type === "radio") { if (values || part.type === "checkbox") part.checked = Boolean(values?.includes(part.value)); }
      else if (part.options) for (const option of part.options) option.selected = Boolean(values?.includes(option.value));
      else if (values) part.value = values.shift();
    }
    document.dispatchEvent(new CustomEvent("tuyen:filled"));
  };
  const fillFromServer = async (form, fields) => {
    const body = new URLSearchParams();
    for (const [name, values] of Object.entries(fields)) for (const value of values) body.append(name, value);
    body.append(form.dataset.draftRestore, "1");
    if (form.elements.repeat) body.append("repeat", form.elements.repeat.value);
    const answer = await fetch(form.action, { method: "POST", body, headers: { ...window.tuyen.headers(), "HX-Request": "false" } });
    const fresh = one(`form[data-draft="${form.dataset.draft}"]`, new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (!fresh) return;
    fresh.dataset.watched = "1";
    form.replaceWith(fresh);
    htmx.process(fresh);
    document.dispatchEvent(new CustomEvent("htmx:after:swap"));
  };
  const refill = (form) => {
    const kept = JSON.parse(sessionStorage.getItem("tuyen-refill") || "null");
    if (!kept || new URL(kept.url, location).pathname !== location.pathname) return null;
    sessionStorage.removeItem("tuyen-refill");
    return form.dataset.draftRestore ? fillFromServer(form, kept.fields) : fill(form, kept.fields);
  };
  const restore = async (form) => {
    if (sessionStorage.getItem("tuyen-refill")) return refill(form);
    const here = (await mine()).find((item) => item.id === idOf(form));
    const answer = await fetch(urlOf(form), { headers: { "HX-Request": "false" }, signal: AbortSignal.timeout(TIMEOUT) }).catch(() => null);
    const there = answer?.status === 200 && !answer.redirected ? await answer.json() : null;
    const newest = here && (!there || here.at > there.at) ? { at: here.at, fields: JSON.parse(here.body) } : there;
    if (!newest || form.dataset.touched) return;
    if (form.dataset.draftRestore) await fillFromServer(form, newest.fields).catch(() => fill(form, structuredClone(newest.fields)));
    else fill(form, structuredClone(newest.fields));
    const now = one(`form[data-draft="${form.dataset.draft}"]`);
    if (now) state(now, newest === there ? "server" : "local", say("restored", clock(newest.at)));
  };
  const watch = () => {
    for (const form of document.querySelectorAll("form[data-draft]:not([data-watched])")) {
      form.dataset.watched = "1";
      form.addEventListener("input", () => { form.dataset.touched = "1"; }, { once: true });
      if (!("draftFresh" in form.dataset)) restore(form);
    }
  };

  // The page “Hộp chờ gửi” --------------------------------------------------------------------------
  const draw = async () => {
    const table = one("[data-outbox-list]"), model = one("#outbox-row");
    if (!table || !model) return;
    const items = await mine();
    table.hidden = !items.length;
    one("[data-outbox-empty]").hidden = Boolean(items.length);
    one("tbody", table).replaceChildren(...items.map((item) => {
      const row = model.content.cloneNode(true);
      one(".at", row).textContent = clock(item.at);
      one(".main strong", row).textContent = item.label;
      one(".main div", row).textContent = new Date(item.at).toLocaleDateString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" });
      const tag = Object.assign(document.createElement("span"), { className: item.state === "rejected" ? "tag tag-danger" : "tag tag-warn", textContent: say(item.state === "rejected" ? "rejected" : "waiting") });
      one(".end", row).append(tag);
      one("[data-drop]", row).addEventListener("click", async () => { await drop(item.id); draw(); });
      one("[data-mend]", row).hidden = item.state !== "rejected";
      one("[data-mend]", row).addEventListener("click", () => mend(item));
      return row;
    }));
  };
  const mend = async (item) => {
    const fields = {};
    for (const [name, value] of new URLSearchParams(item.body)) (fields[name] ||= []).push(value);
    sessionStorage.setItem("tuyen-refill", JSON.stringify({ url: item.url, fields }));
    await drop(item.id);
    location.assign(item.url);
  };
  const exportAll = async () => {
    const rows = await store("readonly", (items) => items.index("owner").getAll(owner));
    const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
    const file = new Blob([JSON.stringify({ version: 1, owner, items: rows.map((row) => ({ ...row, iv: text(row.iv), data: text(row.data) })) })], { type: "application/json" });
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: `hop-cho-gui-${new Date().toISOString().slice(0, 10)}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  // A file carried from another computer: the same author opens it here, and only then is it sent.
  const importFile = async (input) => {
    const [file] = input.files;
    input.value = "";
    if (!file || !mayKeep) return;
    const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const told = await file.text().then(JSON.parse).catch(() => null);
    if (told?.version !== 1 || !Array.isArray(told.items)) return window.tuyen.toast(say("notAnOutbox"), "error");
    if (told.owner !== owner) return window.tuyen.toast(say("otherAuthor"), "error");
    let taken = 0;
    for (const item of told.items) {
      const said = await read({ ...item, iv: bytes(item.iv), data: bytes(item.data) }).catch(() => null);
      if (said) { await put(said); taken += 1; }
    }
    window.tuyen.toast(taken === told.items.length ? say("taken", taken) : say("partTaken", taken, told.items.length), taken ? "success" : "error");
    await draw();
    flush();
  };

  // Leaving: the server's copies are wiped here, what is unsent stays under its author ----------------
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("[data-sign-out]")) return;
    sessionStorage.removeItem("tuyen");
    globalThis.caches?.delete("pages");
  });
  document.addEventListener("submit", submit);
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  document.addEventListener("change", (event) => { if (event.target.matches?.("[data-outbox-import]")) importFile(event.target); });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-outbox-flush]")) flush();
    if (event.target.closest("[data-outbox-export]")) exportAll();
  });
  addEventListener("online", flush);
  addEventListener("pagehide", () => document.querySelectorAll("form[data-draft]").forEach((form) => timers.has(form) && save(form)));
  // photographs that still wait are sent from whatever page is open; without any the script is not fetched
  const originals = () => {
    const where = one("meta[name=tuyen-originals]")?.content;
    if (where && mayKeep && localStorage.getItem("tuyen-originals") && !window.tuyenOriginals) document.head.append(Object.assign(document.createElement("script"), { src: where }));
  };
  document.addEventListener("DOMContentLoaded", () => { watch(); count(); draw(); setTimeout(flush, 500); originals(); });
  setInterval(flush, EVERY);

  window.tuyenDrafts = { watch, save };
  window.tuyenOutbox = { put, mine, count, flush, seal, unseal, owner: mayKeep ? owner : "" };
})();
