// The visit screen: choices that fill a section, quantities from dose and days, checks of the pressure.
"use strict";
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // A diagnosis or drug chosen from its list: the section comes back with it -----------------------
  document.addEventListener("tuyen:chosen", async (event) => {
    const box = event.target.closest(".combo[data-add]");
    if (!box) return;
    const hidden = one("input[type=hidden]", box);
    if (hidden) hidden.value = "";
    const values = { [box.dataset.add]: event.detail.value };
    await htmx.ajax("POST", box.dataset.part, { source: one("input:not([type=hidden])", box), target: box.dataset.partTarget, swap: "outerHTML", values });
    if (box.dataset.add === "add_drug") { const doses = all("[name=rx_dose]"); doses.at(-1)?.focus(); doses.at(-1)?.select(); }
    else one("#id_diagnosis")?.focus();
  });

  // What a dose amounts to; the server reckons again (record/rules/doses.py) -----------------------
  const amount = (text) => { if (text === "½") return 0.5; if (text === "¼") return 0.25; const [top, bottom] = text.replace(",", ".").split("/").map(Number); return bottom ? top / bottom : top; };
  const N = "(\\d+(?:[.,]\\d+)?(?:/\\d+)?|½|¼)";
  const perDay = (text) => {
    const plain = text.trim().toLowerCase();
    if (new RegExp(`^${N}(\\s*-\\s*${N}){1,3}$`).test(plain)) return plain.split("-").reduce((sum, part) => sum + amount(part.trim()), 0);
    const moments = [...plain.matchAll(new RegExp(`(?:sáng|trưa|chiều|tối)\\s*${N}|${N}\\s*(?:viên|gói|ống|nang)?\\s*,?\\s*(?:sáng|trưa|chiều|tối)`, "g"))];
    if (moments.length) return moments.reduce((sum, found) => sum + amount(found[1] || found[2]), 0);
    const times = plain.match(new RegExp(`${N}\\s*\\D{0,12}?\\s*[x×*]\\s*(\\d{1,2})`));
    if (times) return amount(times[1]) * Number(times[2]);
    const each = plain.match(new RegExp(`lần\\s*${N}|${N}\\s*(?:viên|gói|ống|nang)`)), often = plain.match(/ngày\s*(\d{1,2})\s*lần|(\d{1,2})\s*lần\s*\/?\s*(?:mỗi\s*)?ngày/);
    return each && often ? amount(each[1] || each[2]) * Number(often[1] || often[2]) : null;
  };
  const COUNTED = ["viên", "nang", "gói", "ống"];
  document.addEventListener("input", (event) => {
    const row = event.target.closest("[data-rx]");
    if (row && ["rx_dose", "rx_days"].includes(event.target.name)) {
      const each = perDay(one("[name=rx_dose]", row).value), days = Number(one("[name=rx_days]", row).value), unit = one("[name=rx_unit]", row).value.trim().toLowerCase();
      if (each && days > 0 && COUNTED.includes(unit)) one("[name=rx_quantity]", row).value = Math.ceil(each * days - 1e-6);
    }
    const after = Number(event.target.dataset?.decimalAfter), digits = event.target.value || "";
    if (after && /^\d+$/.test(digits) && digits.length === after + 1 && !event.inputType?.startsWith("delete")) event.target.value = `${digits.slice(0, after)},${digits.slice(after)}`;
  });

  // 152/94: above the target; 300/20: read again ---------------------------------------------------
  const pressure = (input) => {
    const below = one(".below", input.closest(".field")), figures = input.value.split("/").map(Number);
    let said = "";
    if (figures.length === 2 && figures.every(Boolean)) {
      const [upper, lower] = [input.dataset.upper, input.dataset.lower].map((text) => text.split(" ").map(Number));
      const odd = figures[0] < upper[0] || figures[0] > upper[1] || figures[1] < lower[0] || figures[1] > lower[1] || figures[0] <= figures[1];
      if (odd) said = input.dataset.sayCheck;
      else if (figures[0] > upper[2] || figures[1] > lower[2]) said = `${input.dataset.sayHigh} <${upper[2] + 1}/${lower[2] + 1}`;
    }
    let sign = one(".odd", below);
    if (!sign && said) { sign = Object.assign(document.createElement("span"), { className: "odd" }); sign.setAttribute("role", "status"); below.append(sign); }
    if (sign) { sign.textContent = said; sign.hidden = !said; }
  };
  document.addEventListener("change", (event) => { if (event.target.dataset?.upper) pressure(event.target); });
  document.addEventListener("focusout", (event) => { if (event.target.dataset?.upper) pressure(event.target); });

  document.addEventListener("click", (event) => {
    const fill = event.target.closest("[data-fill]");
    if (fill) { const box = one(fill.dataset.fill); box.value = fill.dataset.value; box.dispatchEvent(new Event("input", { bubbles: true })); box.focus(); }
    const goes = event.target.closest("[data-focus]");
    if (goes && one(goes.dataset.focus)) { event.preventDefault(); one(goes.dataset.focus).focus(); }
  });
})();
