// The timeline that can be moved and zoomed: vis-timeline over the items of a page.

import {count, make, still, toolbar} from "./parts.js";

const DAY = 86400000;
const UNITS = {day: 10 * DAY, week: 60 * DAY, month: 400 * DAY, year: 4000 * DAY};
// With more events in sight than this, only their marks are drawn; zooming in brings the words.
const MOST_WORDS = 150;
// With more than this, events of a lane that are close together are drawn as one number.
const MOST_SINGLE = 250;
const BINS = 36; // numbers side by side, at most
// A range narrower than this many pixels is drawn as a mark with its words beside it.
const NARROW = 70;

const midnight = (day) => new Date(`${day}T00:00:00Z`).getTime();

function toItem(item, id) {
  const first = midnight(item.start);
  const last = midnight(item.end ?? item.start) + DAY; // the last day is included
  return {
    id, first, last,
    lane: item.lane ?? "",
    look: item.look ?? "asserted",
    label: item.label,
    hint: [item.label, item.when, item.told].filter(Boolean).join("\n"),
    url: item.url,
  };
}

/** Return an item as vis-timeline draws it where a pixel is so many milliseconds. */
function asDrawn(item, pixel, lanes) {
  const length = item.last - item.first;
  const narrow = length / pixel < NARROW;
  const middle = item.first + length / 2;
  const vague = length > DAY ? " vague" : "";
  return {
    ...(lanes ? {group: item.lane} : {}),
    id: item.id, label: item.label, hint: item.hint, url: item.url,
    start: narrow ? middle : item.first,
    end: narrow ? undefined : item.last,
    type: narrow ? "point" : "range",
    className: `event look-${item.look}${vague}`,
  };
}

/** Return one item per lane and stretch of time, with the number of events whose middle it holds. */
function gather(items, width, lanes) {
  const bins = new Map();
  for (const item of items) {
    const bin = Math.floor((item.first + item.last) / 2 / width);
    const key = `${bin} ${lanes ? item.lane : ""}`;
    if (!bins.has(key)) bins.set(key, {bin, lane: item.lane, members: []});
    bins.get(key).members.push(item);
  }
  return [...bins].map(([key, {bin, lane, members}]) => {
    const number = members.length;
    const looks = new Set(members.map((item) => item.look));
    return {
      ...(lanes ? {group: lane} : {}),
      id: `bin ${width} ${key}`, type: "point", start: (bin + 0.5) * width,
      span: [bin * width, (bin + 1) * width], label: String(number), number: true,
      hint: `${count(number, "event", "events")}: click to see them apart\n`
        + members.slice(0, 8).map((item) => item.label).join("\n"),
      className: `event look-${looks.size === 1 ? [...looks][0] : "mixed"} many-${Math.min(String(number).length, 3)}`,
    };
  });
}

function bounds(items) {
  const first = Math.min(...items.map((item) => item.first));
  const last = Math.max(...items.map((item) => item.last));
  const margin = Math.max((last - first) * 0.03, 2 * DAY);
  return [first - margin, last + 6 * margin]; // on the right is room for the words of the last
}

function lanesOf(items, names) {
  const sizes = new Map();
  for (const item of items) sizes.set(item.lane, (sizes.get(item.lane) ?? 0) + 1);
  return names.filter((name) => sizes.has(name))
    .map((name, order) => ({id: name, order, name, size: sizes.get(name)}));
}

// An event that stands in several lanes is one event.
const urls = (items) => new Set(items.map((item) => item.url ?? item));

/** Draw the dated items on a stage; returns a sentence that says what is drawn. */
export function draw(stage, data) {
  const items = data.items.filter((item) => item.start).map(toItem);
  if (!items.length) return "No event here has a date.";
  let wordless = false;
  const lanes = data.lanes?.length ? lanesOf(items, data.lanes) : null;
  const [from, to] = bounds(items);
  const canvas = make("div", {class: "canvas", "aria-hidden": "true"});
  const options = {
    moment: (date) => moment.utc(date),
    start: from, end: to,
    min: from - 3650 * DAY, max: to + 3650 * DAY,
    zoomMin: 3 * DAY, zoomKey: "ctrlKey",
    maxHeight: 520, verticalScroll: true, horizontalScroll: false,
    orientation: "top", stack: true, selectable: false, showCurrentTime: false,
    showTooltips: false, margin: {item: {horizontal: 2, vertical: 3}, axis: 6},
    template: (item) => {
      const text = make("span", {class: "event-label", title: item.hint});
      text.textContent = wordless && !item.number ? "\u00a0" : item.label;
      return text;
    },
    groupTemplate: (lane) => {
      const text = make("span", {class: "lane-label", title: lane.name}, lane.name);
      text.append(make("span", {class: "muted"}, ` ${lane.size}`));
      return text;
    },
  };
  stage.append(canvas);
  const motion = {animation: !still()};
  const set = new vis.DataSet();
  let signature = "";
  const show = (start, end) => {
    const inSight = items.filter((item) => item.first < end && item.last > start);
    stage.dataset.insight = inSight.length;
    wordless = inSight.length > MOST_WORDS;
    const pixel = (end - start) / Math.max(canvas.clientWidth, 300);
    const near = items.filter((item) => item.first < 2 * end - start && item.last > 2 * start - end);
    const fresh = inSight.length > MOST_SINGLE
      ? gather(near, (end - start) / BINS, lanes)
      : near.map((item) => asDrawn(item, pixel, lanes));
    const now = `${wordless} ${fresh.map((item) => item.id + item.type).join(" ")}`;
    if (now === signature) return;
    signature = now;
    set.clear();
    set.add(fresh);
  };
  show(from, to);
  const timeline = lanes
    ? new vis.Timeline(canvas, set, new vis.DataSet(lanes), options)
    : new vis.Timeline(canvas, set, options);
  timeline.on("rangechanged", ({start, end}) => show(+start, +end));
  timeline.on("click", ({item}) => {
    const found = item === null || item === undefined ? null : set.get(item);
    if (found?.url) location.assign(found.url);
    else if (found?.span) timeline.setWindow(...found.span, motion);
  });
  const centre = () => {
    const {start, end} = timeline.getWindow();
    return (+start + +end) / 2;
  };
  const span = (length) => timeline.setWindow(centre() - length / 2, centre() + length / 2, motion);
  const move = (part) => {
    const {start, end} = timeline.getWindow();
    const step = (end - start) * part;
    timeline.setWindow(+start + step, +end + step, motion);
  };
  const units = Object.entries(UNITS).map(([name, length]) => [
    name[0].toUpperCase() + name.slice(1), `Zoom so that single ${name}s can be told apart`,
    () => span(length),
  ]);
  canvas.before(toolbar("Move and zoom the timeline", [
    ["←", "Earlier", () => move(-0.5)],
    ["→", "Later", () => move(0.5)],
    ["+", "Zoom in", () => timeline.zoomIn(0.5, motion)],
    ["−", "Zoom out", () => timeline.zoomOut(0.5, motion)],
    ...units,
    ["All", "Show all events", () => timeline.setWindow(from, to, motion)],
  ]));
  if (data.by) span(UNITS[data.by]);
  const undated = urls(data.items).size - urls(items).size;
  return `${count(urls(items).size, "event", "events")} drawn`
    + (lanes ? ` in ${count(lanes.length, "lane", "lanes")}` : "")
    + (undated ? `, ${undated} without a date left out` : "")
    + (items.length > MOST_SINGLE ? "; a mark with a number stands for several: click it, or zoom in" : "")
    + ". Drag to move, Ctrl and wheel to zoom; every event is also written out below.";
}
