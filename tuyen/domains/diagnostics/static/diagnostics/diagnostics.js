// The order form by keyboard: type a few letters, Enter ticks the first that is left; sets tick theirs.
(() => {
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  const boxes = () => [...document.querySelectorAll("#order-items .order-box")];
  const tick = (box) => box.querySelector("input");
  const count = () => {
    const place = document.querySelector("[data-chosen]"), n = boxes().filter((box) => tick(box).checked).length;
    if (place) place.textContent = n ? place.dataset.chosen.replace("{0}", n) : "";
  };
  const narrow = (input) => {
    const wanted = fold(input.value).split(/\s+/).filter(Boolean);
    let first = null;
    for (const box of boxes()) {
      const words = box.dataset.words.split(/[\s(),\-]+/);
      const fits = wanted.every((part) => words.some((word) => word.startsWith(part)));
      box.hidden = !fits;
      box.classList.remove("is-first");
      if (fits && wanted.length && !first && !tick(box).disabled) first = box;
    }
    first?.classList.add("is-first");
    return first;
  };
  document.addEventListener("input", (event) => { if (event.target.matches("[data-filter]")) narrow(event.target); });
  document.addEventListener("change", (event) => { if (event.target.name === "items") count(); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-filter]")) return;
    event.preventDefault();
    const first = event.target.value.trim() ? narrow(event.target) : null;
    if (!first) return;
    tick(first).checked = !tick(first).checked;
    event.target.value = "";
    narrow(event.target);
    count();
  });
  document.addEventListener("click", (event) => {
    const set = event.target.closest("[data-items]");
    if (!set) return;
    event.preventDefault();
    const wanted = set.dataset.items.split(" ");
    const mine = boxes().filter((box) => wanted.includes(tick(box).value) && !tick(box).disabled);
    const all = mine.every((box) => tick(box).checked);
    mine.forEach((box) => { tick(box).checked = !all; });
    count();
    document.querySelector("[data-filter]")?.focus();
  });
  document.addEventListener("DOMContentLoaded", count);
})();
