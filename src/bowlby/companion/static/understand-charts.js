// The year as lines that grow, and the crowd on two dimensions. Draws; decides nothing.
import { el, picture, SIGNALS } from "./understand-room.js";

const SAID = { hold: "kept in", reach: "reaching", plea: "pleading", protest: "protesting" };
const HIGH = 104, HEAD = 26, FOOT = 20, LEFT = 30, RIGHT = 128;

const PANELS = [
  { title: "Comfort expected after …", lines: SIGNALS.map((signal, n) => ({ kind: signal, said: SAID[signal], at: (year, k) => year.comfort[k][n] })) },
  { title: "Turned away expected after …", lines: SIGNALS.slice(1).map((signal, n) => ({ kind: signal, said: SAID[signal], at: (year, k) => year.rebuff[k][n + 1] })) },
  { title: "Expected in any case", lines: [
    { kind: "loss", said: "attention lost", at: (year, k) => year.loss[k] }, { kind: "fright", said: "fright", at: (year, k) => year.fright[k] }] },
];

/** Keep labels a line apart, in their order. */
function spread(labels, low, high) {
  const sorted = [...labels].sort((one, other) => one.y - other.y);
  sorted.forEach((label, n) => { label.y = Math.max(label.y, n ? sorted[n - 1].y + 14 : low); });
  const over = sorted.length ? sorted[sorted.length - 1].y - high : 0;
  if (over > 0) for (let n = sorted.length - 1, limit = high; n >= 0; n -= 1, limit -= 14) sorted[n].y = Math.min(sorted[n].y, limit);
  return labels;
}

/** The year's expectations; the returned function shows it up to a look. */
export function drawYear(box, played, before) {
  const { year } = played, looks = year.month.length - 1, wide = Math.max(260, box.clientWidth);
  const x = (look) => LEFT + (wide - LEFT - RIGHT) * look / looks;
  const y = (share) => HEAD + HIGH * (1 - share);
  const shows = [];
  const charts = PANELS.map(({ title, lines }, index) => {
    const end = index === PANELS.length - 1;
    const svg = picture(wide, HEAD + HIGH + (end ? FOOT : 8), `${title} Lines over the twelve months; the sentence and the table below say the same.`);
    svg.append(el("text", { class: "title", x: 0, y: 13 }, title));
    for (const share of [0, .5, 1]) {
      svg.append(el("path", { class: "rule", d: `M ${LEFT} ${y(share)} H ${wide - RIGHT}` }), el("text", { class: "tag", x: LEFT - 6, y: y(share) + 4, "text-anchor": "end" }, String(100 * share)));
    }
    if (end) for (const part of [0, .25, .5, .75, 1]) svg.append(el("text", { class: "tag", x: x(looks * part), y: HEAD + HIGH + 16, "text-anchor": "middle" }, part ? String(12 * part) : "birth"));
    const track = (which, line, until) => `M ${Array.from({ length: until + 1 }, (_, k) => `${x(k)} ${y(line.at(which, k))}`).join(" L ")}`;
    if (before) for (const line of lines) svg.append(el("path", { class: `curve ghost ${line.kind}`, d: track(before.year, line, looks) }));
    const drawn = lines.map((line) => {
      const path = el("path", { class: `curve ${line.kind}` }), label = el("text", { class: `label ${line.kind}`, x: wide - RIGHT + 28 });
      const sample = el("path", { class: `curve ${line.kind}` });
      svg.append(path, sample, label);
      return { line, path, label, sample };
    });
    shows.push((look) => {
      const labels = drawn.map(({ line, path, label, sample }) => {
        path.setAttribute("d", track(year, line, look));
        label.textContent = `${line.said} ${Math.round(100 * line.at(year, look))}`;
        return { label, sample, y: y(line.at(year, look)) };
      });
      for (const each of spread(labels, HEAD + 2, HEAD + HIGH + 2)) {
        each.label.setAttribute("y", each.y + 4);
        each.sample.setAttribute("d", `M ${wide - RIGHT + 5} ${each.y} h 18`);
      }
    });
    return svg;
  });
  box.replaceChildren(...charts);
  return (look) => shows.forEach((show) => show(look));
}

