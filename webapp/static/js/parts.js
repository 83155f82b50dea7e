// Small parts that the drawings share.

/** Return a new element; text is set as text, never as markup. */
export function make(name, attributes = {}, text = null) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== null) element.textContent = text;
  return element;
}

/** Return an SVG element with attributes and, where given, text. */
export function shape(name, attributes = {}, text = null) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== null) element.textContent = text;
  return element;
}

/** Return a row of buttons from [label, description, action]. */
export function toolbar(label, buttons) {
  const bar = make("div", {class: "tools", role: "group", "aria-label": label});
  for (const [text, description, action] of buttons) {
    const button = make("button", {type: "button", class: "tool", title: description}, text);
    if (description !== text) button.setAttribute("aria-label", description);
    button.addEventListener("click", () => action(button));
    bar.append(button);
  }
  return bar;
}

/** Return a number and its noun: "1 event", "2 events". */
export function count(number, one, many) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** Return whether the visitor asked for less motion. */
export function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
