// The page Understand: sliders in, one child's year and Strange Situation out, at the reader's own pace.
import { told } from "./words.js";
import { drawRoom, drawStrip, inWords } from "./understand-room.js";
import { drawCrowd, drawLegend, drawYear } from "./understand-charts.js";

const $ = (id) => document.getElementById(id);
const form = $("care"), place = $("place"), play = $("play"), player = $("player");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const LOOKS_A_SECOND = 8, BRISK = 20;

let found = null, show = null, query = "";
let at = 0, playing = false, clock = 0, lastEpisode = null;

/* --- the place in time: looks of the year first, then ticks of the room -------------------------------- */

const looks = () => found.played.year.month.length - 1;
const lastPlace = () => looks() + found.played.ticks.seconds.length;
const tickOf = (spot) => spot - looks() - 1;
const episodeAt = (tick) => found.words.episodes.find(({ first, last }) => tick >= first && tick <= last);

function clockOf(tick) {
  const { ticks } = found.played, since = ticks.seconds[tick] - ticks.seconds[episodeAt(tick).first];
  return `${Math.floor(since / 60)}:${String(Math.floor(since % 60)).padStart(2, "0")}`;
}

function spoken(spot) {
  const tick = tickOf(spot);
  if (tick < 0) return told("At home, month %(month)s of 12", { month: Math.floor(found.played.year.month[Math.min(spot, looks())]) });
  const { number, title } = episodeAt(tick);
  const words = inWords(found.played, tick);
  return told("%(number)s · %(title)s, %(clock)s: %(words)s", { number, title, clock: clockOf(tick), words });
}

function go(spot, { announce = false } = {}) {
  at = Math.max(0, Math.min(lastPlace(), spot));
  const whole = Math.floor(at + 1e-6), tick = tickOf(whole), inRoom = tick >= 0;
  show.room(inRoom ? tickOf(calm.matches ? whole : at) : -1);
  show.strip(inRoom ? tickOf(at) : -1);
  show.year(Math.min(whole, looks()));
  const words = spoken(whole);
  place.value = whole;
  place.setAttribute("aria-valuetext", words);
  if ($("now").textContent !== words) $("now").textContent = words;
  const episode = inRoom ? episodeAt(tick).number : 0;
  for (const button of $("episodes").querySelectorAll("button")) {
    if (Number(button.value) === episode) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  }
  if (announce) say(words);
  else if (playing && episode !== lastEpisode && inRoom) {
    say(told("Episode %(number)s, %(title)s. %(text)s", episodeAt(tick)));
  }
  lastEpisode = episode;
}

const say = (words) => { $("live").textContent = words; };

/* --- playing ------------------------------------------------------------------------------------------- */

function run(time) {
  if (!playing) return;
  const passed = Math.min(.25, (time - clock) / 1000), speed = Number($("speed").value);
  clock = time;
  const pace = at < looks() ? LOOKS_A_SECOND * speed / BRISK : speed / found.played.tick_seconds;
  go(at + passed * pace);
  if (at >= lastPlace()) stop();
  else requestAnimationFrame(run);
}

function start() {
  if (at >= lastPlace()) at = 0;
  playing = true;
  play.textContent = told("Pause");
  clock = performance.now();
  requestAnimationFrame(run);
}

function stop() {
  playing = false;
  play.textContent = told("Play");
}

function step(by) {
  stop();
  go(Math.floor(at) + by, { announce: true });
}

play.addEventListener("click", () => (playing ? stop() : start()));
$("back").addEventListener("click", () => step(-1));
$("forth").addEventListener("click", () => step(1));
place.addEventListener("input", () => { stop(); go(Number(place.value)); });

/* --- asking -------------------------------------------------------------------------------------------- */

function asked() {
  const fields = new URLSearchParams();
  for (const slider of form.querySelectorAll("[type=range]")) fields.set(slider.name, slider.value);
  fields.set("child", $("child").value.trim());
  if ($("against").value) fields.set("against", $("against").value);
  return fields;
}

let busy = false, again = null;

async function ask(fields, { autoplay = !calm.matches } = {}) {
  if (busy) { again = fields; return; }
  busy = true;
  stop();
  $("trouble").hidden = true;
  $("bench").setAttribute("aria-busy", "true");
  const patience = setTimeout(() => { $("waiting").hidden = false; say($("waiting").textContent); }, 600);
  try {
    const answer = await fetch(`/understand/play.json?${fields}`);
    if (answer.redirected) return location.replace("/");
    const given = await answer.json();
    if (given.error) throw new Error(given.error);
    if (!again) tell(given, autoplay);
  } catch (error) {
    const silent = error instanceof TypeError;
    $("trouble").textContent = silent ? told("The notebook does not answer. Is it still running?") : error.message;
    $("trouble").hidden = false;
  } finally {
    clearTimeout(patience);
    $("waiting").hidden = true;
    $("bench").removeAttribute("aria-busy");
    busy = false;
    const next = again;
    again = null;
    if (next) ask(next, { autoplay });
  }
}

