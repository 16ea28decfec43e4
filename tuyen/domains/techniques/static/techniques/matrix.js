// A cell of the matrix carries no address of its own (20,000 of them would be a megabyte): the row knows
// the technique, the column the unit. Arrow keys walk the cells, Enter opens one.
(function () {
  "use strict";
  function table(node) { return node.closest ? node.closest("table.matrix") : null; }

  function open(cell) {
    var grid = table(cell), row = cell.parentElement;
    var unit = grid.tHead.rows[0].cells[cell.cellIndex].dataset.unit;
    var address = grid.dataset.cell + "?technique=" + encodeURIComponent(row.dataset.code) + "&unit=" + unit;
    window.location.assign(address);
  }

  function go(cell) {
    if (!cell || cell.tagName !== "TD") return;
    cell.tabIndex = 0;
    cell.focus();
  }

  document.addEventListener("click", function (event) {
    var cell = event.target;
    if (cell.tagName === "TD" && table(cell)) open(cell);
  });

  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (at.classList && at.classList.contains("matrix-box") && event.key.indexOf("Arrow") === 0) {
      var first = at.querySelector("tbody td");
      if (first) { event.preventDefault(); go(first); }
      return;
    }
    if (at.tagName !== "TD" || !table(at)) return;
    var row = at.parentElement, step = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling };
    if (event.key === "Enter") { event.preventDefault(); open(at); }
    else if (event.key === "ArrowLeft") { event.preventDefault(); go(at.previousElementSibling); }
    else if (event.key === "ArrowRight") { event.preventDefault(); go(at.nextElementSibling); }
    else if (event.key in step) { event.preventDefault(); if (step[event.key]) go(step[event.key].cells[at.cellIndex]); }
  });
})();
