// Follows the calculation and moves on when it is done, or when there is something to see; without this the page
// reloads itself.
"use strict";

(() => {
  const bar = document.getElementById("bar");
  const stage = document.getElementById("stage");
  const look = async () => {
    try {
      const answer = await fetch(bar.dataset.from);
      if (!answer.ok || answer.redirected) return location.replace("/");
      const state = await answer.json();
      if (!state.running || (state.shown && bar.dataset.shown === "no")) return location.replace(bar.dataset.to);
      bar.value = state.progress;
      if (stage.textContent !== state.stage) stage.textContent = state.stage;
    } catch {
      stage.textContent = bar.dataset.gone;
    }
    setTimeout(look, 700);
  };
  setTimeout(look, 300);
})();
