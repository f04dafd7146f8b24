// What the desk needs of the browser itself while somebody looks at it: waits that run, and keys.
import { createElement as h, useEffect, useSyncExternalStore } from "react";
import { Clock, Hourglass, Pencil, TriangleAlert } from "lucide-react";
import { enter, find, openMenu, press, useKeys, write } from "$/public/keys.js";

// ------------------------------------------------------------------------------------------------------------ waits

const SECOND = 1000;
// While the pages are built nobody knows the time.
const UNKNOWN = -1;
const listeners = new Set();
let second = 0;
let timer;
// The server's clock counts, whatever the browser's says.
let ahead = 0;

function tell() {
  second += 1;
  listeners.forEach((notify) => notify());
}

function everySecond(listener) {
  listeners.add(listener);
  timer ??= setInterval(tell, SECOND);
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export function ServerClock({ now }) {
  useEffect(() => {
    const told = Date.parse(now);
    if (Number.isNaN(told)) return;
    ahead = Date.now() - told;
    tell();
  }, [now]);
  return null;
}

const LEVELS = { calm: Clock, long: Hourglass, late: TriangleAlert };

// "3:05" since an instant; after `longS` and `lateS` seconds in another colour, with another sign and a word.
export function Waited({ since, longS, lateS, labels, className }) {
  const tick = useSyncExternalStore(everySecond, () => second, () => UNKNOWN);
  const began = Date.parse(since);
  if (tick === UNKNOWN || Number.isNaN(began)) return null;
  const seconds = Math.max(0, Math.floor((Date.now() - ahead - began) / SECOND));
  const level = seconds >= lateS ? "late" : seconds >= longS ? "long" : "calm";
  const attributes = {
    className: `waited ${className ?? ""}`,
    "data-level": level,
    "data-testid": "desk-waited",
    title: labels[level],
  };
  return h(
    "span",
    attributes,
    h(LEVELS[level], { size: 12, "aria-hidden": true }),
    h("span", { className: "visually-hidden" }, labels[level]),
    h("time", { dateTime: `PT${seconds}S` }, spelled(seconds)),
  );
}

export function spelled(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

// ----------------------------------------------------------------------------------------------------------- drafts

function onDraft(listener) {
  window.addEventListener("aics:draft", listener);
  return () => window.removeEventListener("aics:draft", listener);
}

function hasDraft(conversation) {
  try {
    return ["reply", "note"].some((kind) =>
      [`desk-${kind}:${conversation}`, `files:desk-${kind}:${conversation}`].some((key) => window.sessionStorage.getItem(key)),
    );
  } catch {
    return false; // without storage there are no drafts
  }
}

// Something is written here and not sent; the browser alone knows.
export function DraftMark({ conversation, label }) {
  const has = useSyncExternalStore(onDraft, () => hasDraft(conversation), () => false);
  if (!has) return null;
  return h("span", { className: "desk-draft", "data-testid": "desk-draft" }, h(Pencil, { size: 11, "aria-hidden": true }), label);
}

// ------------------------------------------------------------------------------------------------------------- keys

function rows() {
  return [...document.querySelectorAll(".desk-lists [data-desk-row]")].filter((row) => row.offsetParent);
}

function step(by) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(document.activeElement.closest?.("[data-desk-row]"));
  const open = all.findIndex((row) => row.getAttribute("aria-current") === "page");
  const from = at >= 0 ? at : open;
  const next = from < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(from + by, 0), all.length - 1);
  all[next].focus();
  all[next].scrollIntoView({ block: "nearest" });
  return true;
}

function openRow() {
  const row = document.activeElement.closest?.("[data-desk-row]");
  row?.click();
  return Boolean(row);
}

// The chat that the keys are on, else the open one.
function take() {
  const item = document.activeElement.closest?.("[data-desk-item]");
  const button = item?.querySelector('[data-testid="desk-take"]') ?? find('[data-desk-take="open"]');
  button?.click();
  return Boolean(button);
}

const ACTS = {
  j: () => step(1),
  k: () => step(-1),
  o: openRow,
  u: take,
  r: () => write("desk-reply", "reply"),
  n: () => write("desk-note", "note"),
  t: () => press("desk-transfer"),
  e: () => openMenu("desk-close"),
  s: () => openMenu("desk-presence"),
  "/": () => enter("desk-search"),
  "?": () => press("desk-keys"),
};

// Out of the box, to the list: the keys work again from there.
function leaveBox(event) {
  if (!event.target.closest(".desk") || event.target.closest('[role="dialog"]')) return;
  event.preventDefault();
  const row = find('.desk-lists [data-desk-row][aria-current="page"]') ?? rows()[0];
  if (row) row.focus();
  else event.target.blur();
}

export function DeskKeys() {
  useKeys(ACTS, leaveBox);
  return null;
}

// As desk.css has it: below this the lists give way to the open chat.
const NARROW = "(max-width: 767px)";

function onWidth(listener) {
  const width = window.matchMedia(NARROW);
  width.addEventListener("change", listener);
  return () => width.removeEventListener("change", listener);
}

export function AtWidth({ narrow, children }) {
  const isNarrow = useSyncExternalStore(onWidth, () => window.matchMedia(NARROW).matches, () => false);
  return isNarrow === narrow ? children : null;
}

// Buttons in a column that the arrow keys go through.
export function Arrows({ children, className, label, testid }) {
  const onKeyDown = (event) => {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const all = [...event.currentTarget.querySelectorAll("button:not(:disabled)")];
    const at = all.indexOf(document.activeElement);
    if (!by || at < 0) return;
    event.preventDefault();
    all[(at + by + all.length) % all.length].focus();
  };
  return h("div", { className, role: "group", "aria-label": label, "data-testid": testid, onKeyDown }, children);
}
