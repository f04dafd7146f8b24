// What the desk needs of the browser itself: waits that run, keys, a tone for new work, and a pulse that goes on in the
// background.
import { createElement as h, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Bell, BellOff, Clock, Hourglass, TriangleAlert } from "lucide-react";

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

// ------------------------------------------------------------------------------------------------------------- keys

const find = (selector) => document.querySelector(selector);
const byTestid = (name) => find(`[data-testid="${name}"]`);

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

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
  const button = item?.querySelector('[data-testid="desk-take"]') ?? byTestid("desk-take-open");
  button?.click();
  return Boolean(button);
}

function write(mode) {
  byTestid(`desk-${mode}`)?.click();
  const box = () => find(`.desk-${mode}-box textarea`);
  // The box for the other mode is there as soon as the server has said so.
  let tries = 40;
  const enter = () => {
    if (box()) box().focus();
    else if ((tries -= 1)) setTimeout(enter, 50);
  };
  enter();
  return true;
}

function press(name) {
  const button = byTestid(name);
  button?.click();
  return Boolean(button);
}

// Radix opens menus on keys and pointers, not on a click that a script made.
function openMenu(name) {
  const opener = byTestid(name);
  if (!opener) return false;
  opener.focus();
  opener.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  return true;
}

function search() {
  const box = byTestid("desk-search");
  box?.focus();
  return Boolean(box);
}

const ACTS = {
  j: () => step(1),
  k: () => step(-1),
  o: openRow,
  u: take,
  r: () => write("reply"),
  n: () => write("note"),
  t: () => press("desk-transfer"),
  e: () => openMenu("desk-close"),
  s: () => openMenu("desk-presence"),
  "/": search,
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

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") leaveBox(event);
    return;
  }
  if (find('[role="dialog"], [role="alertdialog"], [role="menu"]')) return;
  // A held Shift or a Caps Lock means the same letter; "?" comes with Shift on most keyboards.
  if (ACTS[event.key.toLowerCase()]?.()) event.preventDefault();
}

export function DeskKeys() {
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return null;
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

// ---------------------------------------------------------------------------------------------------------- new work

const MUTED = "aics_desk_muted";
let audio;

// Browsers let a page sound only after somebody has touched it.
function wake() {
  try {
    audio ??= new (window.AudioContext ?? window.webkitAudioContext)();
    if (audio.state === "suspended") audio.resume().catch(() => {});
  } catch {
    audio = undefined;
  }
}

function tone() {
  if (audio?.state !== "running") return;
  const start = audio.currentTime;
  [660, 880].forEach((pitch, index) => {
    const [voice, loudness] = [audio.createOscillator(), audio.createGain()];
    const at = start + index * 0.14;
    voice.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, at);
    loudness.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
    voice.connect(loudness).connect(audio.destination);
    voice.start(at);
    voice.stop(at + 0.24);
  });
}

function stored(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

// What is new since the last look: somebody waits while one is online, or a customer wrote where one does not look.
export function newWork(before, now) {
  const waits = now.online && (now.waiting > before.waiting || now.newest > before.newest);
  const wrote = Object.entries(now.unread).some(([id, count]) => id !== now.watched && count > (before.unread[id] ?? 0));
  return waits || wrote;
}

export function Alerts({ loaded, waiting, newest, mine, open, online, labels }) {
  const [muted, setMuted] = useState(false);
  const [hidden, setHidden] = useState(false);
  const before = useRef(null);
  useEffect(() => {
    setMuted(stored(() => window.localStorage.getItem(MUTED)) === "1");
    const look = () => setHidden(document.hidden);
    look();
    document.addEventListener("visibilitychange", look);
    document.addEventListener("pointerdown", wake);
    document.addEventListener("keydown", wake);
    return () => {
      document.removeEventListener("visibilitychange", look);
      document.removeEventListener("pointerdown", wake);
      document.removeEventListener("keydown", wake);
    };
  }, []);

  const watched = hidden ? "" : open;
  const unread = Object.fromEntries(mine.map((one) => [one.conversation_id, one.unread]));
  useEffect(() => {
    if (!loaded) return;
    const now = { online, waiting, newest, unread, watched };
    if (before.current && newWork(before.current, now)) {
      document.dispatchEvent(new CustomEvent("aics:new-work", { detail: { muted } }));
      if (!muted) tone();
    }
    before.current = now;
  });
  const unseen = mine.filter((one) => one.unread && one.conversation_id !== watched).length;
  useCountInTitle(loaded ? unseen + (online ? waiting : 0) : 0);

  const toggle = () => {
    stored(() => window.localStorage.setItem(MUTED, muted ? "0" : "1"));
    setMuted(!muted);
    wake();
  };
  const button = {
    type: "button",
    className: "desk-tool",
    "aria-pressed": muted,
    "aria-label": labels.mute,
    title: muted ? labels.muted : labels.sounding,
    "data-testid": "desk-mute",
    onClick: toggle,
  };
  return h("button", button, h(muted ? BellOff : Bell, { size: 16, "aria-hidden": true }));
}

// "(2) Desk": the frame writes the title anew when the language changes.
function useCountInTitle(count) {
  const current = useRef(0);
  current.current = count;
  const write = () => {
    const bare = document.title.replace(/^\(\d+\) /, "");
    const wanted = current.current ? `(${current.current}) ${bare}` : bare;
    if (document.title !== wanted) document.title = wanted;
  };
  useEffect(write, [count]);
  useEffect(() => {
    const title = find("title");
    const watch = new MutationObserver(write);
    if (title) watch.observe(title, { childList: true, characterData: true, subtree: true });
    return () => {
      watch.disconnect();
      current.current = 0;
      write();
    };
  }, []);
}

// ------------------------------------------------------------------------------------------------- being there

// Whether somebody looks at the page: only then is a message read.
export function Looking({ onLook }) {
  const told = useRef(onLook);
  told.current = onLook;
  useEffect(() => {
    const look = () => told.current(!document.hidden);
    document.addEventListener("visibilitychange", look);
    if (document.hidden) look();
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return null;
}

// A sign of life also from the background, where browsers slow a page's own timers down to one turn a minute: an agent
// who reads something in another tab is still there. Only a machine that sleeps falls silent.
export function Pulse({ seconds, onBeat }) {
  const beat = useRef(onBeat);
  beat.current = onBeat;
  useEffect(() => {
    const worker = stored(() => new Worker("/pulse.js"));
    const turn = () => beat.current();
    if (!worker) {
      const fallback = setInterval(turn, seconds * SECOND);
      return () => clearInterval(fallback);
    }
    worker.onmessage = turn;
    worker.postMessage(seconds * SECOND);
    return () => worker.terminate();
  }, [seconds]);
  return null;
}
