// Files beside what is written: uploaded as soon as they are chosen, sent with the message, kept with its draft.
import { createElement as h, useEffect, useState } from "react";
import { File, LoaderCircle, RotateCw, TriangleAlert, X } from "lucide-react";

const PATH = "/api/attachments";
const ACCEPT =
  "image/*,audio/*,video/*,application/pdf,text/plain,.csv,.log,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.odp,.zip";
let limits = null; // asked of the server once, when the first file is chosen
let lastKey = 0;
// Files belong to a draft, not to the box that shows it: going from a reply to a note and back breaks no upload off.
const drafts = new Map(); // draft key -> its files
const boxes = new Map(); // draft key -> tells its box
const running = new Map(); // key of a file -> its request

export function useAttaching(draftKey, isOn, labels) {
  const [items, show] = useState([]);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    boxes.set(draftKey, show);
    show(filesOf(draftKey));
    return () => boxes.get(draftKey) === show && boxes.delete(draftKey);
  }, [draftKey]);

  const upload = (item) => send(draftKey, item, labels);
  const add = (files) => {
    if (!isOn || !files.length) return;
    const now = filesOf(draftKey);
    const room = Math.max(0, 10 - now.length);
    setProblem(files.length > room ? labels.too_many : "");
    const fresh = Array.from(files).slice(0, room).map(begun);
    put(draftKey, [...now, ...fresh]);
    fresh.forEach(upload);
  };
  const remove = (item) => {
    setProblem("");
    running.get(item.key)?.abort();
    if (item.preview) URL.revokeObjectURL(item.preview);
    if (item.id) fetch(`${PATH}/${item.id}`, { method: "DELETE", credentials: "same-origin" }).catch(() => {});
    put(draftKey, filesOf(draftKey).filter((one) => one.key !== item.key));
  };
  const forget = (ids) => put(draftKey, filesOf(draftKey).filter((one) => !ids.includes(one.id)));

  const done = items.filter((one) => one.state === "done");
  return {
    items,
    add,
    remove,
    retry: upload,
    forget,
    problem,
    ids: done.map((one) => one.id),
    isBusy: items.some((one) => one.state === "sending"),
    hasFailed: items.some((one) => one.state === "failed"),
  };
}

async function send(draftKey, item, labels) {
  const change = (news) => put(draftKey, filesOf(draftKey).map((one) => (one.key === item.key ? { ...one, ...news } : one)));
  change({ state: "sending", progress: 0, fault: "" });
  const known = (limits ??= await asked().catch(() => null));
  if (known && item.file.size > known.max_file_bytes) {
    const fault = labels.too_large.replace("{limit}", `${Math.round(known.max_file_bytes / 1048576)} MB`);
    return change({ state: "failed", fault, isFinal: true });
  }
  if (!filesOf(draftKey).some((one) => one.key === item.key)) return; // removed meanwhile
  const request = new XMLHttpRequest();
  running.set(item.key, request);
  request.upload.onprogress = (event) => event.lengthComputable && change({ progress: event.loaded / event.total });
  request.onload = () => change(ended(request, labels));
  request.onerror = () => change({ state: "failed", fault: labels.failed });
  request.onloadend = () => running.delete(item.key);
  request.open("POST", PATH);
  request.setRequestHeader("Accept-Language", document.documentElement.lang || "zh-CN");
  const form = new FormData();
  form.append("file", item.file, item.name);
  request.send(form);
}

async function asked() {
  const answer = await fetch(`${PATH}/limits`, { credentials: "same-origin" });
  return answer.ok ? answer.json() : null;
}

function begun(file) {
  const preview = /^image\/(png|jpeg|gif|webp)$/.test(file.type) ? URL.createObjectURL(file) : "";
  return { key: ++lastKey, name: file.name || "picture.png", size: file.size, file, preview, state: "sending", progress: 0 };
}

function ended(request, labels) {
  let told = {};
  try {
    told = JSON.parse(request.responseText);
  } catch {
    // a proxy answers with pages of its own
  }
  if (request.status === 201) return { ...told.items[0], state: "done", file: null };
  const isFinal = request.status >= 400 && request.status < 500 && request.status !== 429;
  return { state: "failed", fault: told.detail || labels.failed, isFinal };
}

function filesOf(draftKey) {
  if (!drafts.has(draftKey)) drafts.set(draftKey, storedFiles(draftKey).map((one) => ({ ...one, key: ++lastKey, state: "done" })));
  return drafts.get(draftKey);
}

// What has arrived is kept with the draft; what is still on its way lives as long as its page.
function put(draftKey, items) {
  drafts.set(draftKey, items);
  storeFiles(draftKey, items.filter((one) => one.state === "done").map(({ id, name, size, kind }) => ({ id, name, size, kind })));
  boxes.get(draftKey)?.(items);
}

