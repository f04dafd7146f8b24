// The form of a new ticket. What is typed is kept in the browser until the server has taken it; a sending keeps its
// id while its words stay the same, so that trying again can't file it twice.
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import { Button, Text, TextArea, TextField } from "@radix-ui/themes";
import { CircleAlert, CalendarClock, LoaderCircle, Paperclip, Send } from "lucide-react";
import { AttachedFiles, FileChooser, forgetFiles, pastedFiles, useAttaching, useDropping } from "$/public/attaching.js";
import { randomHex } from "$/public/composer.js";
import { moment } from "$/public/time.js";

const CONFIRM_MS = 8000;
const EMPTY = { title: "", content: "", category: "", priority: "NORMAL" };
const NOTHING = { title: "", content: "", category: "" };

export function FilingForm(props) {
  const { topics, priorities, start, accepted, refused, draftKey, offline, locale, labels, fileLabels } = props;
  const form = useRef(null);
  const [pending, mark, settle] = usePending({ accepted, refused, draftKey });
  const [kept, set] = useDraft(draftKey, start, Boolean(accepted) && accepted === pending.id);
  // The workflow may have no such word (any more): then it is the least urgent one, which comes first.
  const isKnown = priorities.some(({ word }) => word === kept.priority);
  const draft = { ...kept, priority: isKnown ? kept.priority : priorities[0]?.word ?? "" };
  const attaching = useAttaching(draftKey, true, fileLabels);
  const dropping = useDropping(true, attaching.add);
  const [own, setOwn] = useState({});
  const faults = { ...own };
  if (refused && refused === pending.id) for (const [name, code] of Object.entries(props.faults)) faults[name] ??= labels[`fault_${code}`] ?? labels.fault_invalid;

  const change = (name, value) => {
    set(name, value);
    setOwn({});
    settle();
  };
  const send = (event) => {
    event.preventDefault();
    if (pending.busy || offline || attaching.isBusy || attaching.hasFailed) return;
    const found = checked(draft, props.limits, labels);
    setOwn(found);
    const first = Object.keys(found)[0];
    if (first) return form.current?.querySelector(`[name="${first}"]`)?.focus();
    const filing = { ...draft, files: attaching.ids };
    props.onFile(filing, mark(JSON.stringify(filing)));
  };
  useEffect(() => {
    const first = Object.keys(props.faults)[0];
    if (refused && refused === pending.id && first) form.current?.querySelector(`[name="${first}"]`)?.focus();
  }, [refused, props.faults]);
  const chosen = priorities.find(({ word }) => word === draft.priority);
  const trouble = pending.late ? labels.late : attaching.hasFailed ? fileLabels.has_failed : faults.files;
  return h(
    "form",
    { ref: form, className: "form filing", noValidate: true, onSubmit: send, "aria-label": labels.form },
    h(Labelled, { label: labels.title, fault: faults.title, hint: labels.title_hint }, (at) =>
      h(TextField.Root, { ...at, name: "title", size: "3", value: draft.title, required: true, autoComplete: "off", "data-testid": "ticket-title", onChange: (event) => change("title", event.target.value) }),
    ),
    h(Labelled, { label: labels.content, fault: faults.content, hint: start.busy ? labels.summing : labels.content_hint, live: start.busy }, (at) =>
      h(TextArea, { ...at, name: "content", size: "3", rows: 8, resize: "vertical", value: draft.content, required: true, "data-testid": "ticket-content", onChange: (event) => change("content", event.target.value), onPaste: (event) => attaching.add(pastedFiles(event)) }),
    ),
    h(
      "div",
      { className: "filing-pair" },
      h(Labelled, { label: labels.category, fault: faults.category }, (at) =>
        h(Choices, { ...at, name: "category", value: draft.category, testid: "ticket-category", locale, none: labels.category_none, options: topics, onChange: (value) => change("category", value) }),
      ),
      h(Labelled, { label: labels.priority, fault: faults.priority }, (at) =>
        h(Choices, { ...at, name: "priority", value: draft.priority, testid: "ticket-priority", locale, options: priorities, onChange: (value) => change("priority", value) }),
      ),
    ),
    h(Files, { attaching, dropping, labels, fileLabels }),
    chosen && h(Promised, { chosen, locale, labels }),
    trouble && h(Fault, { text: trouble }),
    h(
      Button,
      { type: "submit", size: "3", loading: pending.busy, disabled: offline || attaching.isBusy, "data-testid": "ticket-submit" },
      h(Send, { size: 16, "aria-hidden": true }),
      offline ? labels.offline : attaching.isBusy ? labels.uploading : labels.submit,
    ),
  );
}

function checked(draft, limits, labels) {
  const found = {};
  for (const name of ["title", "content"]) {
    const over = Array.from(draft[name].trim()).length - limits[name];
    if (!draft[name].trim()) found[name] = labels.fault_required;
    else if (over > 0) found[name] = labels.over.replace("{count}", over);
  }
  return found;
}

function Labelled({ label, fault, hint, live, children }) {
  const id = useId();
  const note = `${id}-note`;
  const at = { id, "aria-invalid": fault ? true : undefined, "aria-describedby": fault || hint ? note : undefined };
  const said = fault
    ? h(Fault, { id: note, text: fault })
    : hint && h(Text, { as: "p", id: note, size: "1", color: "gray", className: "filing-hint", role: live ? "status" : undefined }, live && h(LoaderCircle, { size: 12, className: "filing-spinner", "aria-hidden": true }), hint);
  return h("div", { className: "field" }, h("label", { htmlFor: id, className: "field-label" }, label), children(at), said);
}

