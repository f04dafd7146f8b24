// Where a message is written. Nothing typed is ever lost: the box is emptied only when the server has taken the
// message, and a draft is kept for every conversation.
import { createElement as h, useEffect, useLayoutEffect, useRef, useState } from "react";
import { ArrowUp, LoaderCircle, Mic, Paperclip, Square } from "lucide-react";
import { AttachedFiles, FileChooser, forgetFiles, pastedFiles, useAttaching, useDropping } from "$/public/attaching.js";
import { useSpeech } from "$/public/speech.js";

const CONFIRM_MS = 8000;
const MAX_LINES = 8;
const TYPING_MS = 3000;
const LANDED = { id: "", text: "", files: [], key: "", busyUntil: 0 };

export function Composer(props) {
  const { onSend, onStop, streaming, accepted, refused, draftKey, limit, offline, locale, labels, fileLabels } = props;
  const box = useRef(null);
  const typing = useTyping(props.heard && props.onTyping);
  const [text, setText] = useDraft(draftKey);
  const attaching = useAttaching(draftKey, props.attach, fileLabels);
  const dropping = useDropping(props.attach, attaching.add);
  const [pending, markPending, settle] = usePending({ text, setText, draftKey, accepted, refused, attaching, away: props.away });
  const composing = useComposition();
  const speech = useSpeech(locale, (said) => setText((old) => joined(old, said)));
  useFilling(box, draftKey, text, setText, () => (settle(), speech.clearFault()));
  useGrowing(box, text + speech.interim);

  const length = Array.from(text.trim()).length;
  const over = length > limit;
  const files = attaching.items.length;
  const says = length > 0 || (files > 0 && !props.filesNote);
  const ready = says && !over && !offline && !pending.busy && !streaming && !attaching.hasFailed;
  const [waits, setWaits] = useState(""); // the draft that is to go out, for the box may show another one by then

  const send = () => {
    if (!ready) return;
    if (attaching.isBusy) return setWaits(draftKey);
    if (!markPending()) return;
    speech.stop();
    onSend(text.trim(), pending.id(), attaching.ids);
    box.current?.focus();
  };
  // What was sent while a file was still on its way goes out with it, unless the file failed.
  useEffect(() => {
    if (!waits || (waits === draftKey && attaching.isBusy)) return;
    setWaits("");
    if (waits === draftKey) send();
  });
  // It stands where one has just sent: the second click of a double click was not meant for it.
  const stop = (event) => event.detail > 1 || onStop();
  const onKeyDown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || composing.ends(event)) return;
    event.preventDefault();
    send();
  };
  const trouble = over
    ? labels.over.replace("{count}", length - limit)
    : pending.late
      ? labels.late
      : attaching.hasFailed
        ? fileLabels.has_failed
        : speech.fault && labels[`mic_${speech.fault}`];

  const area = {
    ref: box,
    value: text,
    rows: 1,
    placeholder: speech.listening ? labels.listening : labels.placeholder,
    "aria-label": labels.label,
    "aria-invalid": over,
    "aria-describedby": "composer-note",
    "data-testid": props.testid ?? "chat-input",
    "data-draft-key": draftKey,
    enterKeyHint: "send",
    onChange: (event) => {
      setText(event.target.value);
      settle();
      speech.clearFault();
      typing();
    },
    onKeyDown,
    onPaste: (event) => props.attach && attaching.add(pastedFiles(event)),
    ...composing.handlers,
  };
  return h(
    "div",
    { className: "composer", "data-over": over || undefined, ...dropping },
    h("textarea", area),
    h(AttachedFiles, { attaching, labels: fileLabels }),
    files > 0 && props.filesNote && h("p", { className: "composer-hint", role: "status" }, props.filesNote),
    speech.interim && h("p", { className: "composer-interim", "aria-hidden": true }, speech.interim),
    h(
      "div",
      { className: "composer-bar" },
      props.attach && h(AttachButton, { attaching, labels: fileLabels }),
      h(MicButton, { speech, labels }),
      h("span", { id: "composer-note", className: "composer-note", role: trouble ? "alert" : undefined }, trouble || ""),
      length > limit * 0.8 && h("span", { className: "composer-count", "data-over": over || undefined }, `${length} / ${limit}`),
      streaming
        ? h(RoundButton, { testid: "chat-stop", label: labels.stop, onClick: stop, icon: Square, solid: true })
        : h(RoundButton, {
            testid: props.sendTestid ?? "chat-send",
            label: offline ? labels.offline : labels.send,
            onClick: send,
            icon: pending.busy || waits ? LoaderCircle : ArrowUp,
            spinning: pending.busy || Boolean(waits),
            disabled: !ready,
            solid: true,
          }),
    ),
  );
}

function AttachButton({ attaching, labels }) {
  const input = useRef(null);
  const open = () => input.current?.click();
  return [
    h(FileChooser, { key: "input", chosen: attaching.add, input }),
    h(RoundButton, { key: "button", testid: "chat-attach", label: labels.attach, onClick: open, icon: Paperclip }),
  ];
}

function MicButton({ speech, labels }) {
  return h(RoundButton, {
    testid: "chat-mic",
    label: speech.listening ? labels.mic_stop : labels.mic,
    onClick: speech.toggle,
    icon: Mic,
    pressed: speech.listening,
  });
}

function RoundButton({ testid, label, onClick, icon, disabled, solid, pressed, spinning }) {
  const button = {
    type: "button",
    className: "composer-button",
    "data-testid": testid,
    "data-solid": solid || undefined,
    "data-spinning": spinning || undefined,
    "aria-label": label,
    "aria-pressed": pressed,
    title: label,
    disabled,
    onClick,
    // The keyboard of a phone stays open, and nothing moves under the finger.
    onMouseDown: (event) => event.preventDefault(),
  };
  return h("button", button, h(icon, { size: 18, "aria-hidden": true }));
}

