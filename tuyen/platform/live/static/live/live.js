// Two browsers see and hear each other: words through the server, picture and sound from one to the other.
"use strict";
(() => {
  const room = document.querySelector("[data-live]");
  if (!room) return;
  const say = room.dataset, find = (name) => room.querySelector(`[${name}]`), tool = (name) => room.querySelector(`[data-do="${name}"]`);
  const there = find("data-there"), here = find("data-here");
  const FAST = 300, SLOW = 2000, RESTED = 10; // milliseconds between words; good readings before the picture comes back
  const token = JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
  let seat = null, talkTo = "", ice = [], own = null, peer = null, channel = null, other = null, waiting = [], heard = [];
  let isPolite = false, isOffering = false, isIgnoring = false, timer = null, slowReadings = 0, goodReadings = 0;
  const line = { interruptions: 0, lowest_kbps: null, was_without_picture: false };
  const wanted = { sound: true, picture: true };

  const tell = (state, text) => { room.dataset.state = state; find("data-state-text").textContent = text; };
  const note = (text) => { find("data-note").textContent = text; find("data-state-text").textContent = text; };
  const post = (address, body, how = {}) => fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token, ...how } });

  // --- camera and microphone: both, else sound alone, else nothing to give
  async function devices() {
    const picture = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15 } };
    for (const [video, text] of [[picture, ""], [false, say.sayNoCamera]]) {
      try { const found = await navigator.mediaDevices.getUserMedia({ audio: true, video }); if (text) note(text); return found; } catch { /* the next best */ }
    }
    note(say.sayNoMedia);
    return new MediaStream();
  }

  async function join() {
    tool("join").disabled = true;
    tell("asking", say.sayAsking);
    own = await devices();
    here.srcObject = own;
    const answer = await post(say.join, "").catch(() => null);
    const told = answer ? await answer.json().catch(() => ({})) : {};
    if (!answer?.ok) { stop(); tell("refused", told.sentence || say.sayOffline); tool("join").disabled = false; return; }
    ({ seat, ice } = told);
    talkTo = new URL(`../seats/${seat}/`, new URL(say.join, location.href)).href;
    for (const name of ["sound", "picture", "still", "leave"]) if (tool(name)) tool(name).hidden = false;
    tool("join").hidden = true;
    tell("waiting", say.sayWaiting);
    talk();
  }

  // --- words: what waits goes out, what came is confirmed, who sits across is learnt
  async function talk() {
    clearTimeout(timer);
    const words = waiting.splice(0, 40), has = heard.splice(0);
    let answer = null;
    try { answer = await post(talkTo, JSON.stringify({ words, has, line }), { "Content-Type": "application/json" }); } catch { /* off line */ }
    if (!seat) return;
    if (answer?.status === 410) return over((await answer.json()).is_over);
    if (!answer?.ok) { waiting.unshift(...words); heard.push(...has); if (peer?.connectionState !== "connected") note(say.sayOffline); }
    else await listen(await answer.json());
    timer = setTimeout(talk, waiting.length || peer?.connectionState !== "connected" ? FAST : SLOW);
  }
  const send = (word) => { waiting.push(word); };

  async function listen({ words, others }) {
    const now = others[0] || null;
    if (now?.seat !== other?.seat) {
      const had = other;
      other = now;
      find("data-name").textContent = other ? `${other.name} · ${other.place}` : "";
      if (peer) hangUp();
      if (other) call(); else if (had) tell("waiting", say.sayAway);
    }
    for (const word of words) {
      heard.push(word.id);
      if (other && word.from === other.seat) await take(word).catch((fault) => console.warn("live", fault.name));
    }
  }

  // --- the connection; who gives way when both offer at once is decided by the seats' ids
  function call() {
    isPolite = seat < other.seat;
    isOffering = isIgnoring = false;
    tell("connecting", say.sayConnecting);
    const made = peer = new RTCPeerConnection({ iceServers: ice });
    channel = made.createDataChannel("pointer", { negotiated: true, id: 0 });
    channel.onmessage = ({ data }) => pointed(JSON.parse(data));
    if (own.getTracks().length) for (const track of own.getTracks()) made.addTrack(track, own);
    for (const kind of ["audio", "video"]) if (!own.getTracks().some((track) => track.kind === kind)) made.addTransceiver(kind, { direction: "recvonly" });
    made.onicecandidate = ({ candidate }) => { if (candidate && made === peer) send({ candidate: candidate.toJSON() }); };
    made.ontrack = ({ streams, track }) => { there.srcObject = streams[0] || new MediaStream([...(there.srcObject?.getTracks() || []), track]); };
    made.onnegotiationneeded = async () => {
      try { isOffering = true; await made.setLocalDescription(); if (made === peer) send({ description: made.localDescription.toJSON() }); } finally { isOffering = false; }
    };
    made.onconnectionstatechange = () => {
      if (made !== peer) return;
      if (made.connectionState === "connected") tell("connected", say.sayConnected);
      if (made.connectionState === "disconnected" || made.connectionState === "failed") { line.interruptions += 1; tell("lost", say.sayLost); made.restartIce(); talk(); }
    };
  }

  async function take({ description, candidate }) {
    if (description) {
      const clash = description.type === "offer" && (isOffering || peer.signalingState !== "stable");
      isIgnoring = !isPolite && clash;
      if (isIgnoring) return;
      await peer.setRemoteDescription(description);
      if (description.type === "offer") { await peer.setLocalDescription(); send({ description: peer.localDescription.toJSON() }); }
    } else if (candidate) {
      try { await peer.addIceCandidate(candidate); } catch (fault) { if (!isIgnoring) throw fault; }
    }
  }

  // --- a thin line carries sound and stills; the picture comes back when the line has rested
  const videoSender = () => peer?.getSenders().find((each) => each.track?.kind === "video");
  async function measure() {
    if (!peer || peer.connectionState !== "connected") return;
    let rate = null;
    for (const each of (await peer.getStats()).values()) if (each.type === "candidate-pair" && each.nominated && each.availableOutgoingBitrate) rate = Math.round(each.availableOutgoingBitrate / 1000);
    if (rate === null) return;
    room.dataset.kbps = rate;
    line.lowest_kbps = Math.min(line.lowest_kbps ?? rate, rate);
    const least = Number(say.leastKbps), isThin = rate < least;
    slowReadings = isThin ? slowReadings + 1 : 0;
    goodReadings = rate > least * 2 ? goodReadings + 1 : 0;
    if (slowReadings >= 3 && room.dataset.picture !== "off") { line.was_without_picture = true; showPicture(false); note(say.saySlow); }
    if (goodReadings >= RESTED && room.dataset.picture === "off" && wanted.picture) showPicture(true);
  }
  function showPicture(on) {
    room.dataset.picture = on ? "on" : "off";
    const sender = videoSender();
    if (sender) { sender.track.enabled = on; const how = sender.getParameters(); if (how.encodings?.[0]) { how.encodings[0].active = on; sender.setParameters(how).catch(() => {}); } }
  }
  setInterval(measure, SLOW);

  // --- stills: from the picture of the other side; without one the other side takes it and sends it
  async function still() {
    if (there.videoWidth && room.dataset.therePicture !== "off") return keep(there);
    if (channel?.readyState === "open") { channel.send(JSON.stringify({ ask: "still" })); note(say.sayAsked); }
  }
  async function keep(video) {
    if (!video.videoWidth) return;
    const sheet = Object.assign(document.createElement("canvas"), { width: video.videoWidth, height: video.videoHeight });
    sheet.getContext("2d").drawImage(video, 0, 0);
    note(say.sayStill);
    const body = new FormData();
    body.append("still", await new Promise((done) => sheet.toBlob(done, "image/jpeg", 0.9)), "still.jpg");
    const answer = await post(say.still, body).catch(() => null);
    note(answer ? (await answer.json().catch(() => ({}))).sentence || say.sayOffline : say.sayOffline);
    room.dataset.stills = Number(room.dataset.stills || 0) + (answer?.ok ? 1 : 0);
  }
  async function keepOwn() {
    const sender = videoSender(), was = sender?.track.enabled;
    if (sender) sender.track.enabled = true; // a camera that is off gives a black picture
    await new Promise((done) => setTimeout(done, 400));
    await keep(here);
    if (sender) sender.track.enabled = was;
  }

  // --- both look at one picture; a dot follows the other's finger
  const board = find("data-board"), dot = find("data-dot");
  function look(at) {
    const thumb = room.querySelector(`[data-image="${CSS.escape(String(at))}"]`);
    if (!thumb) return;
    for (const each of room.querySelectorAll("[data-image]")) each.setAttribute("aria-pressed", each === thumb);
    board.src = thumb.dataset.src;
    board.alt = thumb.querySelector("img").alt;
    board.parentElement.hidden = false;
    dot.hidden = true;
    room.dataset.looking = at;
  }
  function pointed({ image, x, y, ask, picture }) {
    if (image !== undefined) look(image);
    if (ask === "still") keepOwn();
    if (picture) room.dataset.therePicture = picture;
    if (Number.isFinite(x) && Number.isFinite(y) && dot) { dot.hidden = false; dot.style.left = `${x * 100}%`; dot.style.top = `${y * 100}%`; room.dataset.dot = `${x.toFixed(2)} ${y.toFixed(2)}`; }
  }
  const share = (what) => { if (channel?.readyState === "open") channel.send(JSON.stringify(what)); };
  let lastPoint = 0;
  if (board) {
    for (const thumb of room.querySelectorAll("[data-image]")) thumb.addEventListener("click", () => { const image = Number(thumb.dataset.image); look(image); share({ image }); });
    for (const kind of ["pointermove", "pointerdown"]) board.addEventListener(kind, (event) => {
      if (event.timeStamp - lastPoint < 40) return;
      lastPoint = event.timeStamp;
      const box = board.getBoundingClientRect();
      share({ x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height });
    });
  }

  // --- leaving
  function hangUp() { peer?.close(); peer = channel = null; there.srcObject = null; delete room.dataset.therePicture; }
  function stop() { hangUp(); for (const track of own?.getTracks() || []) track.stop(); here.srcObject = null; }
  function over(isOver) { seat = null; clearTimeout(timer); stop(); tell("over", isOver ? say.sayOver : say.sayTaken); for (const name of ["sound", "picture", "still", "leave"]) if (tool(name)) tool(name).hidden = true; if (!isOver) { tool("join").hidden = false; tool("join").disabled = false; } }
  function goodbye() {
    if (!seat) return;
    fetch(`${talkTo}leave/`, { method: "POST", keepalive: true, headers: { "X-CSRFToken": token } }).catch(() => {});
    seat = null;
  }
  function leave() { goodbye(); over(false); tell("left", say.sayReady); }
  addEventListener("pagehide", goodbye);

  const press = (name, is) => tool(name).setAttribute("aria-pressed", is);
  const doings = {
    join, leave, still,
    sound: () => { wanted.sound = !wanted.sound; for (const track of own.getAudioTracks()) track.enabled = wanted.sound; press("sound", wanted.sound); },
    picture: () => { wanted.picture = !wanted.picture; showPicture(wanted.picture); share({ picture: wanted.picture ? "on" : "off" }); press("picture", wanted.picture); },
  };
  for (const [name, act] of Object.entries(doings)) tool(name)?.addEventListener("click", act);
})();
