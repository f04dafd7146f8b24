// The pieces of answers that are being written, as the server sends them:
//   rx.set_value("live", [messageId, offset, text])
// Offsets count Unicode code points, as Python does. Whatever is known already is dropped; a piece that comes
// before the text it continues waits a moment for it, and then reports a gap, so that the page can ask again.
import { useEffect, useRef } from "react";
import { refs } from "$/utils/state";

const PATIENCE_MS = 600;
const KEPT_MESSAGES = 40;
const texts = new Map();
const waiting = new Map();
const listeners = new Map();

const blank = { length: 0, text: "" };

export function liveText(id) {
  return (texts.get(id) ?? blank).text;
}

// The text that the page itself knows, from the server's state.
export function seed(id, text) {
  const points = Array.from(text ?? "");
  if (points.length > (texts.get(id) ?? blank).length) store(id, { length: points.length, text });
  drain(id);
}

export function append(id, offset, piece) {
  const known = texts.get(id) ?? blank;
  if (offset > known.length) {
    postpone(id, offset, piece);
    return;
  }
  const fresh = Array.from(piece).slice(known.length - offset);
  if (!fresh.length) return;
  store(id, { length: known.length + fresh.length, text: known.text + fresh.join("") });
  drain(id);
}

function store(id, entry) {
  texts.delete(id);
  texts.set(id, entry);
  for (const old of texts.keys()) {
    if (texts.size <= KEPT_MESSAGES) break;
    if (!listeners.get(old)?.size) texts.delete(old);
    else break;
  }
  listeners.get(id)?.forEach((notify) => notify());
}

function postpone(id, offset, piece) {
  const held = waiting.get(id) ?? { pieces: [], timer: setTimeout(() => reportGap(id), PATIENCE_MS) };
  held.pieces.push([offset, piece]);
  waiting.set(id, held);
}

function drain(id) {
  const held = waiting.get(id);
  if (!held) return;
  clearTimeout(held.timer);
  waiting.delete(id);
  held.pieces.sort(([a], [b]) => a - b).forEach(([offset, piece]) => append(id, offset, piece));
}

function reportGap(id) {
  waiting.delete(id);
  document.dispatchEvent(new CustomEvent("aics:gap", { detail: id }));
}

export function subscribeTo(id) {
  return (notify) => {
    const group = listeners.get(id) ?? new Set();
    listeners.set(id, group.add(notify));
    return () => {
      group.delete(notify);
      if (!group.size) listeners.delete(id);
    };
  };
}

refs["ref_live"] = {
  current: {
    set value([id, offset, piece]) {
      append(String(id), offset, piece);
    },
  },
};

// Where a piece never came, the page asks for the whole text again.
export function Gaps({ onGap }) {
  const told = useRef(onGap);
  told.current = onGap;
  useEffect(() => {
    const onEvent = () => told.current();
    document.addEventListener("aics:gap", onEvent);
    return () => document.removeEventListener("aics:gap", onEvent);
  }, []);
  return null;
}
