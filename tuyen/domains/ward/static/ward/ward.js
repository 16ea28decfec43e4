// The board by keyboard: arrow keys walk from bed to bed as they stand on the screen.
(function () {
  const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function centre(element) {
    const box = element.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  }

  function next(from, [dx, dy]) {
    const [x, y] = centre(from);
    let best = null;
    let least = Infinity;
    for (const link of document.querySelectorAll(".bed-link")) {
      const [there, below] = centre(link.closest(".bed"));
      const along = (there - x) * dx + (below - y) * dy;
      const aside = Math.abs((there - x) * dy) + Math.abs((below - y) * dx);
      if (link !== from && along > 5 && along + 3 * aside < least) {
        least = along + 3 * aside;
        best = link;
      }
    }
    return best;
  }

  document.addEventListener("keydown", (event) => {
    const step = STEP[event.key];
    const from = document.activeElement;
    if (!step || !from || !from.classList.contains("bed-link")) return;
    const to = next(from, step);
    if (to) {
      event.preventDefault();
      to.focus();
    }
  });
})();
