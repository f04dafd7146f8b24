// The model at an agent's side: buttons above the reply box, and a card that shows what it wrote. What it wrote is
// put into the box on a click or with Tab, never sent, and what stood there before can be brought back.
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import { Button, IconButton } from "@radix-ui/themes";
import { Check, CircleAlert, Copy, FileText, Languages, LoaderCircle, PencilLine, RotateCw, Sparkles, Square, StickyNote, TriangleAlert, Undo2, WandSparkles, X } from "lucide-react";
import { useAsking } from "$/public/asking.js";

const STYLES = ["friendlier", "shorter", "formal"];
const OF_DRAFT = ["rewrite", "translate"];
const AT_WORK = ["asking", "waiting", "writing"];

export function HelpDesk({ conversation, draftKey, accepted, away, locale, labels, children }) {
  const place = useRef(null);
  const { answer, ask, stop, clear } = useAsking(conversation);
  const [hint, setHint] = useState("");
  const [replaced, setReplaced] = useState(null);
  const box = () => place.current?.parentElement?.querySelector("textarea");

  const wish = (kind, style = "friendlier") => {
    const draft = box()?.value ?? "";
    const isMissing = OF_DRAFT.includes(kind) && !draft.trim();
    setHint(isMissing ? labels.draft_first : "");
    if (isMissing) return box()?.focus();
    setReplaced(null);
    return ask({ kind, style, language: locale, draft: OF_DRAFT.includes(kind) ? draft : "" });
  };
  const fill = (text) => window.dispatchEvent(new CustomEvent("aics:fill", { detail: { key: draftKey, text, mode: "replace" } }));
  const use = (then) => {
    const before = box()?.value ?? "";
    fill(answer.text);
    setReplaced(before.trim() ? before : null);
    clear();
    if (then === "send") requestAnimationFrame(() => place.current?.parentElement?.querySelector('[data-testid="desk-send"]')?.focus());
  };
  const note = () => {
    keepInNote(draftKey, answer.text);
    clear();
    document.querySelector('[data-testid="desk-note"]')?.click();
  };
  const undo = () => {
    fill(replaced);
    setReplaced(null);
  };
  useEffect(() => (setReplaced(null), setHint("")), [conversation, accepted]);
  useTab(place, answer.state === "done" && answer.wish.kind === "suggest" && (() => use("edit")));

  const isShown = answer.state !== "idle";
  return h(
    "div",
    { ref: place, className: "help" },
    isShown && h(Card, { answer, labels, onUse: use, onNote: note, onAgain: () => ask(answer.wish), onStop: stop, onClear: clear }),
    replaced && h("p", { className: "help-undo", role: "status" }, labels.replaced, h(Button, { size: "1", variant: "soft", color: "gray", onClick: undo, "data-testid": "help-undo" }, h(Undo2, icon(14)), labels.undo)),
    hint && h("p", { className: "help-undo", role: "status" }, h(PencilLine, icon(14)), hint),
    h("div", { className: "help-bar" }, children, away ? h(Away, { labels }) : h(Wishes, { labels, wish })),
  );
}

function Wishes({ labels, wish }) {
  const [styling, setStyling] = useState(false);
  const id = useId();
  const begin = (kind, style) => (setStyling(false), wish(kind, style));
  const styles = STYLES.map((style) => h(Chip, { key: style, icon: WandSparkles, label: labels[`style_${style}`], worded: true, testid: `help-rewrite-${style}`, onClick: () => begin("rewrite", style) }));
  const rewrite = { icon: WandSparkles, label: labels.rewrite, testid: "help-rewrite", onClick: () => setStyling(!styling), "aria-expanded": styling, "aria-controls": id };
  return [
    h(Chip, { key: "suggest", icon: Sparkles, label: labels.suggest, testid: "help-suggest", onClick: () => begin("suggest") }),
    h(Chip, { key: "rewrite", ...rewrite }),
    h(Chip, { key: "translate", icon: Languages, label: labels.translate, testid: "help-translate", onClick: () => begin("translate") }),
    h(Chip, { key: "summarise", icon: FileText, label: labels.summarise, testid: "help-summarise", onClick: () => begin("summarise") }),
    h("div", { key: "styles", id, role: "group", "aria-label": labels.rewrite, className: "help-styles", hidden: !styling }, styles),
  ];
}

function Chip({ icon: Icon, label, testid, worded, ...press }) {
  const button = { type: "button", className: "chip", "data-testid": testid, "aria-label": label, title: label, ...press };
  return h("button", button, h(Icon, icon(14)), h("span", { className: worded ? undefined : "help-word" }, label));
}

function Away({ labels }) {
  return h("span", { className: "help-away", role: "status", "data-testid": "help-away" }, h(TriangleAlert, icon(14)), labels.away);
}

