// A window in which something was typed or chosen is not left by a slip: a press beside it does nothing, and Escape
// or its closing button asks first.
import { createElement, useEffect, useRef, useState } from "react";
import { AlertDialog, Button, Flex } from "@radix-ui/themes";

const CHOICES = '[role="checkbox"], [role="switch"], [role="radio"], [aria-pressed]';
// What lies over the window, and is what Escape and presses are meant for.
const ABOVE = '[role="listbox"], [role="menu"], [role="alertdialog"]';

// `anew`: another value stands for another filling of the window, in which nothing was typed yet.
export function KeepTyped({ anew, title, text, leave, stay }) {
  const mark = useRef(null);
  const typed = useRef(false);
  const [asking, ask] = useState(false);
  useEffect(() => {
    typed.current = false;
  }, [anew]);
  useEffect(() => guard(mark.current.closest('[role="dialog"]'), typed, ask), []);

  const go = () => {
    typed.current = false;
    mark.current.closest('[role="dialog"]').querySelector(".closer").click();
  };
  const stays = createElement(Button, { variant: "soft", color: "gray" }, stay);
  const leaves = createElement(Button, { color: "red", onClick: go, "data-testid": "leave-typed" }, leave);
  const question = createElement(
    AlertDialog.Content,
    { maxWidth: "440px" },
    createElement(AlertDialog.Title, { size: "4" }, title),
    createElement(AlertDialog.Description, { size: "2", color: "gray" }, text),
    createElement(
      Flex,
      { justify: "end", gap: "3", pt: "4" },
      createElement(AlertDialog.Cancel, null, stays),
      createElement(AlertDialog.Action, null, leaves),
    ),
  );
  return createElement(
    "span",
    { ref: mark },
    createElement(AlertDialog.Root, { open: asking, onOpenChange: ask }, question),
  );
}

function guard(frame, typed, ask) {
  const typing = () => {
    typed.current = true;
  };
  const choosing = (event) => {
    if (event.target.closest(CHOICES)) typed.current = true;
    if (event.target.closest(".closer") && typed.current) hold(event, () => ask(true));
  };
  const escaping = (event) => {
    const isMeant = event.key === "Escape" && typed.current && !document.querySelector(ABOVE);
    if (isMeant) hold(event, () => ask(true));
  };
  const pressing = (event) => {
    const isBeside = !frame.contains(event.target) && !document.querySelector(ABOVE);
    if (isBeside && typed.current) event.stopPropagation();
  };
  const ends = [
    listen(frame, "input", typing),
    listen(frame, "change", typing),
    listen(frame, "click", choosing),
    listen(window, "keydown", escaping), // before Radix, which listens at the document
    listen(window, "pointerdown", pressing),
  ];
  return () => ends.forEach((end) => end());
}

function hold(event, then) {
  event.preventDefault();
  event.stopPropagation();
  then();
}

function listen(place, kind, heard) {
  place.addEventListener(kind, heard, true);
  return () => place.removeEventListener(kind, heard, true);
}
