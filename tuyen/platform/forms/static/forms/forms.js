// Questions that follow from answers open at once; rows are added; photos are made small and sent ahead.
"use strict";
(() => {
  const SIDE = 1280, QUALITY = 0.7;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const named = (form, name) => all("input,select,textarea", form).filter((part) => part.name === name && !part.closest("fieldset[disabled]"));
  const typed = (text) => { const plain = text.replace(",", ".").trim(); return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text; };
  const one = (part) => (part.type === "radio" || part.type === "checkbox" ? (part.checked ? part.value : null) : part.value.trim() || null);
  const valuesOf = (form, question, at) => {
    const parts = named(form, `a:${at}${question}`), found = parts.length || !at ? parts : named(form, `a:${question}`);
    return found.map(one).filter((value) => value !== null);
  };
  const same = (said, value) => (typeof value === "boolean" ? said === (value ? "yes" : "no") : typeof value === "number" ? typed(said) === value : said === value);
  const order = { ">": (a, b) => a > b, "<": (a, b) => a < b, ">=": (a, b) => a >= b, "<=": (a, b) => a <= b };
  const holds = (form, at, [question, operator, value]) => {
    const said = valuesOf(form, question, at);
    if (operator === "exists") return Boolean(said.length) === value;
    if (operator === "=") return said.some((each) => same(each, value));
    if (operator === "!=") return said.every((each) => !same(each, value));
    return said.some((each) => typeof typed(each) === "number" && order[operator](typed(each), value));
  };
  const settle = (form) => {
    for (const part of all("fieldset[data-when]", form)) {
      const held = JSON.parse(part.dataset.when).map((each) => holds(form, part.dataset.at, each));
      const open = part.dataset.all === "1" ? held.every(Boolean) : held.some(Boolean);
      part.disabled = part.hidden = !open;
    }
  };

  // A row more: the last one again, empty, under the next number ------------------------------------
  const addRow = (table) => {
    const rows = all("tbody tr", table);
    if (rows.length >= Number(table.dataset.most)) return;
    const link = table.dataset.rows, last = rows.at(-1), fresh = last.cloneNode(true);
    const from = `${link}:${rows.length - 1}:`, to = `${link}:${rows.length}:`;
    for (const part of [fresh, ...all("*", fresh)]) {
      for (const name of ["name", "id", "for", "data-at", "data-files", "aria-describedby"]) {
        const value = part.getAttribute(name);
        if (value?.includes(from)) part.setAttribute(name, value.replace(from, to));
      }
      if (part.matches("input[type=radio],input[type=checkbox]")) part.checked = false;
      else if (part.matches("input:not([type=hidden]),textarea,select")) part.value = "";
      part.removeAttribute("aria-invalid");
    }
    all(".errors,.q-file-list li", fresh).forEach((part) => part.remove());
    last.after(fresh);
    settle(table.closest("form"));
    return fresh;
  };

  // Photos: small, without place and time, sent before the form; without network they wait their turn --
  const small = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  };
  const base64 = (blob) => new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.onerror = reject;
    reader.readAsDataURL(blob);
  });
  const send = async (box, file) => {
    const id = crypto.randomUUID(), blob = await small(file);
    const body = new URLSearchParams({ content: await base64(blob), name: file.name.slice(0, 100) }).toString();
    const url = `/forms/files/${id}/`, type = "application/x-www-form-urlencoded";
    let kept = true, isSent = true;
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { ...window.tuyen.headers(), "HX-Request": "false", "Content-Type": type }, signal: AbortSignal.timeout(30000) });
      if (answer.status === 401 || answer.redirected || answer.status >= 500) throw new Error("later");
      kept = answer.ok;
      if (!kept) window.tuyen.toast(await answer.text(), "error");
    } catch {
      isSent = false;
      await window.tuyenOutbox.put({ id, kind: "photo", key: id, label: file.name, url, method: "POST", type, body });
    }
    if (kept) told(list(box, id, file.name, blob), { id, file, blob, isSent });
  };
  // where the place wants originals too (attachments/originals.js), they are kept here and go last
  const told = (label, said) => {
    if (!label.closest("form[data-originals]")) return;
    label.dataset.size = said.blob.size;
    document.dispatchEvent(new CustomEvent("tuyen:photo", { detail: { label, ...said } }));
  };
  const list = (box, id, name, blob) => {
    const line = document.createElement("li"), label = Object.assign(document.createElement("label"), { className: "check" });
    const tick = Object.assign(document.createElement("input"), { type: "checkbox", name: box.dataset.files, value: id, checked: true });
    label.append(tick);
    if (blob?.type.startsWith("image/")) label.append(Object.assign(new Image(), { src: URL.createObjectURL(blob), alt: name }));
    label.append(Object.assign(document.createElement("span"), { textContent: name }));
    line.append(label);
    box.querySelector("ul").append(line);
    if (blob) tick.dispatchEvent(new Event("input", { bubbles: true }));
    return label;
  };

  // A draft comes back without the server: rows of tables and photos of the draft have no place on the empty page
  const filling = ({ form, fields }) => {
    for (const name of Object.keys(fields)) {
      const [, link, number] = /^a:([^:]+):(\d+):/.exec(name) || [], table = link && form.querySelector(`table[data-rows="${link}"]`);
      for (let more = table ? Number(number) + 1 - all("tbody tr", table).length : 0; more > 0; more -= 1) addRow(table);
    }
    for (const box of all("[data-files]", form)) {
      const known = all("input[type=checkbox]", box).map((tick) => tick.value);
      for (const id of fields[box.dataset.files] || []) if (!known.includes(id)) shown(list(box, id, box.dataset.name, null), id);
    }
  };
  const shown = async (label, id) => {
    const item = (await window.tuyenOutbox.mine()).find((each) => each.id === id);
    if (!item) return; // it has been sent: only its line comes back
    label.querySelector("span").textContent = item.label;
    const content = new URLSearchParams(item.body).get("content");
    if (content.startsWith("/9j/")) label.querySelector("span").before(Object.assign(new Image(), { src: `data:image/jpeg;base64,${content}`, alt: item.label }));
  };
  const chosen = async (input) => {
    const box = input.closest("[data-files]"), files = [...input.files];
    if (!window.tuyenOutbox || !globalThis.crypto?.randomUUID) return;
    input.value = "";
    const room = Number(box.dataset.most) - all("input[type=checkbox]", box).length;
    for (const file of files.slice(0, Math.max(0, room))) await send(box, file).catch(() => window.tuyen.toast(file.name, "error"));
  };

  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form");
    if (event.target.matches?.("[data-files] input[type=file]")) chosen(event.target);
    else if (form?.querySelector("[data-questions]")) settle(form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-more-rows]");
    if (!button) return;
    event.preventDefault();
    addRow(button.parentElement.querySelector("table[data-rows]"))?.querySelector("input:not([type=hidden]),select,textarea")?.focus();
  });
  // an empty file box would be sent as a word; photos already sent ahead stand under the same name and stay
  const withoutEmptyFiles = (data) => {
    for (const name of new Set([...data].filter(([, value]) => value instanceof File && !value.size).map(([each]) => each))) {
      const said = data.getAll(name).filter((value) => !(value instanceof File) || value.size);
      data.delete(name);
      said.forEach((value) => data.append(name, value));
    }
  };
  const ready = () => {
    document.documentElement.classList.add("has-script");
    for (const part of all("[data-questions]")) {
      settle(part.closest("form"));
      part.closest("form").addEventListener("formdata", (event) => withoutEmptyFiles(event.formData));
    }
  };
  document.addEventListener("DOMContentLoaded", ready);
  document.addEventListener("htmx:after:swap", ready);
  document.addEventListener("tuyen:filling", (event) => filling(event.detail));
  document.addEventListener("tuyen:filled", () => all("[data-questions]").forEach((part) => settle(part.closest("form"))));
})();
