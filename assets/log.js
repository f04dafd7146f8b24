// The log of a conversation: stays at its end while the end is in sight, and offers the way back when it is not.
import { createElement as h, useEffect, useLayoutEffect, useRef, useState } from "react";
import { ArrowDown } from "lucide-react";

const NEAR_PX = 64;
const HAND_MS = 1000;

export function MessageLog({ children, label, jumpLabel, testid, pinKey }) {
  const frame = useRef(null);
  const content = useRef(null);
  const pinned = useRef(true);
  const reading = useRef(null);
  const last = useRef({ top: 0, height: 0 });
  const touchedAt = useRef(-Infinity);
  const [away, setAway] = useState(false);

  const toEnd = () => {
    pinned.current = true;
    setAway(false);
    if (frame.current) frame.current.scrollTop = frame.current.scrollHeight;
  };
  // Another conversation, or a message of one's own: always to the end.
  useLayoutEffect(toEnd, [pinKey]);

  useEffect(() => {
    const follow = new ResizeObserver(() => (pinned.current ? toEnd() : stay(frame.current, reading.current)));
    follow.observe(content.current);
    follow.observe(frame.current);
    return () => follow.disconnect();
  }, []);

  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = frame.current;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    // Only whoever goes up wants to leave the end; else it has grown again before this scroll was told. Pictures that
    // come late make it shorter and longer, which moves it up too: that is nobody's wish.
    const isMoved = scrollHeight !== last.current.height && performance.now() - touchedAt.current > HAND_MS;
    pinned.current = near || (pinned.current && (isMoved || scrollTop >= last.current.top));
    last.current = { top: scrollTop, height: scrollHeight };
    setAway(!pinned.current);
    reading.current = pinned.current ? null : firstInSight(frame.current);
  };
  // Sentences are read out by announce.js; a log that read itself out would read every token.
  const log = { ref: content, role: "log", "aria-live": "off", "aria-label": label, "data-testid": testid, className: "log-content" };
  const touched = () => (touchedAt.current = performance.now());
  const hands = { onWheel: touched, onTouchMove: touched, onPointerDown: touched, onKeyDown: touched, onFocus: touched };
  const region = { ref: frame, className: "log-scroll", tabIndex: 0, role: "region", "aria-label": label, onScroll, ...hands };
  return h(
    "div",
    { className: "log" },
    h("div", region, h("div", log, children)),
    away &&
      h("button", { type: "button", className: "log-jump", onClick: toEnd }, h(ArrowDown, { size: 16, "aria-hidden": true }), jumpLabel),
  );
}

// What somebody reads keeps its place when messages come or grow above it.
function firstInSight(frame) {
  const top = frame.getBoundingClientRect().top;
  for (const node of frame.querySelectorAll('[data-testid="chat-message"]')) {
    const box = node.getBoundingClientRect();
    if (box.bottom > top) return { node, offset: box.top - top };
  }
  return null;
}

function stay(frame, reading) {
  if (!reading?.node.isConnected) return;
  frame.scrollTop += reading.node.getBoundingClientRect().top - frame.getBoundingClientRect().top - reading.offset;
}
