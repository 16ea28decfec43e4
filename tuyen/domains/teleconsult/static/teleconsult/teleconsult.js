// Letters left and the weight of what will be sent; the board asks whether it changed; J and K walk the cards.
"use strict";
(() => {
  const EVERY = 15000, KB = 1024;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);

  // What a question weighs: its fields as they are sent, each photo as it was made small, the originals --
  const amount = (bytes) => Math.max(1, Math.ceil(bytes / KB));
  const told = (sign, text, labels) => {
    const say = (name, ...values) => values.reduce((said, value, i) => said.replace(`{${i}}`, value), sign.dataset[name] || "");
    const sum = (list, name) => list.reduce((total, label) => total + Number(label.dataset[name] || 0), 0);
    // photos travel as text: four letters for three bytes
    const ahead = labels.filter((label) => label.dataset.state === "sent"), photos = sum(labels, "size") * 4 / 3, sent = sum(ahead, "size") * 4 / 3, later = sum(labels, "original");
    let said = say("say", amount(text + photos - sent));
    if (labels.length) said += say("sayPhotos", labels.length, amount(photos)) + (sent ? say("saySent", amount(sent)) : "");
    if (later) said += say("sayOriginals", (later / KB / KB).toLocaleString("vi-VN", { maximumFractionDigits: 1, minimumFractionDigits: later < KB * KB ? 1 : 0 }));
    return said;
  };
  const weigh = () => {
    for (const form of all("form[data-weigh]")) {
      const text = new URLSearchParams([...new FormData(form)].filter(([, value]) => !(value instanceof File))).toString().length;
      const labels = all("[data-files] label[data-size]", form).filter((label) => one("input", label).checked);
      const sign = one("[data-weight]", form);
      if (sign) sign.textContent = told(sign, text, labels);
      for (const letters of all("[data-letters]", form)) {
        const said = document.getElementById(letters.dataset.letters)?.value.normalize("NFC").trim().length || 0;
        letters.textContent = `${said} / ${letters.dataset.most}`;
        letters.classList.toggle("over", said > Number(letters.dataset.most));
      }
    }
  };

  // The board: a question that costs nothing; only when something changed is the board drawn again ---
  const ask = async () => {
    const board = one("[data-watch]");
    if (!board || document.hidden || !navigator.onLine || board.contains(document.activeElement) && document.activeElement.matches("select,input")) return;
    const answer = await fetch(board.dataset.watch, { credentials: "omit", signal: AbortSignal.timeout(8000) }).catch(() => null);
    if (answer?.status === 205 || answer?.status === 403) htmx.ajax("GET", board.dataset.url, { target: "#consults", swap: "outerHTML" });
  };
  const listen = async () => {
    const talk = one("[data-talk]");
    if (!talk || document.hidden || !navigator.onLine) return;
    const answer = await fetch(`${talk.dataset.talk}?last=${talk.dataset.last}`, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(8000) }).catch(() => null);
    if (answer?.status !== 200 || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-talk]");
    if (fresh) talk.replaceWith(fresh);
  };
  setInterval(() => { ask(); listen(); }, EVERY);

  const typing = (target) => target.matches?.("input:not([type=radio],[type=checkbox]),textarea,select");
  document.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key];
    const cards = all(".consult-board a.consult-card");
    if (!step || !cards.length || typing(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = cards.indexOf(document.activeElement);
    cards[Math.min(cards.length - 1, Math.max(0, at + step))].focus();
  });
  for (const name of ["input", "change", "tuyen:weighed"]) document.addEventListener(name, weigh);
  document.addEventListener("DOMContentLoaded", weigh);
  document.addEventListener("htmx:after:swap", weigh);
})();
