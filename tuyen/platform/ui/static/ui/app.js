// Keys, honest messages, type-ahead, autosave. Pages work without this file; with it they are quick.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  const words = () => document.getElementById("words").dataset;
  const say = (name, ...values) => values.reduce((text, value, i) => text.replace(`{${i}}`, value), words()[name] || "");
  const isTyping = (el) => el.matches("input:not([type=checkbox],[type=radio],[type=button],[type=submit]),textarea,select,[contenteditable]");
  const isShown = (el) => el.getClientRects().length > 0 && !el.disabled;

  // Messages -----------------------------------------------------------------------------------
  const toast = (text, level = "warning") => {
    const line = document.createElement("div");
    line.className = `toast-line toast-${level}`;
    line.append(Object.assign(document.createElement("p"), { textContent: text }));
    one("#toasts")?.append(line);
    fade(line);
  };
  const fade = (line) => {
    if (line.dataset.fading) return;
    line.dataset.fading = "1";
    const leave = () => (line.matches(":hover,:focus-within") ? setTimeout(leave, 3000) : line.remove());
    if (!line.classList.contains("toast-error")) setTimeout(leave, 10000);
    const close = one("[data-dismiss]", line);
    if (close) { close.hidden = false; close.onclick = () => line.remove(); }
  };

  // Network: never say saved when it is not -----------------------------------------------------
  const isOffline = (offline) => { const strip = one("#offline"); if (strip) strip.hidden = !offline; };
  addEventListener("offline", () => isOffline(true));
  addEventListener("online", () => isOffline(false));
  document.addEventListener("htmx:error", () => { isOffline(!navigator.onLine); toast(say("notSent"), "error"); });
  document.addEventListener("htmx:after:request", () => isOffline(false));

  // Keys: data-key="/", "n", "Ctrl+s", "Alt+1" on the element that they press or focus ------------
  const named = (event) => {
    const digit = /^(Digit|Numpad)(\d)$/.exec(event.code);
    const key = digit && event.altKey ? digit[2] : event.key;
    return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + (key.length === 1 ? key.toLowerCase() : key);
  };
  // A page that is being left takes nothing twice: what is pressed again belongs to the page that comes.
  let left = null, leftAt = 0;
  const isLeaving = () => Date.now() - leftAt < 3000;
  document.addEventListener("submit", (event) => { if (isLeaving() && event.target === left) { event.preventDefault(); event.stopImmediatePropagation(); } }, true);
  addEventListener("submit", (event) => { if (!event.defaultPrevented) { left = event.target; leftAt = Date.now(); } });
  addEventListener("pageshow", () => { leftAt = 0; });
  const press = (event) => {
    const name = named(event);
    if (name.length === 1 && isTyping(event.target)) return;
    // data-row-key="t": the button of the row whose link has the focus
    const inRow = event.target.matches(".row-link") && one(`[data-row-key="${CSS.escape(name)}"]`, event.target.closest("tr"));
    const target = inRow || all("[data-key]").find((el) => el.dataset.key.toLowerCase() === name.toLowerCase() && (isShown(el) || el.closest("details")));
    if (!target) return;
    event.preventDefault();
    if (isLeaving()) return;
    if (isTyping(target)) { target.focus(); target.select?.(); }
    else if (target.matches("a,button,summary,input")) target.click();
    else { target.tabIndex = -1; target.scrollIntoView({ block: "start" }); (one("input,select,textarea,a,button", target) || target).focus(); }
  };
  const stops = (form) => all("input:not([type=hidden]),select,textarea,button[type=submit],button:not([type])", form).filter(isShown);
  const goOn = (from) => { const list = stops(from.form || document); const next = list[list.indexOf(from) + 1]; next?.focus(); if (next && isTyping(next)) next.select?.(); };
  const enter = (event) => {
    const here = event.target;
    if (event.key !== "Enter" || event.isComposing || !here.closest("[data-enter=next]") || here.matches("textarea,button,a")) return;
    if (here.getAttribute("aria-expanded") === "true") return;
    event.preventDefault();
    goOn(here);
  };
  const arrows = (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const here = event.target, rows = all(".row-link").filter(isShown);
    if (!rows.length || !(here.matches(".row-link") || (here.matches("input[type=search]") && event.key === "ArrowDown" && here.getAttribute("role") !== "combobox"))) return;
    event.preventDefault();
    rows[Math.max(0, rows.indexOf(here) + (event.key === "ArrowDown" ? 1 : -1))]?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.key === "Escape") all("details.menu[open]").forEach((menu) => { menu.open = false; one("summary", menu).focus(); });
    enter(event); if (!event.defaultPrevented) arrows(event); if (!event.defaultPrevented) press(event);
  });
  document.addEventListener("click", (event) => all("details.menu[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false)));

  // Clinical numbers: 14092 becomes 140/92, full fields move on, odd values are said in line -------
  const pressure = (input, event) => {
    if (event.inputType?.startsWith("delete")) return;
    const digits = input.value.replace(/\D/g, ""), split = digits[0] <= "2" ? 3 : 2;
    if (/[^\d]/.test(input.value) && !input.value.includes("/")) input.value = input.value.replace(/[^\d]+/, "/");
    else if (!input.value.includes("/") && digits.length >= split) input.value = `${digits.slice(0, split)}/${digits.slice(split)}`;
    if (/\/\D*\//.test(input.value)) input.value = input.value.replace(/\/\D*/, "/");
    const lower = input.value.split("/")[1] || "";
    if (input.closest("[data-enter=next]") && (lower.length === 3 || (lower.length === 2 && lower[0] > "2"))) goOn(input);
  };
  const odd = (input) => {
    const [low, high] = input.dataset.plausible.split(" ").map(Number), value = Number(input.value.replace(",", "."));
    const below = input.closest(".field")?.querySelector(".below");
    if (!below) return;
    let sign = one(".odd", below);
    const isOdd = input.value.trim() !== "" && !Number.isNaN(value) && (value < low || value > high);
    if (isOdd && !sign) { sign = document.createElement("span"); sign.className = "odd"; sign.setAttribute("role", "status"); below.append(sign); }
    if (sign) { sign.hidden = !isOdd; if (isOdd) sign.textContent = say("odd", String(low).replace(".", ","), String(high).replace(".", ",")); }
  };
  document.addEventListener("input", (event) => {
    const input = event.target;
    if ("pressure" in input.dataset) pressure(input, event);
    const full = Number(input.dataset.digits);
    if (full && !event.inputType?.startsWith("delete") && input.value.replace(/\D/g, "").length >= full) goOn(input);
  });
  document.addEventListener("change", (event) => { if (event.target.dataset?.plausible) odd(event.target); });

  // Type-ahead: <div class="combo" data-url> around a text input (and a hidden one for the code) ---
  const combo = (box) => {
    if (box.dataset.ready) return;
    box.dataset.ready = "1";
    const input = one("input:not([type=hidden])", box), hidden = one("input[type=hidden]", box);
    const list = Object.assign(document.createElement("ul"), { className: "listbox", id: `${input.id}_list`, hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels?.[0]?.textContent || "");
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off" })) input.setAttribute(name, value);
    box.append(list);
    let timer, round = 0, at = -1;
    const options = () => all("[role=option]", list);
    const show = (open) => { list.hidden = !open; input.setAttribute("aria-expanded", String(open)); if (!open) { at = -1; input.removeAttribute("aria-activedescendant"); } };
    const mark = (to) => {
      const found = options();
      at = (to + found.length) % found.length;
      found.forEach((option, i) => { option.id ||= `${list.id}_${i}`; option.setAttribute("aria-selected", String(i === at)); });
      input.setAttribute("aria-activedescendant", found[at].id);
      found[at].scrollIntoView({ block: "nearest" });
    };
    const choose = (option) => {
      input.value = "clear" in box.dataset ? "" : option.dataset.label || option.textContent.trim();
      if (hidden) hidden.value = option.dataset.value || "";
      show(false);
      box.dispatchEvent(new CustomEvent("tuyen:chosen", { bubbles: true, detail: { ...option.dataset } }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const ask = async () => {
      const turn = ++round, text = input.value.trim();
      if (text.length < Number(box.dataset.min || 2)) return show(false);
      const body = new URLSearchParams({ q: text });
      const post = box.dataset.method === "post";
      const answer = await fetch(post ? box.dataset.url : `${box.dataset.url}?${body}`, post ? { method: "POST", body, headers: headers() } : { headers: { "HX-Request": "true" } }).catch(() => null);
      if (turn !== round) return;
      list.innerHTML = answer?.ok ? await answer.text() : "";
      if (!options().length) list.innerHTML = `<li class="none"></li>`, (list.firstChild.textContent = say(answer?.ok ? "nothing" : "notReached"));
      show(true);
      if (options().length) mark(0);
    };
    input.addEventListener("input", () => { if (hidden) hidden.value = ""; clearTimeout(timer); timer = setTimeout(ask, 150); });
    input.addEventListener("blur", () => setTimeout(() => show(false), 150));
    list.addEventListener("mousedown", (event) => { const option = event.target.closest("[role=option]"); if (option) { event.preventDefault(); choose(option); } });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && list.hidden) return ask();
      if (list.hidden || !options().length) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(at + (event.key === "ArrowDown" ? 1 : -1)); }
      else if (event.key === "Enter" || event.key === "Tab") { if (at >= 0) { if (event.key === "Enter") event.preventDefault(); choose(options()[at]); if (event.key === "Enter" && box.closest("[data-enter=next]")) goOn(input); } }
      else if (event.key === "Escape") { event.preventDefault(); show(false); }
    });
  };
  const headers = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers:inherited") || "{}"), "HX-Request": "true" });

  // Live boards: data-poll="20" data-url data-target; asleep while the tab is hidden ----------------
  setInterval(() => {
    if (document.hidden || !navigator.onLine) return;
    for (const board of all("[data-poll]")) {
      if (board.contains(document.activeElement) && isTyping(document.activeElement)) continue;
      const due = Number(board.dataset.due || 0);
      if (!due) { board.dataset.due = Date.now() + board.dataset.poll * 1000; continue; }
      if (Date.now() < due) continue;
      board.dataset.due = Date.now() + board.dataset.poll * 1000;
      let here, row; // whoever walks the list by keys stays on the same row
      const note = () => { here = document.activeElement; row = board.contains(here) && here.getAttribute("href"); };
      document.addEventListener("htmx:before:swap", note, { once: true });
      htmx.ajax("GET", board.dataset.url, { target: board, swap: "outerHTML" }).then(() => {
        document.removeEventListener("htmx:before:swap", note);
        (row ? one(`#main a[href="${row}"]`) : here)?.focus();
      });
    }
  }, 1000);

  // Every page and every swapped part -------------------------------------------------------------
  const dress = () => {
    all(".combo[data-url]").forEach(combo);
    all("#toasts .toast-line").forEach(fade);
    all("form").forEach((form) => { form.noValidate = true; });
    all(":is(.scroll-x,.legend)").forEach((box) => { if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; });
    all(":is(.page-tabs,nav.toolbar) [aria-current]").forEach((tab) => { const row = tab.closest("nav"); row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2; });
    all("input[data-plausible]").forEach((input) => input.value && !input.dataset.seen && ((input.dataset.seen = 1), odd(input)));
    window.tuyenDrafts?.watch();
  };
  const settle = () => {
    dress();
    const wrong = one("#error-summary");
    if (wrong && !wrong.dataset.seen) { wrong.dataset.seen = "1"; wrong.focus(); }
  };
  document.addEventListener("htmx:after:swap", settle);
  document.addEventListener("DOMContentLoaded", () => {
    settle();
    isOffline(!navigator.onLine);
    const first = one("#main [autofocus]");
    if (first && document.activeElement === document.body) first.focus();
    const worker = one("meta[name=tuyen-worker]");
    if (worker && "serviceWorker" in navigator) navigator.serviceWorker.register(worker.content).catch(() => {});
  });
  // Ten quiet minutes lock the screen; the draft stays ----------------------------------------------
  let lastTouch = Date.now();
  for (const kind of ["keydown", "pointerdown", "pointermove"]) addEventListener(kind, () => { lastTouch = Date.now(); }, { passive: true });
  setInterval(() => {
    const after = Number(document.body.dataset.lockAfter || 0), form = one("form[data-lock]");
    if (after && form && navigator.onLine && Date.now() - lastTouch > after * 1000) { lastTouch = Date.now(); form.requestSubmit(); }
  }, 5000);

  window.tuyen = { toast, say, headers, isOffline };
})();
