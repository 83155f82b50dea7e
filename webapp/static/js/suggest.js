// Suggestions under a box that asks for a name: arrow keys choose, Enter goes, Escape closes.
// Follows the ARIA pattern "editable combobox with list autocomplete". Without this file the box
// is what it was: a form.

import {make} from "./parts.js";

const PAUSE = 150; // milliseconds of rest before a question is asked
const SHORTEST = 2; // letters

/** Give a box suggestions; `choose` is called with the one that was chosen. */
function suggest(box, address, choose) {
  const list = make("ul", {class: "suggestions", role: "listbox", id: `${box.id}-suggestions`});
  const said = make("span", {class: "visually-hidden", role: "status"});
  list.hidden = true;
  list.setAttribute("aria-label", "Suggestions");
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("autocomplete", "off");
  const frame = make("span", {class: "suggesting"});
  box.replaceWith(frame);
  frame.append(box, list, said);

  let found = [];
  let current = -1;
  let asked = 0;
  let timer = 0;

  function close() {
    list.hidden = true;
    current = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    list.children[current]?.setAttribute("aria-selected", "false");
    current = index;
    const item = list.children[current];
    if (!item) return box.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({block: "nearest"});
    box.setAttribute("aria-activedescendant", item.id);
  }

  function show(hits) {
    found = hits;
    current = -1;
    list.replaceChildren(
      ...found.map((one, index) => {
        const item = make("li", {role: "option", id: `${list.id}-${index}`, "aria-selected": "false"});
        item.append(make("bdi", {}, one.label), " ", make("span", {class: "muted"}, hint(one)));
        item.addEventListener("mousedown", (event) => {
          event.preventDefault(); // the box keeps the focus
          close();
          choose(one);
        });
        return item;
      }),
    );
    list.hidden = found.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = found.length ? `${found.length} suggestions` : "No suggestion";
  }

  async function ask() {
    const text = box.value.trim();
    const number = ++asked;
    if (text.length < SHORTEST) return close();
    try {
      const response = await fetch(address(text));
      const answer = response.ok ? await response.json() : {hits: []};
      if (number === asked && document.activeElement === box) show(answer.hits);
    } catch {
      close(); // no answer: the form still works
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const last = found.length - 1;
    if (event.key === "ArrowDown") mark(current === last ? 0 : current + 1);
    else if (event.key === "ArrowUp") mark(current <= 0 ? last : current - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && current >= 0) {
      const chosen = found[current];
      close();
      choose(chosen);
    } else return;
    event.preventDefault();
  });
  close();
}

/** Return words for a class and, where another name than the label fits, for that name. */
function hint(one) {
  const kind = one.type.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return one.field === "alias" ? `${kind} – also called ${one.matched}` : kind;
}

for (const box of document.querySelectorAll("input[data-suggest]")) {
  const kinds = box.dataset.suggest;
  suggest(
    box,
    (text) => `${box.dataset.address}?${new URLSearchParams({q: text, kind: kinds, limit: 8})}`,
    (one) => {
      if (box.dataset.things) location.assign(box.dataset.things + one.iri.split("/id/")[1]);
      else box.value = one.label;
    },
  );
}
