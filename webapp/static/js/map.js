// Places on an outline of the land, without borders: d3-geo over Natural Earth's coast.

import {count, shape, toolbar} from "./parts.js";

const WIDTH = 960;
const HEIGHT = 480;
// Pixels per radian: the whole world, and the most that a place is worth.
const WORLD = 165;
const NEAREST = 6000;
// From this scale on the finer outline is drawn.
const FINE = 700;
const FONT = 6.6; // pixels of width that a letter takes, about

function gather(items) {
  const places = new Map();
  for (const item of items) {
    if (item.latitude === undefined || item.longitude === undefined) continue;
    const key = `${item.latitude} ${item.longitude}`;
    const known = places.get(key);
    if (known) {
      known.number += item.count ?? 1;
      if (!known.labels.includes(item.label)) known.labels.push(item.label);
    } else {
      const at = [item.longitude, item.latitude];
      places.set(key, {at, number: item.count ?? 1, labels: [item.label], url: item.url});
    }
  }
  return [...places.values()].sort((a, b) => b.number - a.number);
}

function fit(places) {
  const points = {type: "MultiPoint", coordinates: places.map((place) => place.at)};
  const [longitude, latitude] = d3.geoCentroid(points);
  const reach = Math.max(...places.map((place) => d3.geoDistance(place.at, [longitude, latitude])));
  if (!Number.isFinite(reach) || reach > 1.2) return {longitude: 0, latitude: 10, scale: WORLD};
  return {longitude, latitude, scale: Math.min((HEIGHT / 2 - 40) / Math.max(reach, 0.12), NEAREST)};
}

function overlaps(box, others) {
  return others.some((o) => box.x < o.x + o.w && o.x < box.x + box.w
    && box.y < o.y + o.h && o.y < box.y + box.h);
}

/** Draw places on a stage; returns a sentence that says what is drawn. */
export async function draw(stage, data, {land, landFine}) {
  const places = gather(data.items);
  if (!places.length) return "No place here has coordinates.";
  const outlines = {};
  const outline = async (url) => {
    outlines[url] ??= fetch(url).then((r) => r.json())
      .then((atlas) => topojson.feature(atlas, atlas.objects.land));
    return outlines[url];
  };
  const whole = fit(places);
  let view = {...whole};
  const svg = shape("svg", {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true", class: "map"});

  const projection = () => d3.geoNaturalEarth1().rotate([-view.longitude, 0])
    .center([0, view.latitude]).scale(view.scale).translate([WIDTH / 2, HEIGHT / 2])
    .clipExtent([[0, 0], [WIDTH, HEIGHT]]);

  function mark(place, at, taken) {
    const [x, y] = at;
    const radius = 3 + 1.6 * Math.sqrt(place.number);
    const name = place.labels[0] + (place.labels.length > 1 ? ` +${place.labels.length - 1}` : "");
    const link = shape("a", place.url ? {href: place.url, tabindex: "-1"} : {});
    const dot = shape("circle", {cx: x, cy: y, r: radius, class: "place"});
    dot.append(shape("title", {}, `${place.labels.join(", ")}: ${count(place.number, "event", "events")}`));
    link.append(dot);
    const w = name.length * FONT;
    const sides = [[x + radius + 3, "start", x + radius], [x - radius - 3, "end", x - radius - w - 6]];
    for (const [anchor, side, left] of sides) {
      const box = {x: left, y: y - 8, w: w + 6, h: 16};
      if (left < 0 || left + w > WIDTH || overlaps(box, taken)) continue;
      taken.push(box);
      link.append(shape("text", {x: anchor, y: y + 4, "text-anchor": side}, name));
      break;
    }
    return link;
  }

  async function render() {
    const drawn = view;
    const shown = await outline(view.scale > FINE && landFine ? landFine : land);
    if (drawn !== view) return; // moved on while the outline came
    const project = projection();
    const path = d3.geoPath(project);
    const marks = places.map((place) => [place, project(place.at)])
      .filter(([, at]) => at && at[0] >= 0 && at[0] <= WIDTH && at[1] >= 0 && at[1] <= HEIGHT);
    const taken = marks.map(([, [x, y]]) => ({x: x - 3, y: y - 3, w: 6, h: 6}));
    svg.replaceChildren(
      shape("path", {class: "grid", d: path(d3.geoGraticule10()) ?? ""}),
      shape("path", {class: "land", d: path(shown) ?? ""}),
      ...marks.map(([place, at]) => mark(place, at, taken)),
    );
    svg.dataset.marks = marks.length;
  }

  const look = (change) => {
    view = {...view, ...change};
    view.scale = Math.min(Math.max(view.scale, WORLD), NEAREST * 2);
    view.latitude = Math.min(Math.max(view.latitude, -80), 80);
    return render();
  };
  const step = () => (60 * 180) / (Math.PI * view.scale); // degrees that 60 pixels are
  stage.append(toolbar("Move and zoom the map", [
    ["←", "West", () => look({longitude: view.longitude - step()})],
    ["→", "East", () => look({longitude: view.longitude + step()})],
    ["↑", "North", () => look({latitude: view.latitude + step()})],
    ["↓", "South", () => look({latitude: view.latitude - step()})],
    ["+", "Zoom in", () => look({scale: view.scale * 1.6})],
    ["−", "Zoom out", () => look({scale: view.scale / 1.6})],
    ["All", "Show all places", () => look(whole)],
    ["World", "Show the whole world", () => look({longitude: 0, latitude: 10, scale: WORLD})],
  ]), svg);

  let from = null;
  svg.addEventListener("pointerdown", (event) => { from = {x: event.clientX, y: event.clientY, view}; });
  addEventListener("pointerup", () => { from = null; });
  svg.addEventListener("pointermove", (event) => {
    if (!from) return;
    const degrees = (180 / (Math.PI * view.scale)) * (WIDTH / svg.clientWidth);
    look({
      longitude: from.view.longitude - (event.clientX - from.x) * degrees,
      latitude: from.view.latitude + (event.clientY - from.y) * degrees,
    });
  });
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    look({scale: view.scale * (event.deltaY < 0 ? 1.3 : 1 / 1.3)});
  }, {passive: false});
  await render();
  return `${count(places.length, "place", "places")} drawn. Outline of the land only: no borders are shown, and none are implied.`;
}
