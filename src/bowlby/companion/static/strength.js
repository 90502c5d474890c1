// A word on how hard a passphrase would be to guess: its length counts most. It is never sent for this.
"use strict";

(() => {
  const say = document.getElementById("strength");
  for (const field of document.querySelectorAll("[data-strength]")) {
    field.addEventListener("input", () => {
      const text = field.value;
      const varied = new Set(text).size;
      if (!text) say.textContent = "";
      else if (text.length < 8) say.textContent = "A little longer still: at least 8 characters.";
      else if (text.length < 14 || varied < 7) say.textContent = "Fine against a glance. A few more words make it strong.";
      else if (text.length < 20 || varied < 9) say.textContent = "Good.";
      else say.textContent = "Strong.";
    });
  }
})();
