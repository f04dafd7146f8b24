// Keys of the staff's pages: who hears them, and what they press.
import { useEffect } from "react";

export const find = (selector) => document.querySelector(selector);
export const byTestid = (name) => find(`[data-testid="${name}"]`);

const isTyping = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
const isWindowOpen = () => Boolean(find('[role="dialog"], [role="alertdialog"], [role="menu"]'));

// Calls `acts[key]`, which says whether there was anything to do; letters are meant whatever their case, since a
// held Shift or a Caps Lock means the same one. Escape while somebody types is `leave`'s. While `isBusy` keys
// belong to others; those of an input method are never ours.
export function useKeys(acts, leave, isBusy = isWindowOpen) {
  useEffect(() => {
    const onKey = (event) => {
      if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target)) {
        if (event.key === "Escape") leave(event);
        return;
      }
      if (isBusy()) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      if (acts[key]?.()) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
}

export function press(name) {
  const button = byTestid(name);
  button?.click();
  return Boolean(button);
}

// Radix opens menus on keys and pointers, not on a click that a script made.
export function openMenu(name) {
  const opener = byTestid(name);
  if (!opener) return false;
  opener.focus();
  opener.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  return true;
}

export function enter(name) {
  const box = byTestid(name);
  box?.focus();
  return Boolean(box);
}

// Presses `name` and goes into its box, which is there as soon as the server has said so.
export function write(name, mode) {
  press(name);
  let tries = 40;
  const focus = () => {
    const box = find(`.desk-${mode}-box textarea`);
    if (box) box.focus();
    else if ((tries -= 1)) setTimeout(focus, 50);
  };
  focus();
  return true;
}
