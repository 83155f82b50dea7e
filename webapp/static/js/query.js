// The editor of the query page: YASQE with completion from this store, over the plain form.

import {make} from "./parts.js";

const MOST = 60;
const area = document.querySelector("#query");
const form = area.form;

const readTerms = fetch(form.dataset.terms).then((r) => r.json());

/** Return what stands before the cursor and could be completed: its kind, text and start. */
function fragment(line, column, asked) {
  const before = line.slice(0, column);
  let found = /\bPREFIX\s+([\w-]*)$/i.exec(before);
  if (found) return {kind: "prefix", text: found[1], start: column - found[1].length};
  const quotes = before.match(/"/g)?.length ?? 0;
  if (quotes % 2) {
    const text = before.slice(before.lastIndexOf('"') + 1);
    return text.length > 1 ? {kind: "thing", text, start: column - text.length - 1} : null;
  }
  found = /(?:^|[\s/|^({!;,.<])([A-Za-z][\w-]*:[\w-]*)$/.exec(before);
  if (found) return {kind: "term", text: found[1], start: column - found[1].length};
  found = /([?$][\w]*)$/.exec(before);
  if (found) return asked && {kind: "variable", text: found[1], start: column - found[1].length};
  if (!asked) return null;
  found = /(?:^|[\s/|^({!;,.])([A-Za-z][\w-]*)?$/.exec(before);
  return found && {kind: "word", text: found[1] ?? "", start: column - (found[1] ?? "").length};
}

const inWords = (name) => name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

const asTerm = (term) => ({text: term.name, label: term.label, kind: term.kind, about: term.about});

function fittingTerms(terms, text) {
  const wanted = text.toLowerCase();
  const starts = terms.filter((term) => term.name.toLowerCase().startsWith(wanted));
  const inside = terms.filter((term) => !starts.includes(term)
    && (term.name.toLowerCase().includes(wanted) || term.label.toLowerCase().includes(wanted)));
  return [...starts, ...(wanted.length > 2 ? inside : [])].map(asTerm);
}

async function fittingThings(text) {
  const asked = new URLSearchParams({q: text, kind: "actor,place,office,event", limit: 30});
  const response = await fetch(`${form.dataset.suggest}?${asked}`);
  if (!response.ok) return [];
  return (await response.json()).hits.map((hit) => ({
    text: `<${hit.iri}>`, label: hit.label, kind: inWords(hit.type || hit.kind),
    about: hit.field === "alias" ? hit.matched : "",
  }));
}

async function complete(wanted, query) {
  if (wanted.kind === "variable") {
    return [...new Set(query.match(/[?$]\w+/g))].sort()
      .filter((name) => name.startsWith(wanted.text) && name !== wanted.text)
      .map((name) => ({text: name, label: "", kind: "variable", about: ""}));
  }
  const {prefixes, terms} = await readTerms;
  if (wanted.kind === "prefix") {
    return Object.entries(prefixes).filter(([name]) => name.startsWith(wanted.text))
      .map(([name, iri]) => ({text: `${name}: <${iri}>`, label: "", kind: "prefix", about: ""}));
  }
  if (wanted.kind === "thing") return fittingThings(wanted.text);
  const found = fittingTerms(terms, wanted.text);
  return wanted.kind === "word" && wanted.text.length > 2
    ? [...found, ...await fittingThings(wanted.text)] : found;
}

/** Fill a line of the list of completions: name, what it means and its kind, as text. */
function render(line, _list, {entry}) {
  const [name, about, kind] = entry.text.startsWith("<")
    ? [entry.label, entry.about && `also called ${entry.about}`, entry.kind]
    : [entry.text, entry.label, entry.kind];
  line.append(make("span", {class: "hint-name"}, name), make("span", {class: "hint-about"}, about),
    make("span", {class: "hint-kind"}, kind));
  line.title = entry.about;
}

let asked = false;
// What the list on show completes: the place of the fragment, and the entries by their text.
let shown = {start: 0, entries: new Map()};

function atCursor(editor) {
  const {line, ch} = editor.getDoc().getCursor();
  return fragment(editor.getDoc().getLine(line), ch, asked);
}

Yasqe.registerAutocompleter({
  name: "kb",
  bulk: false,
  autoShow: true,
  persistenceId: null,
  isValidCompletionPosition: (editor) => Boolean(atCursor(editor)),
  async get(editor) {
    const wanted = atCursor(editor);
    const found = wanted ? (await complete(wanted, editor.getValue())).slice(0, MOST) : [];
    shown = {start: wanted?.start, entries: new Map(found.map((entry) => [entry.text, entry]))};
    return [...shown.entries.keys()];
  },
  postprocessHints(editor, hints) {
    const {line, ch} = editor.getDoc().getCursor();
    const rest = /^[\w-]*"?/.exec(editor.getDoc().getLine(line).slice(ch))[0];
    return hints.map((hint) => ({
      ...hint, entry: shown.entries.get(hint.text), render,
      from: {line, ch: shown.start}, to: {line, ch: ch + rest.length},
    }));
  },
});

/** Mark the first line that is no SPARQL, in place of YASQE's mark, which needs inline style. */
function checkSyntax() {
  const doc = this.getDoc();
  this.queryValid = true;
  this.clearGutter("gutterErrorBar");
  for (let line = 0; line < doc.lineCount(); line += 1) {
    const {state} = this.getTokenAt({line, ch: doc.getLine(line).length}, true);
    this.setOption("queryType", state.queryType);
    if (!state.OK) {
      const expected = `Expected here: ${state.possibleCurrent.slice(0, 12).join(" ")}`;
      const mark = make("span", {class: "fault-mark", title: state.errorMsg ?? expected}, "!");
      this.setGutterMarker(line, "gutterErrorBar", mark);
      this.queryValid = false;
      return;
    }
  }
}

const holder = document.createElement("div");
holder.className = "editor";
area.before(holder);
area.hidden = true;
const yasqe = new Yasqe(holder, {
  value: area.value, autocompleters: ["kb"], persistenceId: null,
  consumeShareLink: null, createShareableLink: null, showQueryButton: false, resizeable: false, editorHeight: null,
  hintConfig: {alignWithWord: false},
});
// The prefixes of the store need no declaration here either.
const mode = yasqe.getDoc().getMode();
const begin = mode.startState;
const known = JSON.parse(form.dataset.prefixes);
mode.startState = () => ({...begin(), prefixes: {...known}});
yasqe.checkSyntax = checkSyntax;
yasqe.setValue(area.value);
yasqe.getDoc().clearHistory();

const field = yasqe.getInputField();
field.setAttribute("aria-label", document.querySelector('label[for="query"]').textContent);
field.setAttribute("aria-describedby", "editor-help");
document.querySelector("#editor-help").hidden = false;
document.querySelector('label[for="query"]').addEventListener("click", () => yasqe.focus());
// Tab leaves the editor, so that the keyboard is not caught in it.
yasqe.addKeyMap({
  Tab: false,
  "Shift-Tab": false,
  "Ctrl-Enter": () => form.requestSubmit(),
  "Cmd-Enter": () => form.requestSubmit(),
  "Ctrl-Space": (editor) => {
    asked = true;
    editor.autocomplete();
  },
});
yasqe.on("autocompletionClose", () => { asked = false; });
form.addEventListener("submit", () => { area.value = yasqe.getValue(); });

// The line where the server found the error.
const fault = document.querySelector("[data-line]");
if (fault) {
  const line = Number(fault.dataset.line) - 1;
  const ch = Math.max(Number(fault.dataset.column || 1) - 1, 0);
  yasqe.getDoc().addLineClass(line, "background", "faulty");
  yasqe.getDoc().setCursor({line, ch});
}

const copy = document.querySelector("#copy-link");
if (copy) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(new URL(copy.dataset.link, location.href).href);
    copy.textContent = "Copied";
  });
}