function tell(told, autoplay) {
  found = told;
  query = told.query;
  history.replaceState(null, "", `/understand?${query}`);
  for (const [name, value] of Object.entries(told.care)) set(name, value);
  $("child").value = told.played.child;
  $("save-room").href = `/understand/figure/room-wide-light?${query}`;
  $("save-crowd").href = `/understand/figure/crowd-wide-light?${query}`;
  words(told.words);
  player.hidden = false;
  $("crowd-figure").hidden = false;
  place.max = lastPlace();
  draw();
  lastEpisode = null;
  go(autoplay ? 0 : looks() + 1);
  say(told.words.changed || told.words.year);
  if (autoplay) start();
}

function draw() {
  const { played, before } = found;
  const seek = (tick) => { stop(); go(looks() + 1 + tick); };
  show = {
    room: drawRoom($("room"), played),
    strip: drawStrip($("strip"), played, found.words.episodes, seek),
    year: drawYear($("year"), played, before),
  };
  drawCrowd($("crowd"), played, before, (member) => {
    $("child").value = played.child - played.member + member;
    ask(asked());
  });
  drawLegend($("legend"), played);
}

function words(said) {
  $("year-words").textContent = said.year;
  $("crowd-words").textContent = said.crowd;
  $("changed").textContent = said.changed;
  $("changed").hidden = !said.changed;
  $("year-table").hidden = false;
  $("months").replaceChildren(...said.months.map(([month, ...cells]) => {
    const row = document.createElement("tr"), head = document.createElement("th");
    head.scope = "row";
    head.textContent = month;
    row.append(head, ...cells.map((cell) => {
      const made = document.createElement("td");
      made.className = "num";
      made.textContent = cell;
      return made;
    }));
    return row;
  }));
  const item = ({ number, title, text, first }) => {
    const [made, head, button, line] = ["li", "h3", "button", "p"].map((kind) => document.createElement(kind));
    made.value = number;
    button.type = "button";
    button.value = number;
    button.textContent = title;
    button.addEventListener("click", () => { stop(); go(looks() + 1 + first); });
    head.append(button);
    line.textContent = text;
    made.append(head, line);
    return made;
  };
  $("episodes").replaceChildren(...said.episodes.map(item));
}

/* --- the form ------------------------------------------------------------------------------------------ */

function set(name, value) {
  const slider = $(name);
  slider.value = value;
  label(slider);
}

function label(slider) {
  const text = `${Number(slider.value).toLocaleString(document.documentElement.lang)}\u00a0${slider.dataset.unit}`;
  $(`${slider.id}-value`).textContent = text;
  slider.setAttribute("aria-valuetext", text);
}

const list = () => [...form.querySelectorAll("[type=range]")].map((slider) => Number(slider.value)).join(",");

function compare(against) {
  $("against").value = against;
  $("stop").hidden = !against;
  const kept = told("Kept. Move a slider: the same child is shown with both, the kept one as thin lines.");
  $("compared").textContent = against ? kept : "";
}

for (const slider of form.querySelectorAll("[type=range]")) {
  slider.addEventListener("input", () => label(slider));
  slider.addEventListener("change", () => ask(asked()));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const by = event.submitter;
  const fields = asked();
  if (by?.name === "preset") fields.set("preset", by.value);
  if (by?.id === "another") {
    const block = found ? found.played.child - found.played.member : 0;
    fields.set("child", block + Math.floor(Math.random() * (found ? found.played.crowd.kind.length : 200)));
  }
  if (by?.id === "keep" || by?.id === "stop") {
    compare(by.id === "keep" ? list() : "");
    if (by.id === "stop") $("keep").focus();
    if (!found) return;
    return ask(asked(), { autoplay: false });
  }
  ask(fields);
});

let wide = innerWidth;
addEventListener("resize", () => {
  if (!found || innerWidth === wide) return;
  wide = innerWidth;
  draw();
  go(at);
});

$("show").hidden = true;
if (matchMedia("(max-width: 52rem)").matches) $("sliders").open = false;
form.classList.add("scripted");
if (!$("problem")) ask(location.search ? new URLSearchParams(location.search) : asked());