function Fault({ id, text }) {
  return h(Text, { as: "p", id, size: "2", color: "red", className: "field-fault", role: "alert" }, h(CircleAlert, { size: 14, "aria-hidden": true }), text);
}

// The browser's own list: a phone shows it as large as a finger needs.
function Choices({ name, value, options, none, locale, testid, onChange, ...at }) {
  const props = { ...at, name, value, className: "filing-choice", "data-testid": testid, onChange: (event) => onChange(event.target.value) };
  return h(
    "select",
    props,
    none && h("option", { value: "" }, none),
    options.map((one) => h("option", { key: one.word, value: one.word }, one[locale] ?? one.zh)),
  );
}

function Files({ attaching, dropping, labels, fileLabels }) {
  const input = useRef(null);
  return h(
    "div",
    { className: "filing-files", role: "group", "aria-label": labels.files, ...dropping },
    h(FileChooser, { chosen: attaching.add, input, testid: "ticket-files" }),
    h(
      Button,
      { type: "button", variant: "soft", color: "gray", onClick: () => input.current?.click(), "data-testid": "ticket-attach" },
      h(Paperclip, { size: 16, "aria-hidden": true }),
      fileLabels.attach,
    ),
    h(Text, { as: "span", size: "1", color: "gray" }, labels.files_hint),
    h(AttachedFiles, { attaching, labels: fileLabels }),
  );
}

function Promised({ chosen, locale, labels }) {
  const at = (value) => (value ? moment(new Date(value), locale) : "–");
  const text = labels.promise.replace("{reply}", at(chosen.reply_at)).replace("{resolve}", at(chosen.resolve_at));
  return h("p", { className: "filing-promise", role: "status", "data-testid": "ticket-promise" }, h(CalendarClock, { size: 16, "aria-hidden": true }), text);
}

// Kept under the draft's key. What a conversation began a field with is replaced by a better beginning, unless
// somebody has changed it since.
function useDraft(key, start, isFiled) {
  const [draft, setDraft] = useState({ ...EMPTY, begun: NOTHING });
  const loaded = useRef(null);
  useEffect(() => {
    loaded.current = key;
    setDraft(begunWith(stored(key), start));
  }, [key]);
  useEffect(() => {
    if (loaded.current === key) setDraft((old) => begunWith(old, start));
  }, [start.title, start.content, start.category]);
  useEffect(() => {
    if (loaded.current === key && !isFiled) keep(key, says(draft) ? draft : null);
  }, [draft]);
  useEffect(() => {
    if (!isFiled) return;
    keep(key, null);
    keep(sentKey(key), null);
    forgetFiles(key);
  }, [isFiled]);
  const { begun: _begun, ...fields } = draft;
  return [fields, (name, value) => setDraft((old) => ({ ...old, [name]: value }))];
}

function begunWith(old, start) {
  const fresh = { title: start.title, content: start.content, category: start.category };
  const changed = { ...old, begun: fresh };
  for (const name of Object.keys(fresh)) if (fresh[name] && old[name] === old.begun[name]) changed[name] = fresh[name];
  return changed;
}

function says(draft) {
  return Object.keys(NOTHING).some((name) => draft[name] && draft[name] !== draft.begun[name]);
}

function stored(key) {
  const kept = read(key);
  const isText = (one) => typeof one === "string";
  const known = Object.keys(EMPTY).filter((name) => isText(kept[name]));
  const begun = Object.keys(NOTHING).every((name) => isText(kept.begun?.[name])) ? kept.begun : NOTHING;
  return { ...EMPTY, ...Object.fromEntries(known.map((name) => [name, kept[name]])), begun };
}

function read(key) {
  try {
    return JSON.parse(window.localStorage.getItem(key) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

// Without storage a draft lives as long as its page.
function keep(key, value) {
  try {
    if (value) window.localStorage.setItem(key, JSON.stringify(value));
    else window.localStorage.removeItem(key);
  } catch {
    // it is closed, or full
  }
}

const sentKey = (key) => `${key}:sent`;

// A filing on its way: free again once it was refused, or when nobody has answered for a while. Its id outlives the
// page, for the answer may have been lost with it.
function usePending({ refused, accepted, draftKey }) {
  const flight = useRef(null);
  flight.current ??= { id: "", what: "", ...read(sentKey(draftKey)) };
  const timer = useRef();
  const [state, setState] = useState({ busy: false, late: false });
  const settle = () => {
    clearTimeout(timer.current);
    setState((old) => (old.busy || old.late ? { busy: false, late: false } : old));
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (refused && refused === flight.current.id) settle();
    if (accepted && accepted === flight.current.id) clearTimeout(timer.current);
  }, [refused, accepted]);
  const mark = (what) => {
    const isSame = flight.current.id && flight.current.what === what;
    flight.current = { id: isSame ? flight.current.id : randomHex(), what };
    keep(sentKey(draftKey), flight.current);
    setState({ busy: true, late: false });
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setState({ busy: false, late: true }), CONFIRM_MS);
    return flight.current.id;
  };
  return [{ ...state, id: flight.current.id }, mark, settle];
}
