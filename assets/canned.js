// Canned replies in the reply box: a slash at its start or after a space opens the list, typing filters it, Enter
// or Tab puts the chosen text in the slash's place. Nothing is ever sent from here.
//
// Its keys are heard before the composer's own (in the capture phase, on the element around both), so that Enter
// chooses while the list is open and cannot send.
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import { call } from "$/public/api.js";

const TOKEN = /(?:^|\s)([/／、])([^\s/／]{0,32})$/; // a Chinese keyboard types 、 for the slash
const VARIABLE = /\{\{\s*([\p{L}\p{N}_]{1,40})\s*\}\}/gu;
const SHOWN = 50;
const FRESH_MS = 30_000;
const ROLES = { role: "combobox", "aria-haspopup": "listbox", "aria-autocomplete": "list", "aria-expanded": "true" };

// `about`: the query that says what the variables stand for.
export function CannedMenu({ draftKey, about, labels }) {
  const place = useRef(null);
  const id = useId();
  const replies = useReplies(about);
  const [token, setToken] = useState(null);
  const [active, setActive] = useState(0);
  const found = token && replies.all ? matching(replies.all, token.query) : [];
  const at = Math.min(active, Math.max(found.length - 1, 0));
  // The listeners below live as long as the box; what they need to know changes with every key.
  const now = useRef({});
  now.current = { token, found, at, dismissed: now.current.dismissed };

  const look = (area) => {
    const seen = tokenIn(area);
    if (!seen || seen.start !== now.current.dismissed) now.current.dismissed = null;
    const open = seen && seen.start !== now.current.dismissed ? seen : null;
    if (open && !now.current.token) replies.load();
    if (open?.query !== now.current.token?.query) setActive(0);
    setToken(open);
  };
  const close = () => setToken(null);
  const dismiss = () => {
    now.current.dismissed = now.current.token?.start ?? null;
    close();
  };
  const choose = async (reply) => {
    const area = place.current?.parentElement?.querySelector("textarea");
    const values = await replies.values();
    const seen = area && tokenIn(area);
    close();
    if (!seen) return;
    const text = reply.text.replace(VARIABLE, (whole, name) => values[name] || whole);
    const value = area.value.slice(0, seen.start) + text + area.value.slice(seen.end);
    window.dispatchEvent(new CustomEvent("aics:fill", { detail: { key: draftKey, text: value, mode: "replace" } }));
    requestAnimationFrame(() => select(area, seen.start, text));
    call("POST", `/api/canned-replies/${reply.id}/used`).catch(() => {}); // only the order of the list suffers
  };

  useEffect(() => {
    const around = place.current.parentElement;
    return heard(around, { look, close, dismiss, choose: (reply) => act.current(reply), now, move: (to) => setActive(to) });
  }, [draftKey]);
  const act = useRef(choose);
  act.current = choose;
  useEffect(() => close(), [draftKey]);
  useCombobox(place, token !== null, `${id}-list`, found.length ? `${id}-${at}` : null, at);

  const list = token && { found, at, id, labels, replies, choose, point: setActive };
  return h("div", { ref: place, className: "canned-place" }, list && h(List, list));
}

// Opens the list without a keyboard: puts the slash where the caret is.
export function CannedButton({ draftKey, label, children }) {
  const open = () => {
    const area = document.querySelector(`textarea[data-draft-key="${CSS.escape(draftKey)}"]`);
    if (!area) return;
    const before = area.value.slice(0, area.selectionStart);
    const text = /\S$/.test(before) ? " /" : "/";
    window.dispatchEvent(new CustomEvent("aics:fill", { detail: { key: draftKey, text, mode: "insert" } }));
    requestAnimationFrame(() => area.dispatchEvent(new CustomEvent("aics:look", { bubbles: true })));
  };
  const press = { type: "button", className: "chip", "data-testid": "desk-canned", "aria-label": label, onClick: open };
  return h("button", press, children);
}

function List({ found, at, id, labels, replies, choose, point }) {
  const note = replies.failed
    ? labels.failed
    : !replies.all
      ? labels.loading
      : !replies.all.length
        ? labels.empty
        : !found.length && labels.nothing;
  const options = found.map((reply, index) =>
    h(
      "li",
      {
        key: reply.id,
        id: `${id}-${index}`,
        role: "option",
        "aria-selected": index === at,
        "data-testid": "canned-option",
        onMouseDown: (event) => event.preventDefault(), // the box keeps the focus, and the phone its keyboard
        onMouseMove: () => index !== at && point(index),
        onClick: () => choose(reply),
      },
      h("span", { className: "canned-name" }, h("code", null, `/${reply.shortcut}`), h("strong", null, reply.title), reply.shared && h("em", null, labels.shared)),
      h("span", { className: "canned-text" }, marked(reply.text)),
    ),
  );
  return h(
    "div",
    { className: "canned", "data-testid": "canned-list" },
    h("ul", { id: `${id}-list`, role: "listbox", "aria-label": labels.list }, options),
    h("p", { className: "canned-note", role: "status" }, note || labels.count.replace("{count}", found.length)),
    h("p", { className: "canned-keys", "aria-hidden": true }, labels.keys),
  );
}

