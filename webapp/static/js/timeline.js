// The timeline that can be moved and zoomed: vis-timeline over the items of a page.

import {count, make, still, toolbar} from "./parts.js";

const DAY = 86400000;
const UNITS = {day: 10 * DAY, week: 60 * DAY, month: 400 * DAY, year: 4000 * DAY};
// With more items in sight than this, only their marks are drawn; zooming in brings the words.
const MOST_WORDS = 80;

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
  let wordless = items.length > MOST_WORDS;
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
      text.textContent = wordless ? "\u00a0" : item.label;
      return text;
    },
    groupTemplate: (lane) => {
      const text = make("span", {class: "lane-label", title: lane.name}, lane.name);
      text.append(make("span", {class: "muted"}, ` ${lane.size}`));
      return text;
    },
  };
  stage.append(canvas);
  const drawn = (start, end) => {
    const pixel = (end - start) / Math.max(canvas.clientWidth, 300);
    return items.map((item) => asDrawn(item, pixel, lanes));
  };
  const set = new vis.DataSet(drawn(from, to));
  const timeline = lanes
    ? new vis.Timeline(canvas, set, new vis.DataSet(lanes), options)
    : new vis.Timeline(canvas, set, options);
  timeline.on("click", ({item}) => {
    const url = item === null || item === undefined ? null : set.get(item).url;
    if (url) location.assign(url);
  });
  // Zooming changes what is narrow and how many words find room; moving changes the latter only.
  timeline.on("rangechanged", ({start, end}) => {
    const inSight = items.filter((item) => item.first < +end && item.last > +start).length;
    stage.dataset.insight = inSight;
    const fresh = drawn(+start, +end);
    const changed = fresh.filter((item) => item.type !== set.get(item.id).type);
    const words = inSight > MOST_WORDS;
    if (words === wordless && !changed.length) return;
    wordless = words;
    set.update(changed);
    timeline.setItems(set);
  });
  stage.dataset.insight = items.length;
  const motion = {animation: !still()};
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
    + ". Drag to move, Ctrl and wheel to zoom; every event is also written out below.";
}
