// A neutral notification when the notebook asks, while one of its pages is open; only where the person allowed it.
"use strict";

(() => {
  const MINUTE = 60 * 1000;
  const SHOWN = "shown";
  if (!("Notification" in window)) return;

  // On the page of reminders: choosing notifications asks the browser, and says so where it refuses.
  const choice = document.querySelector("input[name=in_browser]");
  const blocked = document.querySelector("[data-blocked]");
  const tell = () => { if (blocked) blocked.hidden = !(choice.checked && Notification.permission === "denied"); };
  if (choice) {
    choice.addEventListener("change", () => {
      if (choice.checked && Notification.permission === "default") Notification.requestPermission().then(tell, tell);
      tell();
    });
    tell();
  }

  if (Notification.permission !== "granted") return;

  const look = async () => {
    const answer = await fetch("/asking", { redirect: "error" });
    const asking = await answer.json();
    if (!asking.on) return false;
    // What was shown once is not shown again by the next page of this tab.
    if (asking.at && sessionStorage.getItem(SHOWN) !== asking.at) {
      sessionStorage.setItem(SHOWN, asking.at);
      const note = new Notification(asking.text, { tag: "notes", silent: true });
      note.addEventListener("click", () => { window.focus(); location.assign("/waiting"); });
    }
    return true;
  };

  const watch = () => look().then((on) => { if (on) setTimeout(watch, MINUTE); }, () => {});
  watch();
})();
