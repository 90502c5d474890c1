// Small comforts of the forms; everything works without them.
"use strict";

(() => {
  // A digit chooses on a 0–10 scale while it has the focus; a 1 followed by a 0 is ten.
  for (const scale of document.querySelectorAll("[data-digits]")) {
    let lastOne = -Infinity;
    scale.addEventListener("keydown", (event) => {
      if (!/^[0-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
      const ten = event.key === "0" && event.timeStamp - lastOne < 900;
      lastOne = event.key === "1" ? event.timeStamp : -Infinity;
      const radio = scale.querySelector(`input[value="${ten ? 10 : event.key}"]`);
      radio.checked = true;
      radio.focus();
      event.preventDefault();
    });
  }

  // Writing in one's own words chooses the choice beside it, and the other way round.
  for (const text of document.querySelectorAll("[data-own]")) {
    const radio = text.parentElement.querySelector("input[type=radio]");
    text.addEventListener("input", () => { if (text.value) radio.checked = true; });
    // Arrow keys click too, without a pointer; they must be free to move on.
    radio.addEventListener("click", (event) => { if (event.detail > 0 && !text.value) text.focus(); });
  }

  // The browser knows the offset of a local time, summer and winter included.
  const offset = (time) => String(-time.getTimezoneOffset());
  for (const form of document.querySelectorAll("form[data-times]")) {
    form.addEventListener("submit", () => {
      for (const hidden of form.querySelectorAll("[data-offset]")) {
        const field = form.elements.namedItem(hidden.dataset.offset);
        const written = field && field.value ? new Date(field.value) : new Date();
        if (!Number.isNaN(written.getTime())) hidden.value = offset(written);
      }
    });
  }
})();
