// The camera looks for one code, then the form asks with it as if it had been typed.
const video = document.getElementById("camera");
const state = document.getElementById("scan-state");
const say = (name) => { state.textContent = state.dataset[name]; };

if (!window.isSecureContext || !navigator.mediaDevices) {
  say("insecure");
  video.hidden = true;
} else {
  const { default: QrScanner } = await import(new URL(video.dataset.scanner, location.href));
  const scanner = new QrScanner(video, (found) => {
    scanner.stop();
    document.getElementById("id_scanned").value = found.data;
    document.getElementById("scan-form").submit();
  }, { returnDetailedScanResult: true, preferredCamera: "environment", maxScansPerSecond: 8 });
  say("waiting");
  scanner.start().catch(() => { say("blocked"); video.hidden = true; });
}
