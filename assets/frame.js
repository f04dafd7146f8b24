// What the page frame needs of the browser itself: the document's language and title, and the height left by a keyboard.
import { createElement, useContext, useEffect, useLayoutEffect, useRef } from "react";
import { DispatchContext } from "$/utils/context";

const TAGS = { zh: "zh-CN", en: "en" };

export function DocumentWords({ code, title, product, stateName, storageKey, newVersion, reload }) {
  const dispatch = useContext(DispatchContext);

  const settled = useRef(false);

  // The server confirms the stored language a moment later; until then the page would speak the default one.
  useLayoutEffect(() => {
    const stored = readStored(storageKey);
    if (!settled.current && stored in TAGS && stored !== code) {
      dispatch[stateName]?.({ code_rx_state_: stored });
      return;
    }
    settled.current = true;
    document.documentElement.lang = TAGS[code] ?? TAGS.zh;
    delete document.documentElement.dataset.waiting;
  }, [code]);

  useEffect(() => {
    document.title = named(title, product);
  }, [title, product]);
  useEffect(() => showEntry(), [title]);
  useEffect(() => followKeyboard(), []);
  useEffect(() => translateBanner(newVersion, reload), [newVersion, reload]);
  return null;
}

// Where the entries do not fit, the page's own is in sight; they come a moment later, with the viewer's rights.
function showEntry() {
  const rail = document.querySelector(".rail");
  const show = () => {
    const entry = rail?.querySelector('[aria-current="page"]');
    entry?.scrollIntoView({ inline: "center", block: "nearest" });
    return Boolean(entry);
  };
  if (!rail || show()) return undefined;
  const watch = new MutationObserver(() => show() && watch.disconnect());
  watch.observe(rail, { childList: true, subtree: true });
  return () => watch.disconnect();
}

// What the settings call the product (`/api/look.css`), or what it is called by itself.
function named(title, product) {
  const own = getComputedStyle(document.documentElement).getPropertyValue("--app-name").trim().slice(1, -1);
  const name = own ? decodeURIComponent(own) : product;
  return title ? `${title} · ${name}` : name;
}

// Reflex puts up a banner of its own when a newer version is running; it speaks our words.
function translateBanner(text, button) {
  const translate = () => {
    const banner = document.getElementById("reflex-new-version-banner");
    if (!banner || banner.dataset.words === text) return;
    banner.dataset.words = text;
    banner.firstChild.textContent = text;
    banner.querySelector("button").textContent = button;
  };
  translate();
  const watch = new MutationObserver(translate);
  watch.observe(document.body, { childList: true });
  return () => watch.disconnect();
}

function readStored(key) {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

// Phones lay their keyboard over the page; the frame shrinks to what is left, so that the input stays in sight.
function followKeyboard() {
  const viewport = window.visualViewport;
  if (!viewport) return undefined;
  const root = document.documentElement;
  const fit = () => {
    const covered = window.innerHeight - viewport.height * viewport.scale;
    if (covered > 120) root.style.setProperty("--frame-height", `${viewport.height}px`);
    else root.style.removeProperty("--frame-height");
    root.toggleAttribute("data-keyboard", covered > 120 || viewport.height < 420);
  };
  fit();
  viewport.addEventListener("resize", fit);
  return () => viewport.removeEventListener("resize", fit);
}

export function SkipLink({ text }) {
  const skip = (event) => {
    event.preventDefault();
    document.getElementById("content")?.focus();
  };
  return createElement("a", { href: "#content", className: "skip-link", onClick: skip }, text);
}

// A window that an event opened has no trigger to which Radix could give the focus back. One that was chosen from a menu
// has to keep it: the menu, on its way out, gives it to its own button behind the window.
export function ReturnFocus() {
  const mark = useRef(null);
  useLayoutEffect(() => {
    let opener = document.activeElement;
    let inside = null;
    const frame = mark.current?.closest('[role="dialog"]');
    const keep = ({ target }) => {
      if (frame?.contains(target)) inside = target;
      else if (target.matches?.('[aria-haspopup="menu"]')) {
        opener = target;
        inside?.focus({ preventScroll: true });
      }
    };
    document.addEventListener("focusin", keep);
    return () => {
      document.removeEventListener("focusin", keep);
      setTimeout(() => {
        const lost = !document.activeElement || document.activeElement === document.body;
        if (lost && opener?.isConnected) opener.focus({ preventScroll: true });
      });
    };
  }, []);
  return createElement("span", { ref: mark, hidden: true });
}

// Something that is looked at again while it stands on the page; a page in the background asks nothing.
export function Every({ seconds, onTurn }) {
  const turn = useRef(onTurn);
  turn.current = onTurn;
  useEffect(() => {
    const timer = setInterval(() => document.hidden || turn.current(), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return null;
}

// Something that is away: tried again every few seconds, by many pages not in step, and at once by one that comes back.
export function Again({ onTurn }) {
  const turn = useRef(onTurn);
  turn.current = onTurn;
  useEffect(() => {
    let timer;
    const next = () => {
      timer = setTimeout(() => {
        if (!document.hidden) turn.current();
        next();
      }, 3000 + Math.random() * 3000);
    };
    const seen = () => document.hidden || turn.current();
    next();
    document.addEventListener("visibilitychange", seen);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }, []);
  return null;
}

// Something that waits to be seen: at once when the page is in front, else when somebody comes back to it.
export function Shown({ news, onSeen, onHidden }) {
  const tell = useRef();
  tell.current = () => document.hidden || onSeen();
  useEffect(() => {
    if (document.hidden) onHidden();
    else onSeen();
    const again = () => tell.current();
    const timer = setInterval(again, 2000); // should it have been lost on its way
    document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, [news]);
  return null;
}
