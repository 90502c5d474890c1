// Follows the calculation and moves on when it is done; without this the page reloads itself.
"use strict";

(() => {
  const bar = document.getElementById("bar");
  const stage = document.getElementById("stage");
  const look = async () => {
    try {
      const answer = await fetch("/insights/progress.json");
      if (!answer.ok || answer.redirected) return location.replace("/");
      const state = await answer.json();
      if (!state.running) return location.replace("/insights");
      bar.value = state.progress;
      if (stage.textContent !== state.stage) stage.textContent = state.stage;
    } catch {
      stage.textContent = "The notebook does not answer. Is it still running?";
    }
    setTimeout(look, 700);
  };
  setTimeout(look, 300);
})();