export function forgetFiles(draftKey) {
  put(draftKey, []);
}

function storedFiles(draftKey) {
  try {
    const kept = JSON.parse(window.sessionStorage.getItem(`files:${draftKey}`) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => Number.isSafeInteger(one?.id)) : [];
  } catch {
    return [];
  }
}

function storeFiles(draftKey, done) {
  try {
    if (done.length) window.sessionStorage.setItem(`files:${draftKey}`, JSON.stringify(done));
    else window.sessionStorage.removeItem(`files:${draftKey}`);
    window.dispatchEvent(new Event("aics:draft"));
  } catch {
    // without storage a draft lives as long as its page
  }
}

// Pictures from the clipboard; a cell of a table is pasted as its words, not as the picture that comes along.
export function pastedFiles(event) {
  const data = event.clipboardData;
  if (!data?.files?.length || Array.from(data.types).includes("text/plain")) return [];
  event.preventDefault();
  return data.files;
}

export function useDropping(isOn, add) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    if (!isOn) return;
    // A file that is dropped beside the box would take the place of the page, and of everything that is written.
    const spare = (event) => hasFiles(event) && event.preventDefault();
    window.addEventListener("dragover", spare);
    window.addEventListener("drop", spare);
    return () => {
      window.removeEventListener("dragover", spare);
      window.removeEventListener("drop", spare);
    };
  }, [isOn]);
  if (!isOn) return {};
  return {
    "data-drop": isOver || undefined,
    onDragOver: (event) => hasFiles(event) && (event.preventDefault(), setOver(true)),
    onDragLeave: (event) => event.currentTarget.contains(event.relatedTarget) || setOver(false),
    onDrop: (event) => {
      setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      add(event.dataTransfer.files);
    },
  };
}

function hasFiles(event) {
  return Array.from(event.dataTransfer?.types ?? []).includes("Files");
}

export function FileChooser({ chosen, input, testid }) {
  const choose = (event) => {
    chosen(Array.from(event.target.files));
    event.target.value = ""; // the same file may be chosen again
  };
  const props = { ref: input, type: "file", multiple: true, accept: ACCEPT, hidden: true, onChange: choose };
  return h("input", { ...props, "data-testid": testid ?? "chat-attach-input", tabIndex: -1, "aria-hidden": true });
}

export function AttachedFiles({ attaching, labels }) {
  if (!attaching.items.length && !attaching.problem) return null;
  return h(
    "div",
    { className: "attached" },
    h("ul", { "aria-label": labels.attached }, attaching.items.map((item) => h(Attached, { key: item.key, item, attaching, labels }))),
    attaching.problem && h("p", { className: "composer-note", role: "alert" }, attaching.problem),
  );
}

function Attached({ item, attaching, labels }) {
  const failed = item.state === "failed";
  const percent = Math.round(item.progress * 100);
  return h(
    "li",
    { className: "attached-file", "data-testid": "chat-attachment", "data-state": item.state },
    face(item),
    h(
      "span",
      { className: "attached-words" },
      h("span", { className: "attached-name", title: item.name }, item.name),
      failed
        ? h("span", { className: "attached-fault", role: "alert" }, item.fault)
        : h("span", { className: "attached-size" }, item.state === "sending" ? `${percent} %` : amount(item.size)),
    ),
    failed && !item.isFinal && button(labels.retry, RotateCw, () => attaching.retry(item), "chat-attachment-retry"),
    button(labels.remove.replace("{name}", item.name), X, () => attaching.remove(item), "chat-attachment-remove"),
    item.state === "sending" &&
      h("progress", { className: "attached-progress", max: 100, value: percent, "aria-label": labels.uploading.replace("{name}", item.name) }),
  );
}

function face(item) {
  if (item.state === "failed") return h(TriangleAlert, { size: 18, className: "attached-icon", "aria-hidden": true });
  const picture = item.kind === "picture" && item.id ? `${PATH}/${item.id}?thumb=1` : item.preview;
  if (picture) return h("img", { src: picture, alt: "", className: "attached-picture" });
  const icon = item.state === "sending" ? LoaderCircle : File;
  return h(icon, { size: 18, className: "attached-icon", "data-spinning": item.state === "sending" || undefined, "aria-hidden": true });
}

function button(label, icon, onClick, testid) {
  const props = { type: "button", className: "attached-button", "aria-label": label, title: label, "data-testid": testid, onClick };
  return h("button", props, h(icon, { size: 15, "aria-hidden": true }));
}

function amount(size) {
  if (size < 1024) return `${size} B`;
  return size < 1048576 ? `${(size / 1024).toFixed(1)} KB` : `${(size / 1048576).toFixed(1)} MB`;
}
