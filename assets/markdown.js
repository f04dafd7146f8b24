// Markdown as answers may use it: raw HTML is shown as the text it is, no pictures, links only to where a reader may safely go.
import { createElement as h, memo, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { announce } from "$/public/announce.js";
import { liveText, seed, subscribeTo } from "$/public/live.js";

const PLUGINS = [remarkGfm];
const SAFE_SCHEME = /^(https?:|mailto:)/i;
const ANY_SCHEME = /^[a-z][a-z0-9+.-]*:/i;
// Controls that turn the writing direction of everything after them, and those of terminals.
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u202A-\u202E\u2066-\u2069]/g;

export function safeUrl(url) {
  const trimmed = (url ?? "").trim();
  if (trimmed.startsWith("//") || trimmed.startsWith("/\\")) return "";
  return ANY_SCHEME.test(trimmed) && !SAFE_SCHEME.test(trimmed) ? "" : trimmed;
}

function Anchor({ href, children }) {
  const target = safeUrl(href);
  if (!target) return h("span", null, children);
  const inside = !ANY_SCHEME.test(target);
  return h("a", { href: target, ...(inside ? {} : { target: "_blank", rel: "noopener noreferrer" }) }, children);
}

function Picture({ src, alt }) {
  return h(Anchor, { href: src }, alt || src);
}

function Table({ children, labels }) {
  const scroll = { className: "md-scroll", tabIndex: 0, role: "group", "aria-label": labels.table };
  return h("div", scroll, h("table", null, children));
}

function codeText(node) {
  return node.type === "text" ? node.value : (node.children ?? []).map(codeText).join("");
}

function Code({ node, children, labels }) {
  const [copied, setCopied] = useState(false);
  const timer = useRef();
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    await copyText(codeText(node));
    setCopied(true);
    timer.current = setTimeout(() => setCopied(false), 2000);
  };
  const button = { type: "button", className: "md-copy", onClick: copy };
  return h(
    "div",
    { className: "md-code" },
    h("button", button, copied ? labels.copied : labels.copy),
    h("pre", { tabIndex: 0 }, children),
  );
}

async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export const Markdown = memo(function Markdown({ text, labels, className }) {
  const parts = useMemo(
    () => ({
      a: Anchor,
      img: Picture,
      table: (props) => h(Table, { ...props, labels }),
      pre: (props) => h(Code, { ...props, labels }),
    }),
    [labels.copy],
  );
  const clean = (text ?? "").replace(CONTROLS, "");
  const options = { remarkPlugins: PLUGINS, components: parts, urlTransform: safeUrl };
  return h("div", { className: `md ${className ?? ""}`, dir: "auto" }, h(ReactMarkdown, options, clean));
});

// Text that may still be growing: what the page knows, or what the stream has brought, whichever is longer.
export function LiveMarkdown({ messageId, text, live, labels }) {
  const id = String(messageId);
  useEffect(() => seed(id, text), [id, text]);
  const streamed = useSyncExternalStore(
    useMemo(() => subscribeTo(id), [id]),
    () => liveText(id),
    () => "",
  );
  const shown = live && streamed.length > (text ?? "").length ? streamed : (text ?? "");
  useFinishedSentences(shown, live);
  return h(Markdown, { text: shown, labels, className: live ? "md-live" : "" });
}

// Reads out whole sentences as they are finished, and the rest at the end; never single words.
function useFinishedSentences(text, live) {
  const said = useRef(null);
  useEffect(() => {
    if (said.current === null) said.current = live ? 0 : text.length;
    if (!live && said.current >= text.length) return;
    const end = live ? lastSentenceEnd(text) : text.length;
    if (end <= said.current) return;
    announce(text.slice(said.current, end));
    said.current = end;
  }, [text, live]);
}

function lastSentenceEnd(text) {
  let end = 0;
  for (const match of text.matchAll(/[。！？；\n]|[.!?](?=\s)/g)) end = match.index + match[0].length;
  return end;
}
