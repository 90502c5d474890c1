// On pages in front of a locked notebook, and on the help page: hide on Esc Esc.
"use strict";

(() => {
  const TWICE = 700;
  let last = -Infinity;
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - last < TWICE) {
      document.documentElement.classList.add("gone");
      document.title = "Notes";
      location.replace("/leave");
    }
    last = event.timeStamp;
  }, true);

  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  document.getElementById("problem")?.focus();
})();