function Card({ answer, labels, onUse, onNote, onAgain, onStop, onClear }) {
  const { state, text, wish, sources, unverified, problem } = answer;
  const isAtWork = AT_WORK.includes(state);
  return h(
    "section",
    { className: "help-card", "aria-label": labels.card, "data-testid": "help-card", "data-state": state, "data-kind": wish.kind },
    h(
      "header",
      null,
      h(isAtWork ? LoaderCircle : Sparkles, { ...icon(14), className: isAtWork ? "help-spin" : undefined }),
      h("strong", null, labels[`kind_${wish.kind}`]),
      h("span", { className: "help-fine" }, standing(answer, labels)),
      h(IconButton, { size: "1", variant: "ghost", color: "gray", "aria-label": labels.dismiss, onClick: onClear, "data-testid": "help-dismiss" }, h(X, icon(16))),
    ),
    text && h("p", { className: "help-text", "data-testid": "help-text", "aria-busy": isAtWork }, text),
    state === "failed" && h("p", { className: "help-fault", role: "alert" }, h(CircleAlert, icon(14)), problem.detail || labels.failed),
    unverified.length > 0 && h("p", { className: "help-doubt", "data-testid": "help-unverified" }, h(TriangleAlert, icon(14)), labels.unverified.replace("{claims}", unverified.join(" · "))),
    sources.length > 0 && h("p", { className: "help-fine" }, labels.sources.replace("{titles}", sources.join(" · "))),
    h("div", { className: "help-ways", role: "group" }, ways({ answer, isAtWork, labels, onUse, onNote, onAgain, onStop })),
    h("p", { className: "visually-hidden", role: "status" }, state === "done" ? labels.ready : ""),
  );
}

function ways({ answer, isAtWork, labels, onUse, onNote, onAgain, onStop }) {
  const { state, text, wish } = answer;
  if (isAtWork) return h(Way, { icon: Square, label: labels.stop, testid: "help-stop", onClick: onStop });
  const again = h(Way, { key: "again", icon: RotateCw, label: labels.again, testid: "help-again", onClick: onAgain });
  if (!text || state === "failed") return again;
  if (wish.kind === "summarise") {
    return [h(Way, { key: "note", icon: StickyNote, label: labels.note, testid: "help-note", solid: true, onClick: onNote }), h(Way, { key: "copy", icon: Copy, label: labels.copy, testid: "help-copy", onClick: () => navigator.clipboard?.writeText(text) }), again];
  }
  return [
    h(Way, { key: "use", icon: Check, label: labels.use, testid: "help-use", solid: true, onClick: () => onUse("send") }),
    h(Way, { key: "edit", icon: PencilLine, label: labels.edit, testid: "help-edit", onClick: () => onUse("edit") }),
    again,
    wish.kind === "suggest" && h("kbd", { key: "tab", className: "help-fine", "aria-hidden": true }, labels.tab),
  ];
}

function Way({ icon: Icon, label, testid, solid, onClick }) {
  const look = { size: "1", variant: solid ? "solid" : "soft", color: solid ? undefined : "gray" };
  return h(Button, { ...look, onClick, "data-testid": testid }, h(Icon, icon(14)), label);
}

function standing({ state, place }, labels) {
  if (state === "waiting" && place > 0) return labels.waiting.replace("{place}", place);
  if (AT_WORK.includes(state)) return labels.writing;
  return state === "stopped" ? labels.stopped : labels.preview;
}

// What the customer wrote, in the agent's language, under it. Only offered where it is in another one.
export function Translated({ conversation, messageId, text, away, locale, labels }) {
  const { answer, ask, stop, clear } = useAsking(conversation);
  if (languageOf(text) === locale) return null;
  const { state } = answer;
  const begin = () => ask({ kind: "translate_message", message_id: messageId, language: locale });
  if (state === "idle") return !away && h(Chip, { icon: Languages, label: labels.translate, testid: "help-translate-message", onClick: begin });
  const isAtWork = AT_WORK.includes(state);
  return h(
    "div",
    { className: "help-under", "data-testid": "help-translation", "data-state": state },
    h("p", { className: "help-text" }, answer.text || (state === "failed" ? answer.problem.detail || labels.failed : labels.writing)),
    answer.unverified.length > 0 && h("p", { className: "help-doubt" }, h(TriangleAlert, icon(14)), labels.unverified.replace("{claims}", answer.unverified.join(" · "))),
    h(Way, isAtWork ? { icon: Square, label: labels.stop, testid: "help-stop", onClick: stop } : { icon: X, label: labels.dismiss, testid: "help-dismiss", onClick: clear }),
  );
}

// As the server tells them apart: Chinese when Han characters carry it.
function languageOf(text) {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = text.match(/[A-Za-zÀ-ɏ]{2,}/g)?.length ?? 0;
  return han && han * 2 >= words ? "zh" : "en";
}

// A summary is for colleagues: it goes to what is already written as a note, and becomes one when that is sent.
function keepInNote(draftKey, text) {
  const key = draftKey.replace("desk-reply:", "desk-note:");
  try {
    const old = window.sessionStorage.getItem(key);
    window.sessionStorage.setItem(key, old ? `${old}\n${text}` : text);
  } catch {
    // storage is closed: it can still be copied
  }
}

// Tab takes the suggestion when the box is empty; otherwise it goes on to the next control, as everywhere.
function useTab(place, take) {
  const now = useRef(take);
  now.current = take;
  useEffect(() => {
    const around = place.current.parentElement;
    const onKey = (event) => {
      const isTab = event.key === "Tab" && !event.shiftKey && !event.isComposing;
      if (!isTab || !now.current || !(event.target instanceof HTMLTextAreaElement) || event.target.value.trim()) return;
      event.preventDefault();
      event.stopPropagation();
      now.current();
    };
    around.addEventListener("keydown", onKey, true);
    return () => around.removeEventListener("keydown", onKey, true);
  }, []);
}

function icon(size) {
  return { size, "aria-hidden": true };
}
