// Calliper on an ECG: drag from beat to beat, or move it with the arrow keys. Without it the curves stand still.
"use strict";
(() => {
  const number = (value, places) => value.toLocaleString("vi-VN", { maximumFractionDigits: places });
  for (const paper of document.querySelectorAll("svg[data-speed]")) {
    const speed = Number(paper.dataset.speed), gain = Number(paper.dataset.gain);
    const box = paper.querySelector("[data-calliper]"), said = document.getElementById(paper.dataset.said);
    let span = null, isHeld = false;
    const spot = (event) => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(paper.getScreenCTM().inverse());
      return [at.x, at.y];
    };
    const show = () => {
      if (!span) return;
      const [x1, y1, x2, y2] = span;
      for (const [name, value] of Object.entries({ x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) })) box.setAttribute(name, value);
      box.removeAttribute("visibility");
      const ms = (Math.abs(x2 - x1) / 100 / speed) * 1000, mv = Math.abs(y2 - y1) / 100 / gain;
      const rate = ms > 150 ? ` · ${number(60000 / ms, 0)} ${paper.dataset.sayRate}` : "";
      said.textContent = `${number(ms, 0)} ms${rate} · ${number(mv, 2)} mV`;
    };
    paper.addEventListener("pointerdown", (event) => { isHeld = true; paper.setPointerCapture(event.pointerId); span = [...spot(event), ...spot(event)]; show(); });
    paper.addEventListener("pointermove", (event) => { if (isHeld) { [span[2], span[3]] = spot(event); show(); } });
    for (const kind of ["pointerup", "pointercancel"]) paper.addEventListener(kind, () => { isHeld = false; });
    paper.addEventListener("keydown", (event) => {
      const step = { ArrowRight: [10, 0], ArrowLeft: [-10, 0], ArrowUp: [0, -10], ArrowDown: [0, 10] }[event.key];
      if (!step) return;
      event.preventDefault();
      span ||= [600, 1500, 600 + 2000, 1500 + 1000];
      const far = event.ctrlKey ? 10 : 1;
      if (event.shiftKey) span = [span[0] + step[0] * far, span[1] + step[1] * far, span[2] + step[0] * far, span[3] + step[1] * far];
      else span = [span[0], span[1], span[2] + step[0] * far, span[3] + step[1] * far];
      show();
    });
  }
})();
