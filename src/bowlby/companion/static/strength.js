// A word on how hard a passphrase would be to guess: its length counts most. It is never sent for this.
"use strict";

(() => {
  const say = document.getElementById("strength");
  for (const field of document.querySelectorAll("[data-strength]")) {
    field.addEventListener("input", () => {
      const text = field.value;
      const varied = new Set(text).size;
      if (!text) say.textContent = "";
      else if (text.length < 8) say.textContent = field.dataset.little;
      else if (text.length < 14 || varied < 7) say.textContent = field.dataset.fair;
      else if (text.length < 20 || varied < 9) say.textContent = field.dataset.good;
      else say.textContent = field.dataset.strong;
    });
  }
})();