const SHAPES = {
  B: () => el("circle", { r: 3.8 }), C: () => el("path", { d: "M 0 -4.8 L 4.5 3.6 L -4.5 3.6 Z" }),
  A: () => el("rect", { x: -3.6, y: -3.6, width: 7.2, height: 7.2 }), D: () => el("path", { d: "M 0 -5.4 L 4.8 0 L 0 5.4 L -4.8 0 Z" }),
};
const shape = (letter, at) => { const made = SHAPES[letter](); made.setAttribute("class", `dot ${letter}`); if (at) made.setAttribute("transform", `translate(${at[0]} ${at[1]})`); return made; };

/** The crowd, one child ringed; `choose(member)` is called for a dot that is pointed at. */
export function drawCrowd(box, played, before, choose) {
  const { crowd, member, axes } = played, wide = Math.max(250, box.clientWidth), high = Math.min(430, Math.max(290, wide * .95));
  const left = 30, right = 12, head = 30, foot = 42;
  const x = (value) => left + (wide - left - right) * (value - 1) / 6, y = (value) => head + (high - head - foot) * (7 - value) / 6;
  const svg = picture(wide, high, `The children on two dimensions. Across: ${axes.x_title}; upwards: ${axes.y_title}. The legend counts the regions.`);
  for (let mark = 1; mark <= 7; mark += 2) {
    svg.append(el("path", { class: "rule", d: `M ${left} ${y(mark)} H ${wide - right}` }), el("path", { class: "rule", d: `M ${x(mark)} ${head} V ${high - foot}` }));
    svg.append(el("text", { class: "tag", x: left - 8, y: y(mark) + 4, "text-anchor": "end" }, String(mark)), el("text", { class: "tag", x: x(mark), y: high - foot + 16, "text-anchor": "middle" }, String(mark)));
  }
  svg.append(el("text", { class: "axis", x: 0, y: 13 }, `↑ ${axes.y_title}`), el("text", { class: "axis", x: wide - right, y: high - 4, "text-anchor": "end" }, `${axes.x_title} →`));
  crowd.kind.forEach((letter, n) => {
    const dot = shape(letter, [x(crowd.closeness[n]), y(crowd.anger[n])]);
    dot.addEventListener("click", () => choose(n));
    svg.append(dot);
  });
  const spot = (from) => [x(from.crowd.closeness[from.member]), y(from.crowd.anger[from.member])];
  const now = spot(played);
  if (before) {
    const then = spot(before), far = Math.hypot(now[0] - then[0], now[1] - then[1]);
    if (far > 24) {
      svg.append(el("path", { class: "moved", d: `M ${then.join(" ")} L ${now.join(" ")}` }), el("circle", { class: "ring then", cx: then[0], cy: then[1], r: 9 }));
      svg.append(el("text", { class: "label then", x: Math.min(then[0] + 14, wide - 50), y: then[1] - 8 }, "before"));
    }
  }
  const near = now[0] > wide - 110;
  svg.append(el("circle", { class: "ring", cx: now[0], cy: now[1], r: 10 }),
    el("text", { class: "label", x: now[0] + (near ? -15 : 15), y: now[1] + 4, "text-anchor": near ? "end" : "start" }, `child ${played.child}`));
  box.replaceChildren(svg);
}

/** The regions in words, with how many children each holds. */
export function drawLegend(list, played) {
  list.replaceChildren(...played.kinds.map(({ letter, words, count }) => {
    const item = document.createElement("li");
    const sign = picture(16, 16, "");
    sign.setAttribute("aria-hidden", "true");
    sign.append(shape(letter, [8, 8]));
    item.append(sign, `${words}: ${count}`);
    return item;
  }));
}
