// A small network of actors: cytoscape over the pairs of the table below it.

import {count, make, toolbar} from "./parts.js";

// cytoscape inserts this style element unless it is there; our policy forbids inline style, and
// the rule it holds stands in site.css.
const STYLE_ID = "__________cytoscape_stylesheet";

function colours() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

function look(most) {
  const colour = colours();
  return [
    {selector: "node", style: {
      label: "data(label)", "font-size": 11, color: colour("ink"), "text-wrap": "ellipsis",
      "text-max-width": 115, "text-valign": "bottom", "text-margin-y": 4,
      "text-background-color": colour("paper"), "text-background-opacity": 0.8,
      "background-color": colour("accent"), width: "data(size)", height: "data(size)",
    }},
    {selector: "node.centre", style: {"background-color": colour("focus"), "font-weight": 700}},
    {selector: "edge", style: {
      "curve-style": "straight", "line-color": colour("line-strong"),
      width: `mapData(count, 1, ${Math.max(most, 2)}, 1, 8)`, "line-opacity": 0.6,
    }},
    {selector: "edge.near", style: {"line-color": colour("focus"), "line-opacity": 1}},
    {selector: "node.far", style: {opacity: 0.3}},
    {selector: "edge.far", style: {"line-opacity": 0.1}},
  ];
}

/** Stretch the layout over the whole canvas, so that words keep their size. */
function spread(cy) {
  const box = cy.nodes().boundingBox({includeLabels: false});
  const margin = {x: 70, top: 24, bottom: 44};
  const stretch = (value, from, length, to, room) =>
    (length > 1 ? to + ((value - from) * room) / length : to + room / 2);
  cy.nodes().positions((node) => ({
    x: stretch(node.position("x"), box.x1, box.w, margin.x, cy.width() - 2 * margin.x),
    y: stretch(node.position("y"), box.y1, box.h, margin.top, cy.height() - margin.top - margin.bottom),
  }));
  cy.reset();
}

/** Draw actors and who appears with whom on a stage; returns a sentence that says what is drawn. */
export function draw(stage, data) {
  if (!data.nodes.length) return "Nobody here appears together with anybody.";
  document.getElementById(STYLE_ID) ?? document.head.append(make("meta", {id: STYLE_ID}));
  const canvas = make("div", {class: "canvas network", "aria-hidden": "true"});
  stage.append(canvas);
  const most = Math.max(...data.edges.map((edge) => edge.count), 1);
  const round = (order) => (2 * Math.PI * order) / data.nodes.length;
  const cy = cytoscape({
    container: canvas,
    style: look(most),
    elements: [
      ...data.nodes.map((node, order) => ({
        data: {...node, size: 10 + 4 * Math.sqrt(node.count)},
        classes: node.centre ? "centre" : "",
        position: node.centre ? {x: 0, y: 0}
          : {x: 300 * Math.cos(round(order)), y: 220 * Math.sin(round(order))},
      })),
      ...data.edges.map((edge, order) => ({data: {...edge, id: `edge-${order}`}})),
    ],
    layout: {name: "cose", animate: false, randomize: false, fit: false, nodeOverlap: 24,
      idealEdgeLength: () => 90, nodeRepulsion: () => 60000, gravity: 60},
    userZoomingEnabled: false, minZoom: 0.2, maxZoom: 4, boxSelectionEnabled: false,
  });
  spread(cy);
  cy.on("mouseover", "node", ({target}) => {
    const near = target.closedNeighborhood();
    cy.elements().addClass("far");
    near.removeClass("far");
    target.connectedEdges().addClass("near");
  });
  cy.on("mouseout", "node", () => cy.elements().removeClass("far near"));
  cy.on("tap", "node", ({target}) => { if (target.data("url")) location.assign(target.data("url")); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(look(most)));
  const zoom = (factor) => cy.zoom({
    level: cy.zoom() * factor, renderedPosition: {x: cy.width() / 2, y: cy.height() / 2},
  });
  canvas.before(toolbar("Zoom the network", [
    ["+", "Zoom in", () => zoom(1.4)],
    ["−", "Zoom out", () => zoom(1 / 1.4)],
    ["All", "Show all actors", () => cy.reset()],
  ]));
  stage.dataset.nodes = cy.nodes().length;
  return `${count(data.nodes.length, "actor", "actors")} and ${count(data.edges.length, "pair", "pairs")} drawn: `
    + "the wider a line, the more events the two share. Point at an actor to see its own lines, click to open its page.";
}
