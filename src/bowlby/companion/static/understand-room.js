// The strange room from above, the strip of time below it, and what happens in words. Draws; decides nothing.
import { told } from "./words.js";

export const SIGNALS = ["hold", "reach", "plea", "protest"];
const COMFORT = 1, REBUFF = 2;
const METRE = 100, WALL = 26;
const NAMES = { carer: told("carer"), stranger: told("stranger"), child: told("child") };

const NS = "http://www.w3.org/2000/svg";

/** An SVG element with attributes and children. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A picture whose words stand elsewhere on the page. */
export function picture(width, height, label) {
  return el("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label });
}

const adult = (kind) => el("g", { class: `who ${kind}` }, el("g", { class: "turning" },
  el("ellipse", { class: "body", rx: 15, ry: 25 }), el("circle", { class: "head", r: 11.5, cx: 2 })));

const chair = (x, y) => el("g", { class: "chair", transform: `translate(${x} ${y})` },
  el("rect", { x: -22, y: -22, width: 44, height: 44, rx: 9 }), el("path", { d: "M 19 -18 V 18" }));

/** The room for one child's record. `show(at)` moves everyone; `at` may lie between two ticks. */
export function drawRoom(box, played) {
  const { room, ticks } = played;
  const wide = room.width * METRE + 2 * WALL, deep = room.depth * METRE + 2 * WALL;
  const x = (metres) => WALL + metres * METRE, y = (metres) => WALL + (room.depth - metres) * METRE;
  const scale = Math.min(1, box.clientWidth / wide) || 1;
  const svg = el("svg", {
    viewBox: `0 0 ${wide} ${deep}`, role: "img",
    "aria-label": told("The room from above. What happens is said in words below."),
    "font-size": Math.max(12.5, 12 / scale),
  });
  const door = y(room.door_y), boards = el("g", { class: "boards" });
  for (let line = 1; line < 8; line += 1) {
    boards.append(el("path", { d: `M ${WALL} ${WALL + line * room.depth * METRE / 8} H ${wide - WALL}` }));
  }
  const toys = el("g", { class: "toys", transform: `translate(${x(room.toys_x)} ${y(room.toys_y)})` },
    el("ellipse", { class: "rug", rx: 56, ry: 44 }),
    el("rect", { class: "block one", x: -30, y: -8, width: 15, height: 15, rx: 2, transform: "rotate(-14)" }),
    el("rect", { class: "block two", x: 12, y: -26, width: 14, height: 14, rx: 2, transform: "rotate(20)" }),
    el("circle", { class: "block three", cx: 25, cy: 18, r: 8 }));
  const carer = adult("carer"), stranger = adult("stranger");
  const halo = el("circle", { class: "halo", r: 14 }), waves = el("g", { class: "waves" });
  for (const reach of [22, 29, 36]) {
    const [side, up] = [reach * .62, -reach * .78];
    waves.append(el("path", { d: `M ${-side} ${up} A ${reach} ${reach} 0 0 1 ${side} ${up}` }));
  }
  const child = el("g", { class: "who child" }, halo, waves,
    el("g", { class: "turning" },
      el("ellipse", { class: "body", rx: 9.5, ry: 15 }), el("circle", { class: "head", r: 9, cx: 2 })));
  const trail = el("path", { class: "trail" }), bond = el("path", { class: "bond" });
  const name = (who) => [who, el("text", { class: `name ${who}`, "text-anchor": "middle" }, NAMES[who])];
  const names = Object.fromEntries(["carer", "stranger", "child"].map(name));
  const away = el("text", { class: "away", x: wide / 2, y: deep - 38, "text-anchor": "middle" });
  const edge = WALL - 7, whole = { x: edge, y: edge, width: wide - 2 * edge, height: deep - 2 * edge, rx: 9 };
  svg.append(
    el("rect", { class: "floor", ...whole }), boards, el("rect", { class: "wall", ...whole }),
    el("path", { class: "gap", d: `M ${edge} ${door - 42} V ${door + 42}` }),
    el("path", { class: "door", d: `M ${edge} ${door - 42} h 46` }),
    el("path", { class: "swing", d: `M ${edge + 46} ${door - 42} A 84 84 0 0 1 ${edge} ${door + 42}` }),
    toys, chair(x(room.chair_x), y(room.chair_y)), chair(x(room.other_chair_x), y(room.other_chair_y)),
    trail, bond, stranger, carer, child, ...Object.values(names), away);
  box.replaceChildren(svg);

  const last = ticks.seconds.length - 1;
  const place = (who, at) => {
    const k = Math.min(last, Math.floor(at)), next = Math.min(last, k + 1), part = at - k;
    const here = [ticks[`${who}_x`][k], ticks[`${who}_y`][k]];
    if (here[0] === null) return null;
    const there = [ticks[`${who}_x`][next], ticks[`${who}_y`][next]];
    const same = there[0] !== null && ticks.episode[k] === ticks.episode[next];
    const between = (axis) => here[axis] + (same ? part * (there[axis] - here[axis]) : 0);
    return [x(between(0)), y(between(1))];
  };
  const turned = (from, to) => (to ? Math.atan2(to[1] - from[1], to[0] - from[0]) * 180 / Math.PI : 0);
  const put = (node, name, at, angle) => {
    for (const each of [node, name]) each.classList.toggle("outside", !at);
    if (!at) return;
    node.setAttribute("transform", `translate(${at[0]} ${at[1]})`);
    node.querySelector(".turning").setAttribute("transform", `rotate(${angle})`);
  };

  return (at) => {
    const k = Math.max(0, Math.min(last, Math.floor(at))), atHome = at < 0;
    svg.classList.toggle("home", atHome);
    away.textContent = atHome ? told("At home. The room is still empty.") : "";
    const where = {};
    const there = atHome ? [] : [["carer", "carer"], ["stranger", "stranger"], ["child", "infant"]];
    for (const [who, named] of there) where[who] = place(named, at);
    const toysAt = [x(room.toys_x), y(room.toys_y)];
    const held = !atHome && (ticks.in_contact[k] ? "carer" : ticks.held_by_stranger[k] ? "stranger" : "");
    const faced = where.carer ? "carer" : where.stranger ? "stranger" : "";
    // Who stands on one spot is drawn side by side, or nobody could be told apart.
    const gap = (who) => Math.hypot(where[who][0] - where.child[0], where[who][1] - where.child[1]);
    const close = ["carer", "stranger"].find((who) => where.child && where[who] && gap(who) < 46);
    if (held && where[held]) where.child = [where[held][0] - 13, where[held][1] + 4];
    else if (close && gap(close) < 24) where.child = [where[close][0] - 27, where[close][1]];
    const goal = ticks.exploring[k] || !faced ? toysAt : where[faced];
    put(carer, names.carer, where.carer, where.carer && turned(where.carer, where.child ?? toysAt));
    put(stranger, names.stranger, where.stranger, where.stranger && turned(where.stranger, where.child ?? toysAt));
    put(child, names.child, where.child, where.child && turned(where.child, goal));
    for (const [who, down] of Object.entries({ carer: 42, stranger: 42, child: held || close ? -30 : 33 })) {
      if (!where[who]) continue;
      names[who].setAttribute("x", Math.min(wide - 40, Math.max(who === "child" ? 30 : 40, where[who][0])));
      names[who].setAttribute("y", Math.min(deep - 4, where[who][1] + down));
    }
    const alarm = atHome ? 0 : ticks.alarm[k];
    halo.setAttribute("r", 15 + 24 * alarm);
    const cry = ticks.signal[k] === 3 ? "loud" : "on";
    waves.setAttribute("class", `waves ${!atHome && ticks.crying[k] ? cry : ""}`);
    const answer = !atHome && ticks.answer[k];
    const brought = answer === COMFORT ? "comfort" : answer === REBUFF ? "rebuff" : "sent";
    bond.setAttribute("class", `bond ${faced && ticks.signal[k] > 0 ? brought : ""}`);
    if (where.child && faced) bond.setAttribute("d", `M ${where.child.join(" ")} L ${where[faced].join(" ")}`);
    let path = "";
    for (let back = Math.max(0, k - 14); !atHome && back <= k; back += 1) {
      if (ticks.episode[back] !== ticks.episode[k]) continue;
      path += `${path ? "L" : "M"} ${x(ticks.infant_x[back])} ${y(ticks.infant_y[back])} `;
    }
    trail.setAttribute("d", path);
  };
}

const LANES = { cries: told("cries"), held: told("held") };
const ONE_PLACE = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
const DID = {
  carer: [told("carer does not answer"), told("carer comforts"), told("carer turns it away")],
  stranger: [told("stranger does not answer"), told("stranger comforts"), told("stranger turns it away")],
};
const FRIGHTENS = { carer: told("carer frightens it"), stranger: told("stranger frightens it") };
const DOES = {
  hold: told("child keeps to itself"), reach: told("child reaches out"), plea: told("child cries"), protest: told("child protests"),
};

/** What is happening at a tick, in words. */
export function inWords(played, k) {
  const { ticks } = played;
  const faced = ticks.carer_x[k] !== null ? "carer" : ticks.stranger_x[k] !== null ? "stranger" : "";
  // While the carer is away the child may call for it and not for the stranger: then no answer is nobody's.
  const answered = faced === "carer" || (faced && ticks.answer[k]);
  const playing = ticks.exploring[k] && !ticks.signal[k];
  const still = ticks.still[k] ? told("child stops still") : DOES[SIGNALS[ticks.signal[k]]];
  const said = [playing ? told("child plays") : still];
  if (ticks.startled[k]) said.push(FRIGHTENS[faced || "carer"]);
  else if (ticks.signal[k] > 0 && answered) said.push(DID[faced][ticks.answer[k]]);
  if (ticks.in_contact[k]) said.push(told("in the carer’s arms"));
  if (ticks.held_by_stranger[k]) said.push(told("in the stranger’s arms"));
  const alarm = (10 * ticks.alarm[k]).toLocaleString(document.documentElement.lang, ONE_PLACE);
  return told("%(what)s; alarm %(alarm)s of 10", { what: said.join(", "), alarm });
}

/** The alarm over the whole time with lanes for crying and being held. Returns a function that moves the mark. */
export function drawStrip(box, played, episodes, seek) {
  const { ticks } = played, count = ticks.seconds.length;
  const left = 50, right = 4, wide = Math.max(260, box.clientWidth), high = 62, head = 18;
  const svg = picture(wide, head + high + 36, told("The child’s alarm over the episodes; their sentences say the same."));
  const x = (tick) => left + (wide - left - right) * tick / count, y = (alarm) => head + high * (1 - alarm);
  for (const { number, first, last } of episodes) {
    svg.append(el("path", { class: "rule", d: `M ${x(first)} 4 V ${head + high + 34}` }));
    if (x(last) - x(first) > 9) svg.append(el("text", { class: "tag", x: x(first) + 4, y: 13 }, String(number)));
  }
  const curve = ticks.alarm.map((alarm, tick) => `${x(tick + .5)} ${y(alarm)}`).join(" L ");
  const area = `M ${x(.5)} ${head + high} L ${curve} L ${x(count - .5)} ${head + high} Z`;
  svg.append(el("path", { class: "area", d: area }), el("path", { class: "line", d: `M ${curve}` }));
  const lanes = { cries: (k) => ticks.crying[k], held: (k) => ticks.in_contact[k] || ticks.held_by_stranger[k] };
  Object.entries(lanes).forEach(([name, isSo], n) => {
    const level = head + high + 11 + 15 * n;
    svg.append(el("text", { class: "lane-name", x: 0, y: level + 4 }, LANES[name]));
    for (let k = 0; k < count; k += 1) {
      let end = k;
      while (end < count && isSo(end)) end += 1;
      if (end > k) svg.append(el("path", { class: `lane ${name}`, d: `M ${x(k)} ${level} H ${x(end)}` }));
      k = end;
    }
  });
  svg.append(el("text", { class: "lane-name", x: 0, y: head + 10 }, told("alarm")));
  svg.append(el("text", { class: "lane-name", x: 0, y: head + high - 2 }, told("calm")));
  const mark = el("path", { class: "mark" });
  svg.append(mark);
  svg.addEventListener("pointerdown", (event) => {
    const shown = svg.getBoundingClientRect(), spot = (event.clientX - shown.left) * wide / shown.width;
    if (spot >= left) seek(Math.min(count - 1, Math.floor((spot - left) / (wide - left - right) * count)));
  });
  box.replaceChildren(svg);
  return (at) => mark.setAttribute("d", at < 0 ? "" : `M ${x(Math.min(at + .5, count))} 2 V ${head + high + 34}`);
}
