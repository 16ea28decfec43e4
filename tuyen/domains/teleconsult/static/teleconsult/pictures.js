// Pictures of a case by keyboard: arrows walk, space picks, two to four stand side by side and move together.
"use strict";
(() => {
  const MOST = 4, STEP = 1.25, DEEPEST = 12, PACE = 60;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  const picked = () => all("[data-picture]:has([data-pick]:checked)");
  const view = { scale: 1, x: 0, y: 0 };

  const count = () => {
    const chosen = picked(), button = one("[data-compare-open]");
    for (const item of all("[data-picture]")) item.classList.toggle("is-picked", chosen.includes(item));
    if (!button) return;
    button.disabled = chosen.length < 2;
    one("[data-picked]", button).textContent = chosen.length ? `(${chosen.length})` : "";
  };
  const pick = (box) => { if (picked().length > MOST) box.checked = false; count(); };
  const show = () => { for (const image of all(".panes img")) image.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`; };
  const zoom = (by) => {
    const scale = by ? Math.min(DEEPEST, Math.max(1, view.scale * by)) : 1;
    Object.assign(view, scale === 1 ? { scale, x: 0, y: 0 } : { scale, x: view.x * scale / view.scale, y: view.y * scale / view.scale });
    show();
  };
  const move = (x, y) => { if (view.scale > 1) { view.x += x; view.y += y; show(); } };
  const pane = (item) => {
    const frame = document.createElement("figure");
    frame.append(Object.assign(new Image(), { src: item.dataset.large, alt: item.dataset.title, draggable: false }), Object.assign(document.createElement("figcaption"), { textContent: item.dataset.title, lang: "vi" }));
    if (item.dataset.original) frame.dataset.original = item.dataset.original;
    return frame;
  };
  const open = () => {
    const chosen = picked(), dialog = one("dialog[data-compare]"), panes = one(".panes", dialog);
    if (chosen.length < 2) return;
    panes.replaceChildren(...chosen.map(pane));
    panes.dataset.count = chosen.length;
    one("[data-originals-load]", dialog).hidden = !one("[data-original]", panes);
    zoom(0);
    dialog.showModal();
  };
  const originals = () => {
    for (const frame of all(".panes [data-original]")) { one("img", frame).src = frame.dataset.original; delete frame.dataset.original; }
    one("[data-originals-load]").hidden = true;
  };
  const keys = { "+": () => zoom(STEP), "=": () => zoom(STEP), "-": () => zoom(1 / STEP), 0: () => zoom(0), o: originals, ArrowLeft: () => move(PACE, 0), ArrowRight: () => move(-PACE, 0), ArrowUp: () => move(0, PACE), ArrowDown: () => move(0, -PACE) };
  const walk = (event) => {
    const items = all("[data-picture]"), at = items.indexOf(event.target.closest("[data-picture]"));
    if (event.key === " ") { const box = one("[data-pick]", items[at]); if (box) { box.checked = !box.checked; pick(box); } return true; }
    const wide = items.filter((item) => item.offsetTop === items[0].offsetTop).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: wide, ArrowUp: -wide }[event.key];
    if (!step) return false;
    items[Math.min(items.length - 1, Math.max(0, at + step))].querySelector("a").focus();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (one("dialog[data-compare][open]")) { const act = keys[event.key]; if (act) { act(); event.preventDefault(); } if (event.key !== "Escape" && event.key !== "Tab" && event.key !== "Enter") event.stopImmediatePropagation(); }
    else if (event.target.matches?.("[data-picture] a") && walk(event)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, { capture: true });
  document.addEventListener("click", (event) => {
    const on = event.target.closest?.("[data-compare-open],[data-compare-close],[data-zoom],[data-originals-load]");
    if (!on) return;
    if (on.matches("[data-compare-open]")) open();
    else if (on.matches("[data-compare-close]")) one("dialog[data-compare]").close();
    else if (on.matches("[data-originals-load]")) originals();
    else zoom({ in: STEP, out: 1 / STEP, whole: 0 }[on.dataset.zoom]);
  });
  document.addEventListener("change", (event) => { if (event.target.matches?.("[data-pick]")) pick(event.target); });
  document.addEventListener("wheel", (event) => { if (event.target.closest?.(".panes")) { event.preventDefault(); zoom(event.deltaY < 0 ? STEP : 1 / STEP); } }, { passive: false });
  document.addEventListener("pointermove", (event) => { if (event.buttons === 1 && event.target.closest?.(".panes")) move(event.movementX, event.movementY); });
  const ready = () => { document.documentElement.classList.add("has-script"); count(); };
  document.addEventListener("DOMContentLoaded", ready);
  document.addEventListener("htmx:after:swap", ready);
})();
