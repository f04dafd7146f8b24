// What the desk needs of the browser while nobody looks: a tone and a title for new work, and a pulse that goes on in the
// background.
import { createElement as h, useEffect, useRef, useState } from "react";
import { Bell, BellOff } from "lucide-react";

// ---------------------------------------------------------------------------------------------------------- new work

const SECOND = 1000;
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
  // Not their count: one may have been read and another one come since the last look.
  const wrote = Object.entries(now.unread).some(([id, newest]) => id !== now.watched && newest > (before.unread[id] ?? 0));
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
  const unread = Object.fromEntries(mine.map((one) => [one.conversation_id, one.newest_unread]));
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
    const title = document.querySelector("title");
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
export function Pulse({ seconds, away, onBeat }) {
  const beat = useRef();
  beat.current = () => away || onBeat();
  const wasAway = useRef(away);
  useEffect(() => {
    if (wasAway.current && !away) onBeat(); // nobody was heard meanwhile
    wasAway.current = away;
  }, [away]);
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
