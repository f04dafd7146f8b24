// The log of a conversation: stays at its end while the end is in sight, and offers the way back when it is not.
import { createElement as h, useEffect, useLayoutEffect, useRef, useState } from "react";
import { ArrowDown } from "lucide-react";

const NEAR_PX = 64;
const HAND_MS = 1000;

export function MessageLog({ children, label, jumpLabel, testid, pinKey, empty }) {
  const frame = useRef(null);
  const content = useRef(null);
  const pinned = useRef(true);
  const reading = useRef([]);
  const last = useRef({ top: 0, height: 0 });
  const touchedAt = useRef(-Infinity);
  const [away, setAway] = useState(false);
  const isEmpty = useRef(empty);
  isEmpty.current = empty; // what stands there before anything is said is read from its beginning

  const toEnd = () => {
    pinned.current = true;
    setAway(false);
    if (frame.current && !isEmpty.current) frame.current.scrollTop = frame.current.scrollHeight;
  };
  // Another conversation, or a message of one's own: always to the end.
  useLayoutEffect(toEnd, [pinKey]);

  useEffect(() => {
    const follow = new ResizeObserver(() => (pinned.current ? toEnd() : stay(frame.current, reading.current)));
    follow.observe(content.current);
    follow.observe(frame.current);
    // As many messages may come at one end as go at the other: all of it is then as long as before.
    const exchanged = new MutationObserver(() => pinned.current || stay(frame.current, reading.current));
    exchanged.observe(content.current, { childList: true, subtree: true });
    return () => {
      follow.disconnect();
      exchanged.disconnect();
    };
  }, []);

  const onScroll = () => {
    if (isEmpty.current) return;
    const { scrollTop, scrollHeight, clientHeight } = frame.current;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    // Only whoever goes up wants to leave the end; else it has grown again before this scroll was told. Pictures that
    // come late make it shorter and longer, which moves it up too: that is nobody's wish.
    const isMoved = scrollHeight !== last.current.height && performance.now() - touchedAt.current > HAND_MS;
    pinned.current = near || (pinned.current && (isMoved || scrollTop >= last.current.top));
    last.current = { top: scrollTop, height: scrollHeight };
    setAway(!pinned.current);
    reading.current = pinned.current ? [] : inSight(frame.current);
  };
  // Sentences are read out by announce.js; a log that read itself out would read every token.
  const log = { ref: content, role: "log", "aria-live": "off", "aria-label": label, "data-testid": testid, className: "log-content" };
  const touched = () => (touchedAt.current = performance.now());
  const hands = { onWheel: touched, onTouchMove: touched, onPointerDown: touched, onKeyDown: touched, onFocus: touched };
  const region = { ref: frame, className: empty ? "log-scroll log-empty" : "log-scroll", tabIndex: 0, role: "region", "aria-label": label, onScroll, ...hands };
  return h(
    "div",
    { className: "log" },
    h("div", region, h("div", log, children)),
    away &&
      h("button", { type: "button", className: "log-jump", onClick: toEnd }, h(ArrowDown, { size: 16, "aria-hidden": true }), jumpLabel),
  );
}

// What somebody reads keeps its place when messages come or grow above it; the first of them that is still there.
function inSight(frame) {
  const { top, bottom } = frame.getBoundingClientRect();
  return [...frame.querySelectorAll('[data-testid="chat-message"]')]
    .map((node) => ({ node, box: node.getBoundingClientRect() }))
    .filter(({ box }) => box.bottom > top && box.top < bottom)
    .map(({ node, box }) => ({ node, offset: box.top - top }));
}

function stay(frame, reading) {
  const left = reading.find(({ node }) => node.isConnected);
  if (left) frame.scrollTop += left.node.getBoundingClientRect().top - frame.getBoundingClientRect().top - left.offset;
}
