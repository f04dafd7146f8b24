// Which tickets have news that this browser has not shown yet: the versions that it has, by number.
import { createElement as h, useEffect, useSyncExternalStore } from "react";

const KEY = "tickets:seen";
const MOST = 200;

function seen() {
  try {
    const kept = JSON.parse(window.localStorage.getItem(KEY) ?? "{}");
    return kept && typeof kept === "object" ? kept : {};
  } catch {
    return {};
  }
}

// Invisible, on the page of one ticket: remembers what is shown.
export function Seen({ number, version }) {
  useEffect(() => {
    if (!number) return;
    const { [number]: _old, ...others } = seen();
    const kept = Object.fromEntries([...Object.entries(others).slice(1 - MOST), [number, version]]);
    try {
      window.localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // without storage nothing is marked
    }
  }, [number, version]);
  return null;
}

// A mark beside a ticket that has changed since it was shown here. One that was never shown has no mark.
export function Unseen({ number, version, label }) {
  const known = useSyncExternalStore(listen, () => seen()[number], () => undefined);
  if (!Number.isInteger(known) || known >= version) return null;
  return h("span", { className: "own-unseen", "data-testid": "ticket-unseen" }, label);
}

function listen(notify) {
  window.addEventListener("storage", notify);
  return () => window.removeEventListener("storage", notify);
}
