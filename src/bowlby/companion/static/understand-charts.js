// The year as lines that grow, and the crowd on two dimensions. Draws; decides nothing.
import { told } from "./words.js";
import { el, picture, SIGNALS } from "./understand-room.js";

const SAID = { hold: told("kept in"), reach: told("reaching"), plea: told("pleading"), protest: told("protesting") };
const HIGH = 104, HEAD = 26, FOOT = 20, LEFT = 30, RIGHT = 128;

const each = (what) => SIGNALS.map((kind, n) => ({ kind, said: SAID[kind], at: (year, k) => year[what][k][n] }));
const PANELS = [
  { title: told("Comfort expected after …"), lines: each("comfort") },
  { title: told("Turned away expected after …"), lines: each("rebuff").slice(1) },
  { title: told("Expected in any case"), lines: [
    { kind: "loss", said: told("attention lost"), at: (year, k) => year.loss[k] },
    { kind: "fright", said: told("fright"), at: (year, k) => year.fright[k] },
  ] },
];

const tag = (x, y, anchor, text) => el("text", { class: "tag", x, y, "text-anchor": anchor }, String(text));

/** Keep labels a line apart, in their order. */
function spread(labels, low, high) {
  const sorted = [...labels].sort((one, other) => one.y - other.y);
  sorted.forEach((label, n) => { label.y = Math.max(label.y, n ? sorted[n - 1].y + 14 : low); });
  sorted.reverse().forEach((label, n) => { label.y = Math.min(label.y, high - 14 * n); });
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
    const said = told("%(title)s Lines over the twelve months; the sentence and the table below say the same.", { title });
    const svg = picture(wide, HEAD + HIGH + (end ? FOOT : 8), said);
    svg.append(el("text", { class: "title", x: 0, y: 13 }, title));
    for (const share of [0, .5, 1]) {
      svg.append(el("path", { class: "rule", d: `M ${LEFT} ${y(share)} H ${wide - RIGHT}` }));
      svg.append(tag(LEFT - 6, y(share) + 4, "end", 100 * share));
    }
    for (const part of end ? [0, .25, .5, .75, 1] : []) {
      svg.append(tag(x(looks * part), HEAD + HIGH + 16, "middle", part ? 12 * part : told("birth")));
    }
    const track = (which, line, until) => {
      const points = Array.from({ length: until + 1 }, (_, k) => `${x(k)} ${y(line.at(which, k))}`);
      return `M ${points.join(" L ")}`;
    };
    for (const line of before ? lines : []) {
      svg.append(el("path", { class: `curve ghost ${line.kind}`, d: track(before.year, line, looks) }));
    }
    const drawn = lines.map((line) => {
      const [path, sample] = [1, 2].map(() => el("path", { class: `curve ${line.kind}` }));
      const label = el("text", { class: `label ${line.kind}`, x: wide - RIGHT + 28 });
      svg.append(path, sample, label);
      return { line, path, label, sample };
    });
    shows.push((look) => {
      const labels = drawn.map(({ line, path, label, sample }) => {
        path.setAttribute("d", track(year, line, look));
        label.textContent = `${line.said} ${Math.round(100 * line.at(year, look))}`;
        return { label, sample, y: y(line.at(year, look)) };
      });
      for (const { label, sample, y: level } of spread(labels, HEAD + 2, HEAD + HIGH + 2)) {
        label.setAttribute("y", level + 4);
        sample.setAttribute("d", `M ${wide - RIGHT + 5} ${level} h 18`);
      }
    });
    return svg;
  });
  box.replaceChildren(...charts);
  let shown = -1;
  return (look) => {
    if (look !== shown) shows.forEach((show) => show(look));
    shown = look;
  };
}

const SHAPES = {
  B: "M -3.8 0 a 3.8 3.8 0 0 1 7.6 0 a 3.8 3.8 0 0 1 -7.6 0",
  C: "M 0 -4.8 L 4.5 3.6 L -4.5 3.6 Z",
  A: "M -3.6 -3.6 h 7.2 v 7.2 h -7.2 Z",
  D: "M 0 -5.4 L 4.8 0 L 0 5.4 L -4.8 0 Z",
};
const shape = (letter, [x, y]) => el("path", {
  class: `dot ${letter}`, d: SHAPES[letter], transform: `translate(${x} ${y})`,
});

/** The crowd, one child ringed; `choose(member)` is called for a dot that is pointed at. */
export function drawCrowd(box, played, before, choose) {
  const { crowd, axes } = played, wide = Math.max(250, box.clientWidth);
  const high = Math.min(430, Math.max(290, wide * .95)), left = 30, right = 12, head = 30, foot = 42;
  const x = (value) => left + (wide - left - right) * (value - 1) / 6;
  const y = (value) => head + (high - head - foot) * (7 - value) / 6;
  const svg = picture(wide, high, told(
    "The children on two dimensions. Across: %(across)s; upwards: %(upwards)s. The legend counts the regions.",
    { across: axes.x_title, upwards: axes.y_title },
  ));
  for (let mark = 1; mark <= 7; mark += 2) {
    svg.append(el("path", { class: "rule", d: `M ${left} ${y(mark)} H ${wide - right}` }));
    svg.append(el("path", { class: "rule", d: `M ${x(mark)} ${head} V ${high - foot}` }));
    svg.append(tag(left - 8, y(mark) + 4, "end", mark), tag(x(mark), high - foot + 16, "middle", mark));
  }
  svg.append(el("text", { class: "axis", x: 0, y: 13 }, `↑ ${axes.y_title}`));
  svg.append(el("text", { class: "axis", x: wide - right, y: high - 4, "text-anchor": "end" }, `${axes.x_title} →`));
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
      svg.append(el("path", { class: "moved", d: `M ${then.join(" ")} L ${now.join(" ")}` }));
      svg.append(el("circle", { class: "ring then", cx: then[0], cy: then[1], r: 9 }));
      svg.append(el("text", { class: "label then", x: Math.min(then[0] + 14, wide - 50), y: then[1] - 8 }, told("before")));
    }
  }
  const near = now[0] > wide - 110;
  const label = { class: "label", x: now[0] + (near ? -15 : 15), y: now[1] + 4, "text-anchor": near ? "end" : "start" };
  svg.append(el("circle", { class: "ring", cx: now[0], cy: now[1], r: 10 }));
  svg.append(el("text", label, told("child %(number)s", { number: played.child })));
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
