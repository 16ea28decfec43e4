// A person chosen under the box opens; a scanned line goes as soon as its Enter comes.
"use strict";
document.addEventListener("tuyen:chosen", (event) => {
  if (event.target.matches("[data-open]") && event.detail.href) location.assign(event.detail.href);
});
