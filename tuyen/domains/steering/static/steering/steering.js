// The seconds that a caller has been waiting, or talking: counted from the instant that the server said.
(() => {
  "use strict";
  const two = (number) => String(number).padStart(2, "0");
  const tick = () => {
    for (const clock of document.querySelectorAll("[data-since]")) {
      const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 1000));
      clock.textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
    }
  };
  tick();
  setInterval(tick, 1000);
})();
