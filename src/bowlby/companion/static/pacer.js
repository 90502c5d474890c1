// The breathing pacer: a word, a count and the time left; the ball is moved by the style sheet.
"use strict";

(() => {
  const pacer = document.getElementById("pacer");
  if (!pacer) return;
  const [inhale, exhale, minutes] = ["in", "out", "minutes"].map((name) => Number(pacer.dataset[name]));
  const said = (name) => pacer.dataset[`say${name}`];
  const part = (name) => document.getElementById(name);
  const [go, speak, phase, word, count, left, over] =
    ["pacer-go", "pacer-speak", "phase", "phase-word", "count", "left", "over"].map(part);
  const TICK = 200;
  const AWAKE = 30_000;
  let passed = 0;
  let since = null;
  let lastAwake = 0;

  const elapsed = () => passed + (since === null ? 0 : performance.now() - since);
  const write = (place, text) => { if (place.textContent !== text) place.textContent = text; };

  const show = () => {
    const whole = Math.floor(elapsed() / 1000);
    const within = whole % (inhale + exhale);
    const inwards = within < inhale;
    write(word, said(inwards ? "In" : "Out"));
    write(count, String(inwards ? within + 1 : within - inhale + 1));
    const rest = Math.max(minutes * 60 - whole, 0);
    write(left, rest ? said("Left").replace("{minutes}", Math.floor(rest / 60)).replace("{seconds}", rest % 60) : "");
    if (!rest) write(over, said("Over"));
    // Someone who breathes along touches nothing: while the chosen time runs, that is no empty chair.
    if (rest && elapsed() - lastAwake > AWAKE) {
      lastAwake = elapsed();
      pacer.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const turn = () => {
    if (since === null) {
      since = performance.now();
      pacer.classList.add("moving");
      pacer.scrollIntoView({ block: "start" });
    } else {
      passed = elapsed();
      since = null;
      write(word, said("Paused"));
      write(count, "");
    }
    pacer.classList.toggle("still", since === null);
    go.textContent = said(since === null ? "GoOn" : "Pause");
    if (since !== null) show();
  };

  go.addEventListener("click", turn);
  speak.addEventListener("change", () => word.setAttribute("aria-live", speak.checked ? "assertive" : "off"));
  phase.removeAttribute("aria-live");
  word.setAttribute("aria-live", "off");
  setInterval(() => { if (since !== null) show(); }, TICK);
  document.getElementById("counting").hidden = true;
  pacer.hidden = false;
})();
