// The log of a conversation: stays at its end while the end is in sight, and offers the way back when it is not.
import { createElement as h, useEffect, useLayoutEffect, useRef, useState } from "react";
import { ArrowDown } from "lucide-react";

const NEAR_PX = 64;

export function MessageLog({ children, label, jumpLabel, testid, pinKey }) {
  const frame = useRef(null);
  const content = useRef(null);
  const pinned = useRef(true);
  const reading = useRef(null);
  const lastTop = useRef(0);
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
    // Only whoever goes up wants to leave the end; else it has grown again before this scroll was told.
    pinned.current = near || (pinned.current && scrollTop >= lastTop.current);
    lastTop.current = scrollTop;
    setAway(!pinned.current);
    reading.current = pinned.current ? null : firstInSight(frame.current);
  };
  // Sentences are read out by announce.js; a log that read itself out would read every token.
  const log = { ref: content, role: "log", "aria-live": "off", "aria-label": label, "data-testid": testid, className: "log-content" };
  return h(
    "div",
    { className: "log" },
    h("div", { ref: frame, className: "log-scroll", tabIndex: 0, role: "region", "aria-label": label, onScroll }, h("div", log, children)),
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
