// Letters left and the weight of what will be sent; the board asks whether it changed; J and K walk the cards.
"use strict";
(() => {
  const EVERY = 15000, KB = 1024;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);

  // What a question weighs: its fields as they are sent, and each photo as it was made small --------
  const sizes = new WeakMap();
  const bytesOf = (image) => {
    if (!sizes.has(image)) { sizes.set(image, 0); fetch(image.src).then((answer) => answer.blob()).then((blob) => { sizes.set(image, blob.size * 4 / 3); weigh(); }).catch(() => {}); }
    return sizes.get(image);
  };
  const weigh = () => {
    for (const form of all("form[data-weigh]")) {
      const text = new URLSearchParams([...new FormData(form)].filter(([, value]) => !(value instanceof File))).toString().length;
      const photos = all("[data-files] img[src^='blob:']", form).reduce((sum, image) => sum + bytesOf(image), 0);
      const sign = one("[data-weight]", form);
      if (sign) sign.textContent = sign.dataset.say.replace("{0}", Math.max(1, Math.ceil((text + photos) / KB)));
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
  document.addEventListener("input", weigh);
  document.addEventListener("DOMContentLoaded", weigh);
  document.addEventListener("htmx:after:swap", weigh);
})();
