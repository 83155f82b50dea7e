// Draws what a page holds as data: every element with data-draw names its drawing, and its items
// stand in a block of JSON inside it or under the address data-source. The page says the same in
// a table or list, so a drawing that fails leaves a word and nothing else.

import {make} from "./parts.js";

const drawings = {
  timeline: () => import("./timeline.js"),
  map: () => import("./map.js"),
  network: () => import("./network.js"),
};

async function readData(element) {
  const block = element.querySelector('script[type="application/json"]');
  if (block) return JSON.parse(block.textContent);
  const response = await fetch(element.dataset.source, {headers: {Accept: "application/json"}});
  if (!response.ok) throw new Error(`${response.status} from ${element.dataset.source}`);
  return response.json();
}

async function start(element) {
  const stage = make("div", {class: "stage"});
  const note = make("p", {class: "small muted", role: "status"}, "Drawing …");
  element.append(stage, note);
  try {
    const [{draw}, data] = await Promise.all([drawings[element.dataset.draw](), readData(element)]);
    note.textContent = await draw(stage, data, element.dataset);
    element.querySelector(".fallback")?.remove();
    element.dataset.state = "drawn";
  } catch (error) {
    stage.remove();
    note.textContent = "The drawing failed; this page says the same in words.";
    element.dataset.state = "failed";
    console.error(error);
  }
}

document.querySelectorAll("[data-draw]").forEach(start);