// Variables stand out, so that one sees what will be filled in.
function marked(text) {
  const parts = text.split(/(\{\{\s*[\p{L}\p{N}_]{1,40}\s*\}\})/u);
  return parts.map((part, index) => (index % 2 ? h("mark", { key: index }, part) : part));
}

function heard(around, { look, close, dismiss, choose, now, move }) {
  let composedAt = 0;
  const isBox = (event) => event.target instanceof HTMLTextAreaElement;
  const onLook = (event) => isBox(event) && !event.isComposing && look(event.target);
  const onEnd = (event) => {
    composedAt = performance.now();
    onLook(event);
  };
  const onKey = (event) => {
    const { token, found, at } = now.current;
    if (!isBox(event) || !token || event.isComposing || event.keyCode === 229) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      if (found.length) move((at + steps[event.key] + found.length) % found.length);
    } else if (event.key === "Escape") dismiss();
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey && found.length)) {
      // Safari ends a composition just before the Enter that ended it.
      if (found.length && performance.now() - composedAt > 50) choose(found[at]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const listeners = {
    keydown: onKey,
    input: onLook,
    click: onLook,
    keyup: (event) => ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key) && onLook(event),
    compositionend: onEnd,
    "aics:look": onLook,
    focusout: (event) => isBox(event) && close(),
  };
  for (const [name, listener] of Object.entries(listeners)) around.addEventListener(name, listener, true);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) around.removeEventListener(name, listener, true);
  };
}

function useCombobox(place, open, list, option, at) {
  useEffect(() => {
    const area = place.current?.parentElement?.querySelector("textarea");
    if (!area || !open) return undefined;
    for (const [name, value] of Object.entries(ROLES)) area.setAttribute(name, value);
    area.setAttribute("aria-controls", list);
    return () => {
      for (const name of [...Object.keys(ROLES), "aria-controls", "aria-activedescendant"]) area.removeAttribute(name);
    };
  }, [open, list]);
  useEffect(() => {
    const area = place.current?.parentElement?.querySelector("textarea");
    if (!area || !open) return;
    if (option) area.setAttribute("aria-activedescendant", option);
    else area.removeAttribute("aria-activedescendant");
    document.getElementById(option)?.scrollIntoView({ block: "nearest" });
  }, [open, option, at]);
}

function tokenIn(area) {
  if (area.selectionStart !== area.selectionEnd) return null;
  const end = area.selectionStart;
  const found = TOKEN.exec(area.value.slice(0, end));
  return found && { query: found[2], start: end - found[2].length - 1, end };
}

// What is still open is selected, so that one types over it; else one goes on behind the text.
function select(area, start, text) {
  const open = text.search(VARIABLE);
  const end = open < 0 ? text.length : open + text.slice(open).match(VARIABLE)[0].length;
  area.focus();
  area.setSelectionRange(start + (open < 0 ? text.length : open), start + end);
}

function folded(text) {
  return text.normalize("NFKC").toLowerCase();
}

// By how well it fits, then by use: the server sends the most used first.
function matching(all, query) {
  const sought = folded(query);
  const rank = ({ names }) => {
    if (names[0].startsWith(sought)) return 0;
    if (names[1].startsWith(sought)) return 1;
    if (names[0].includes(sought) || names[1].includes(sought)) return 2;
    return names[2].includes(sought) ? 3 : 4;
  };
  const ranked = all.map((reply, index) => [rank(reply), index, reply]).filter(([fit]) => fit < 4);
  return ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, SHOWN).map(([, , reply]) => reply);
}

// Loaded when the list opens, and anew after a while: a colleague may have shared one since.
function useReplies(about) {
  const [all, setAll] = useState(null);
  const [failed, setFailed] = useState(false);
  const loaded = useRef({ at: -Infinity, of: "", values: Promise.resolve({}) });
  const load = () => {
    const known = loaded.current;
    if (known.of === about && performance.now() - known.at < FRESH_MS) return;
    const values = call("GET", `/api/canned-replies/variables?${about}`).catch(() => ({}));
    loaded.current = { at: performance.now(), of: about, values };
    setFailed(false);
    everyOne()
      .then(setAll)
      .catch(() => {
        loaded.current.at = -Infinity;
        setFailed(true);
      });
  };
  return { all, failed: failed && !all, load, values: () => loaded.current.values };
}

async function everyOne() {
  const all = [];
  let cursor = "";
  do {
    const page = await call("GET", `/api/canned-replies?limit=200&cursor=${encodeURIComponent(cursor)}`);
    all.push(...page.items);
    cursor = page.next_cursor ?? "";
  } while (cursor);
  return all.map((reply) => ({ ...reply, names: [reply.shortcut, reply.title, reply.text].map(folded) }));
}