function useDraft(key) {
  const [text, setText] = useState("");
  const loaded = useRef(null);
  useEffect(() => {
    loaded.current = key;
    setText(stored(() => window.sessionStorage.getItem(key)) ?? "");
  }, [key]);
  useEffect(() => {
    if (loaded.current !== key) return;
    stored(() => (text ? window.sessionStorage.setItem(key, text) : window.sessionStorage.removeItem(key)));
    window.dispatchEvent(new Event("aics:draft"));
  }, [text]);
  return [text, setText];
}

function stored(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

// A message on its way: its id stays the same while its text does, so that trying again can't say it twice. It belongs
// to its draft: the box may show another one, or be gone, before the answer comes.
const flights = new Map(); // draft key -> what was sent of it last

function usePending({ text, setText, draftKey, accepted, refused, attaching, away }) {
  const [state, setState] = useState({ busy: false, late: false });
  const timer = useRef();
  const settle = () => {
    clearTimeout(timer.current);
    setState((old) => (old.busy || old.late ? { busy: false, late: false } : old));
  };
  const doubt = () => (clearTimeout(timer.current), setState({ busy: false, late: true }));
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(settle, [draftKey]);
  useEffect(() => {
    const landed = accepted && [...flights.values()].find(({ id }) => id === accepted);
    if (!landed) return;
    const { text: sent, key, files } = landed;
    flights.delete(key);
    // The first message of a conversation moves the page on to the new one's draft: the old one is done with.
    if (key !== draftKey) {
      stored(() => window.sessionStorage.removeItem(key));
      forgetFiles(key);
    } else {
      setText((now) => (now.trim().startsWith(sent) ? now.trim().slice(sent.length).trimStart() : now));
      attaching.forget(files);
    }
    if (!flights.has(draftKey)) settle();
  }, [accepted, draftKey]);
  useEffect(() => {
    if (refused && refused === flights.get(draftKey)?.id) settle();
  }, [refused]);
  // Without its database the server can take nothing, and can't say of what.
  useEffect(() => void (away && state.busy && doubt()), [away, state.busy]);

  const mark = () => {
    const known = flights.get(draftKey) ?? LANDED;
    if (known.busyUntil > Date.now()) return false;
    const { ids: files } = attaching;
    const same = known.text === text.trim() && `${known.files}` === `${files}` && known.id;
    flights.set(draftKey, { id: same || randomHex(), text: text.trim(), files, key: draftKey, busyUntil: Date.now() + 700 });
    setState({ busy: true, late: false });
    clearTimeout(timer.current);
    timer.current = setTimeout(doubt, CONFIRM_MS);
    return true;
  };
  return [{ ...state, id: () => flights.get(draftKey)?.id ?? "" }, mark, settle];
}

export function randomHex() {
  const bytes = new Uint8Array(16);
  if (globalThis.crypto?.getRandomValues) crypto.getRandomValues(bytes);
  else bytes.forEach((_, i) => (bytes[i] = Math.floor(Math.random() * 256)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Enter that ends a composition chooses characters; it must not send. Safari reports the end just before the key.
function useComposition() {
  const endedAt = useRef(0);
  const active = useRef(false);
  return {
    handlers: {
      onCompositionStart: () => (active.current = true),
      onCompositionEnd: () => {
        active.current = false;
        endedAt.current = performance.now();
      },
    },
    ends: (event) =>
      active.current ||
      event.nativeEvent.isComposing ||
      event.keyCode === 229 ||
      performance.now() - endedAt.current < 30,
  };
}

// The other side is told, but not of every key.
function useTyping(onTyping) {
  const toldAt = useRef(-Infinity);
  return () => {
    if (!onTyping || performance.now() - toldAt.current < TYPING_MS) return;
    toldAt.current = performance.now();
    onTyping();
  };
}

// Other scripts of the page put text into the box: `aics:fill` with `{key, text, mode}`, where `key` is the draft's
// and `mode` is `replace` or `insert` (at the caret, in place of what is selected). It is never sent by that.
function useFilling(box, draftKey, text, setText, touched) {
  const caret = useRef(null);
  useEffect(() => {
    const fill = ({ detail }) => {
      const area = box.current;
      if (!area || !detail || detail.key !== draftKey || typeof detail.text !== "string") return;
      const isInsert = detail.mode === "insert";
      const [from, to] = isInsert ? [area.selectionStart, area.selectionEnd] : [0, area.value.length];
      caret.current = from + detail.text.length;
      setText(area.value.slice(0, from) + detail.text + area.value.slice(to));
      touched();
      area.focus();
    };
    window.addEventListener("aics:fill", fill);
    return () => window.removeEventListener("aics:fill", fill);
  });
  useLayoutEffect(() => {
    if (caret.current === null) return;
    box.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text]);
}

function useGrowing(box, content) {
  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = "auto";
    const line = parseFloat(getComputedStyle(area).lineHeight) || 24;
    const most = line * MAX_LINES;
    area.style.height = `${Math.min(area.scrollHeight, most)}px`;
    area.style.overflowY = area.scrollHeight > most ? "auto" : "hidden";
  }, [content]);
}

function joined(old, said) {
  const spaced = old && !/\s$/.test(old) && /^[\x20-\x7e]/.test(said.trimStart()) ? " " : "";
  return old + spaced + said.trim();
}
