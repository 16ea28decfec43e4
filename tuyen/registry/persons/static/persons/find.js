// A person chosen under the box opens. A scanner types wherever the hands left the page: its first digit
// goes into the box, and the rest after it.
"use strict";
document.addEventListener("keydown", (event) => {
  const isFree = !event.ctrlKey && !event.altKey && !event.metaKey && !event.target.closest("input,textarea,select,[contenteditable]");
  if (isFree && /^\d$/.test(event.key)) document.getElementById("id_find")?.focus();
});
document.addEventListener("tuyen:chosen", (event) => {
  if (event.target.matches("[data-open]") && event.detail.href) location.assign(event.detail.href);
});
