// The screen on the wall: it asks again by itself, in case a signal was lost or a day has begun, and fills the screen.
import { createElement as h, useEffect, useRef, useState } from "react";
import { Maximize, Minimize } from "lucide-react";

export function Beat({ seconds, onBeat }) {
  const beat = useRef(onBeat);
  beat.current = onBeat;
  useEffect(() => {
    const timer = setInterval(() => beat.current?.(), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return null;
}

export function FullScreen({ enter, leave, testid }) {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    const look = () => setFull(Boolean(document.fullscreenElement));
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, []);
  const toggle = () => {
    const done = isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen?.();
    done?.catch(() => {}); // a browser that may not: the page stays as it is
  };
  const label = isFull ? leave : enter;
  return h(
    "button",
    { type: "button", className: "wall-tool", onClick: toggle, "aria-label": label, title: label, "data-testid": testid },
    h(isFull ? Minimize : Maximize, { size: 20, "aria-hidden": true }),
  );
}
