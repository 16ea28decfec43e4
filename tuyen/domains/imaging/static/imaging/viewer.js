// Pictures of a study: stack, window, zoom, measure. The frames come as stored values (views/served.py);
// grey is made here, as PS3.3 C.11.2 says, and a test holds it against pydicom.
"use strict";
(() => {
  const root = document.querySelector("[data-viewer]");
  if (!root) return;
  const told = JSON.parse(document.getElementById("viewer-told").textContent);
  const words = root.dataset;
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  const number = (value, places = 0) => value.toLocaleString("vi-VN", { maximumFractionDigits: places, minimumFractionDigits: places });
  const isTyping = (el) => el.matches("input:not([type=range]),textarea,select,[contenteditable]");

  // Frames: asked for once, kept while there is room, the neighbours fetched ahead ---------------------
  const ROOM = matchMedia("(pointer: coarse)").matches ? 96e6 : 320e6;
  const AT_ONCE = 4;
  const KINDS = { int16: Int16Array, uint16: Uint16Array, uint8: Uint8Array, rgb: Uint8Array, float32: Float32Array };
  const kept = new Map();
  let keptBytes = 0, running = 0, wanted = [];
  const keyOf = (series, at) => told.series[series].frames[at].join("/");
  const address = (series, at) => {
    const [id, frame] = told.series[series].frames[at];
    return told.frame.replace("00000000-0000-0000-0000-000000000000", id).replace(/0\/$/, `${frame}/`);
  };
  const parsed = (buffer) => {
    const length = new DataView(buffer).getUint32(0, true);
    const said = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    return { ...said, values: new KINDS[said.kind](buffer, 4 + length), bytes: buffer.byteLength };
  };
  const fetched = async (series, at) => {
    const answer = await fetch(address(series, at));
    if (!answer.ok) throw new Error(String(answer.status));
    return parsed(await answer.arrayBuffer());
  };
  const frame = (series, at) => {
    const key = keyOf(series, at);
    let entry = kept.get(key);
    if (entry) kept.delete(key);  // to the end: the one that was not used for longest goes first
    else {
      entry = { slice: null, promise: fetched(series, at) };
      entry.promise.then((slice) => { entry.slice = slice; keptBytes += slice.bytes; forget(); }, () => kept.delete(key));
    }
    kept.set(key, entry);
    return entry;
  };
  const forget = () => {
    for (const [key, entry] of kept) {
      if (keptBytes <= ROOM) break;
      if (entry.slice) { keptBytes -= entry.slice.bytes; kept.delete(key); }
    }
  };
  const ahead = (series, at) => {
    const count = told.series[series].frames.length, near = [];
    for (let step = 1; step < count; step += 1) near.push(at + step, at - step);
    wanted = near.filter((each) => each >= 0 && each < count).slice(0, 160).map((each) => [series, each]);
    pump();
  };
  const pump = () => {
    while (running < AT_ONCE && wanted.length && keptBytes < ROOM * 0.9) {
      const [series, at] = wanted.shift();
      if (kept.has(keyOf(series, at))) continue;
      running += 1;
      frame(series, at).promise.catch(() => {}).finally(() => { running -= 1; pump(); });
    }
  };

  // Grey -----------------------------------------------------------------------------------------------
  const share = (value, { center, width, function: kind }) => {
    if (kind === "SIGMOID") return 1 / (1 + Math.exp((-4 * (value - center)) / width));
    if (kind === "LINEAR_EXACT") return (value - center) / width + 0.5;
    if (width <= 1) return value > center - 0.5 ? 1 : 0;
    return (value - (center - 0.5)) / (width - 1) + 0.5;
  };
  const byTable = (value, { first, entries, most }) => entries[clamp(Math.round(value) - first, 0, entries.length - 1)] / most;
  const tone = (part) => Math.floor(clamp(part, 0, 1) * 255 + 0.5 + 1e-9);
  const painted = (slice, chosen, isInverted) => {
    const picture = new ImageData(slice.columns, slice.rows), dots = new Uint32Array(picture.data.buffer), { values } = slice;
    if (slice.kind === "rgb") {
      const turn = isInverted ? 0xffffff : 0;
      for (let at = 0, from = 0; at < dots.length; at += 1, from += 3) dots[at] = 0xff000000 | ((values[from] | (values[from + 1] << 8) | (values[from + 2] << 16)) ^ turn);
      return picture;
    }
    const turn = Boolean(slice.isInverted) !== isInverted;
    const grey = (stored) => {
      const value = stored * slice.slope + slice.intercept;
      const part = chosen ? share(value, chosen) : byTable(value, slice.table);
      const level = tone(turn ? 1 - clamp(part, 0, 1) : part);
      return 0xff000000 | (level << 16) | (level << 8) | level;
    };
    if (slice.kind === "float32") { for (let at = 0; at < dots.length; at += 1) dots[at] = grey(values[at]); return picture; }
    const ends = [(slice.low - slice.intercept) / slice.slope, (slice.high - slice.intercept) / slice.slope].map(Math.round);
    const lowest = Math.min(...ends), table = new Uint32Array(Math.max(...ends) - lowest + 1);
    for (let at = 0; at < table.length; at += 1) table[at] = grey(lowest + at);
    for (let at = 0; at < dots.length; at += 1) dots[at] = table[values[at] - lowest];
    return picture;
  };

  // One pane -------------------------------------------------------------------------------------------
  let tool = matchMedia("(pointer: coarse)").matches ? "scroll" : "window", active = null, playing = 0, isLinked = false;
  const panes = [];
  const SVG = "http://www.w3.org/2000/svg";

  class Pane {
    constructor(series) {
      this.el = document.getElementById("pane").content.firstElementChild.cloneNode(true);
      this.screen = this.el.querySelector(".screen");
      this.canvas = this.el.querySelector("canvas");
      this.overlay = this.el.querySelector("svg");
      this.slider = this.el.querySelector("input");
      this.choice = this.el.querySelector("select");
      this.marks = new Map();
      told.series.forEach((each, at) => this.choice.append(new Option(`${each.modality} · ${each.title} (${each.frames.length})`, at)));
      this.choice.onchange = () => this.open(Number(this.choice.value));
      this.slider.oninput = () => this.show(Number(this.slider.value));
      root.querySelector(".panes").append(this.el);
      panes.push(this);
      hands(this);
      new ResizeObserver(() => this.place()).observe(this.screen);
      this.open(series);
    }
    say(place, text) { this.el.querySelector(`[data-say=${place}]`).textContent = text; }
    open(series) {
      this.series = series;
      this.count = told.series[series].frames.length;
      this.choice.value = series;
      this.slider.max = this.count - 1;
      this.slider.hidden = this.count < 2;
      this.window = null;
      this.isInverted = false;
      this.fit();
      this.show(this.count >> 1);
    }
    async show(at, isFollowing = false) {
      this.at = clamp(at, 0, this.count - 1);
      if (isLinked && !isFollowing) panes.forEach((each) => { if (each !== this) each.follow(this); });
      const asked = `${this.series}/${this.at}`, entry = frame(this.series, this.at);
      this.asked = asked;
      this.slider.value = this.at;
      this.say("number", words.saySlice.replace("{0}", this.at + 1).replace("{1}", this.count));
      ahead(this.series, this.at);
      let slice = entry.slice;
      try { slice ||= await entry.promise; } catch { this.say("window", words.sayFailed); return; }
      if (this.asked !== asked) return;
      this.slice = slice;
      this.draw();
      this.place();
      this.el.dataset.shown = this.at;
    }
    step(by) { this.show(this.at + by); }
    // The other column follows: to the slice at the same height where both know theirs, else by the same share.
    follow(lead) {
      const mine = told.series[this.series].places || [], place = (told.series[lead.series].places || [])[lead.at];
      if (mine.length && Number.isFinite(place) && told.series[this.series].plane === told.series[lead.series].plane) {
        let best = 0;
        mine.forEach((each, at) => { if (Math.abs(each - place) < Math.abs(mine[best] - place)) best = at; });
        return this.show(best, true);
      }
      return this.show(lead.count < 2 ? this.at : Math.round((lead.at / (lead.count - 1)) * (this.count - 1)), true);
    }
    get chosen() { return this.window || (this.slice.table ? null : this.slice.windows[0]); }
    draw() {
      const { slice } = this;
      if (this.canvas.width !== slice.columns || this.canvas.height !== slice.rows) { this.canvas.width = slice.columns; this.canvas.height = slice.rows; }
      this.canvas.getContext("2d").putImageData(painted(slice, this.chosen, this.isInverted), 0, 0);
      const at = slice.position === undefined ? "" : ` · ${number(slice.position, 1)} mm`;
      const window = slice.kind === "rgb" || !this.chosen ? "" : `C ${number(this.chosen.center)} · W ${number(this.chosen.width)} ${slice.unit || ""}`;
      this.say("window", window);
      this.say("number", words.saySlice.replace("{0}", this.at + 1).replace("{1}", this.count) + at);
      for (const edge of ["top", "left", "right", "bottom"]) this.say(edge, slice.letters?.[edge] || "");
    }
    // Window ------------------------------------------------------------------------------------------
    turn(center, width) {
      if (!this.slice || this.slice.kind === "rgb") return;
      const now = this.chosen || { center: (this.slice.low + this.slice.high) / 2, width: this.slice.high - this.slice.low };
      const least = Math.max((this.slice.high - this.slice.low) / 4096, 1e-6);
      this.window = { center: now.center + center, width: Math.max(least < 1 ? least : 1, now.width + width), function: "LINEAR_EXACT" };
      this.draw();
    }
    get grain() { return Math.max((this.slice.high - this.slice.low) / 512, 0.001); }
    preset(index) { const said = told.presets[index]; if (said && this.slice?.kind !== "rgb") { this.window = { ...said, function: "LINEAR" }; this.draw(); } }
    // Place -------------------------------------------------------------------------------------------
    fit() { this.zoom = 1; this.shift = [0, 0]; this.place(); }
    get scale() {
      const { clientWidth: width, clientHeight: height } = this.screen, { slice } = this;
      return Math.min(width / slice.columns, height / (slice.rows * slice.aspect)) * this.zoom;
    }
    get origin() {
      const { slice, scale } = this;
      return [(this.screen.clientWidth - slice.columns * scale) / 2 + this.shift[0], (this.screen.clientHeight - slice.rows * slice.aspect * scale) / 2 + this.shift[1]];
    }
    place() {
      if (!this.slice) return;
      const [x, y] = this.origin, { scale } = this;
      this.canvas.style.transform = `translate(${x}px,${y}px) scale(${scale},${scale * this.slice.aspect})`;
      this.say("zoom", `${number(scale * 100)}%`);
      this.mark();
    }
    magnify(by, x = this.screen.clientWidth / 2, y = this.screen.clientHeight / 2) {
      if (!this.slice) return;
      const before = this.inPicture(x, y);
      this.zoom = clamp(this.zoom * by, 0.2, 40);
      const [nowX, nowY] = this.onScreen(...before);
      this.shift = [this.shift[0] + x - nowX, this.shift[1] + y - nowY];
      this.place();
    }
    pan(x, y) { this.shift = [this.shift[0] + x, this.shift[1] + y]; this.place(); }
    inPicture(x, y) { const [left, top] = this.origin; return [(x - left) / this.scale, (y - top) / (this.scale * this.slice.aspect)]; }
    onScreen(x, y) { const [left, top] = this.origin; return [left + x * this.scale, top + y * this.scale * this.slice.aspect]; }
    // Measuring ---------------------------------------------------------------------------------------
    get lines() { const key = keyOf(this.series, this.at); if (!this.marks.has(key)) this.marks.set(key, []); return this.marks.get(key); }
    length([x1, y1, x2, y2]) {
      const { spacing, measured } = this.slice;
      if (!spacing) return `${number(Math.hypot(x2 - x1, y2 - y1))} ${words.sayPixels}`;
      const mm = Math.hypot((x2 - x1) * spacing[1], (y2 - y1) * spacing[0]);
      return `${number(mm, 1)} mm${measured === "detector" ? ` ${words.sayDetector}` : ""}`;
    }
    mark() {
      this.overlay.replaceChildren();
      const add = (name, values, text) => {
        const part = document.createElementNS(SVG, name);
        for (const [key, value] of Object.entries(values)) part.setAttribute(key, value);
        if (text) part.textContent = text;
        this.overlay.append(part);
      };
      for (const line of this.lines) {
        const [x1, y1] = this.onScreen(line[0], line[1]), [x2, y2] = this.onScreen(line[2], line[3]);
        add("line", { x1, y1, x2, y2, class: "under" });
        add("line", { x1, y1, x2, y2 });
        for (const [cx, cy] of [[x1, y1], [x2, y2]]) add("circle", { cx, cy, r: 4 });
        add("text", { x: clamp(x2 + 8, 4, this.screen.clientWidth - 90), y: clamp(y2 - 8, 16, this.screen.clientHeight - 6) }, this.length(line));
      }
      this.say("length", this.lines.length ? this.length(this.lines[this.lines.length - 1]) : "");
    }
    reset() { this.window = null; this.isInverted = false; this.marks.delete(keyOf(this.series, this.at)); this.fit(); if (this.slice) this.draw(); }
  }

  // Hands: mouse, fingers, wheel -----------------------------------------------------------------------
  const hands = (pane) => {
    const { screen } = pane, fingers = new Map();
    let doing = "", rest = 0, line = null;
    const spot = (event) => { const box = screen.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    const drag = (event, dx, dy) => {
      if (doing === "window") pane.turn(dy * pane.grain, dx * pane.grain * 2);
      else if (doing === "pan") pane.pan(dx, dy);
      else if (doing === "scroll") { rest += dy; const steps = Math.trunc(rest / 9); if (steps) { rest -= steps * 9; pane.step(steps); } }
      else if (doing === "measure" && line) { [line[2], line[3]] = pane.inPicture(...spot(event)); pane.mark(); }
    };
    const pinch = (before, now) => {
      const apart = (two) => Math.hypot(two[0][0] - two[1][0], two[0][1] - two[1][1]);
      const middle = (two) => [(two[0][0] + two[1][0]) / 2, (two[0][1] + two[1][1]) / 2];
      const [x, y] = middle(now), [fromX, fromY] = middle(before);
      pane.pan(x - fromX, y - fromY);
      pane.magnify(apart(now) / Math.max(apart(before), 1), x, y);
    };
    screen.addEventListener("pointerdown", (event) => {
      choose(pane);
      if (!pane.slice) return;
      screen.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, spot(event));
      if (fingers.size > 1) { if (line) pane.lines.pop(); line = null; doing = "pinch"; return; }
      doing = event.button === 2 ? "window" : event.button === 1 || event.shiftKey ? "pan" : tool;
      rest = 0;
      if (doing === "measure") { const [x, y] = pane.inPicture(...spot(event)); line = [x, y, x, y]; pane.lines.push(line); }
    });
    screen.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const all = [...fingers.values()], now = spot(event);
      fingers.set(event.pointerId, now);
      if (fingers.size === 2) pinch(all, [...fingers.values()]);
      else if (fingers.size === 1 && doing !== "pinch") drag(event, now[0] - before[0], now[1] - before[1]);
    });
    const lift = (event) => {
      fingers.delete(event.pointerId);
      if (line && Math.hypot(line[0] - line[2], line[1] - line[3]) < 1) { pane.lines.pop(); pane.mark(); }
      line = null;
      if (!fingers.size) doing = "";
    };
    for (const kind of ["pointerup", "pointercancel"]) screen.addEventListener(kind, lift);
    screen.addEventListener("contextmenu", (event) => event.preventDefault());
    screen.addEventListener("wheel", (event) => {
      event.preventDefault();
      choose(pane);
      if (event.ctrlKey) pane.magnify(event.deltaY < 0 ? 1.15 : 1 / 1.15, ...spot(event));
      else pane.step(Math.sign(event.deltaY));
    }, { passive: false });
    pane.el.addEventListener("focusin", () => choose(pane));
  };

  // Keys and buttons -----------------------------------------------------------------------------------
  const choose = (pane) => { active = pane; panes.forEach((each) => each.el.classList.toggle("is-active", each === pane && panes.length > 1)); };
  const press = (name, isOn) => root.querySelector(`[data-do="${name}"]`)?.setAttribute("aria-pressed", String(isOn));
  const take = (name) => { tool = name; for (const each of ["scroll", "window", "pan", "measure"]) press(each, each === name); root.dataset.tool = name; };
  const stop = () => { clearInterval(playing); playing = 0; press("play", false); };
  const acts = {
    scroll: () => take("scroll"), window: () => take("window"), pan: () => take("pan"), measure: () => take("measure"),
    bigger: () => active.magnify(1.25), smaller: () => active.magnify(0.8), fit: () => active.fit(), reset: () => active.reset(),
    invert: () => { active.isInverted = !active.isInverted; active.draw(); },
    two: () => {
      const isTwo = root.classList.toggle("two");
      press("two", isTwo);
      root.querySelector('[data-do="link"]').hidden = !isTwo;
      if (isTwo) new Pane(Math.min(1, told.series.length - 1)).screen.focus();
      else { isLinked = false; press("link", false); panes.pop().el.remove(); choose(panes[0]); }
    },
    link: () => {
      isLinked = panes.length > 1 && !isLinked;
      press("link", isLinked);
      if (isLinked) panes.forEach((each) => { if (each !== active) each.follow(active); });
    },
    whole: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.()),
    play: () => {
      if (playing) return stop();
      press("play", true);
      playing = setInterval(() => active.show((active.at + 1) % active.count), 66);
    },
  };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.do) acts[button.dataset.do]?.();
    if (button.dataset.preset) active.preset(Number(button.dataset.preset));
  });
  const keys = {
    ArrowDown: () => active.step(1), ArrowUp: () => active.step(-1), PageDown: () => active.step(10), PageUp: () => active.step(-10),
    Home: () => active.show(0), End: () => active.show(active.count - 1),
    ArrowRight: () => active.turn(active.grain * 8, 0), ArrowLeft: () => active.turn(-active.grain * 8, 0),
    "Shift+ArrowRight": () => active.turn(0, active.grain * 16), "Shift+ArrowLeft": () => active.turn(0, -active.grain * 16),
    "=": () => active.magnify(1.25),
  };
  document.addEventListener("keydown", (event) => {
    const here = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(here) || (here !== document.body && !root.contains(here))) return;
    if (here.matches("input[type=range]") && event.key.startsWith("Arrow")) return;
    const act = keys[(event.shiftKey && event.key.startsWith("Arrow") ? "Shift+" : "") + event.key];
    if (!act || !active?.slice) return;
    event.preventDefault();
    act();
  });

  root.hidden = false;
  take(tool);
  choose(new Pane(0));
})();
