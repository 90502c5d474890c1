// On every page of an open notebook: hide on Esc Esc, lock when nobody is there, never show a page from the past.
"use strict";

(() => {
  const IDLE = Number(document.body.dataset.idle) * 1000;
  const NOTICE = Math.min(60 * 1000, IDLE / 2);
  const STAY = 60 * 1000;
  const TWICE = 700;
  const csrf = document.body.dataset.csrf;

  const send = (path) => fetch(path, {
    method: "POST", keepalive: true, redirect: "manual", body: new URLSearchParams({ csrf }),
  });

  // The page is emptied before the server answers: nothing may stay readable while it is busy.
  const leave = (path, next) => {
    document.documentElement.classList.add("gone");
    document.title = "Notes";
    const away = () => location.replace(next);
    send(path).then(away, away);
  };

  let lastEscape = -Infinity;
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - lastEscape < TWICE) leave("/hide", "/notes");
    lastEscape = event.timeStamp;
  }, true);

  document.querySelector("form[action='/hide']")?.addEventListener("submit", (event) => {
    event.preventDefault();
    leave("/hide", "/notes");
  });

  // A page kept by the browser for its back button could show what has been locked since.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  let lastSign = Date.now();
  let lastStay = Date.now();
  const notice = document.createElement("p");
  notice.className = "warning";
  notice.setAttribute("role", "status");
  notice.hidden = true;
  document.body.append(notice);

  const sign = () => {
    lastSign = Date.now();
    notice.hidden = true;
    if (lastSign - lastStay < STAY) return;
    lastStay = lastSign;
    send("/stay").then((answer) => { if (answer.status === 409) location.replace("/"); }, () => {});
  };
  for (const kind of ["keydown", "input", "pointerdown", "scroll"]) addEventListener(kind, sign, { passive: true });

  const watch = () => {
    const idle = Date.now() - lastSign;
    if (document.querySelector(".recovery")) return;
    if (idle > IDLE) {
      leave("/lock", "/");
    } else if (idle > IDLE - NOTICE && notice.hidden) {
      notice.textContent = document.body.dataset.notice;
      notice.hidden = false;
    }
  };
  setInterval(watch, 5000);
  document.addEventListener("visibilitychange", watch);

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // On a narrow screen the pages of a part stand in a row that can be pushed; the present one must be in sight.
  document.querySelector(".places [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

  const problem = document.getElementById("problem");
  if (problem) problem.focus();
})();
