// The parts of the pages of people that talk to the API by themselves.
import { createElement as h, useEffect, useRef, useState } from "react";
import { AlertDialog, Avatar, Badge, Button, Flex, Skeleton, Text } from "@radix-ui/themes";
import { Headset, LogOut, MonitorSmartphone, ShieldUser, User } from "lucide-react";
import { call, go, nextPath } from "$/public/api.js";
import { Outcome, said } from "$/public/forms.js";
import { RelativeTime } from "$/public/time.js";

const ROLE_ICONS = { ADMIN: ShieldUser, CUSTOMER_SERVICE: Headset, USER: User };
const BROWSERS = [
  [/Edg\//, "Edge"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
  [/curl|python|httpx/i, "API"],
];
const SYSTEMS = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Mac OS X/, "macOS"],
  [/Windows/, "Windows"],
  [/Linux/, "Linux"],
];

// One button for every role of the demo company; nothing at all in production.
export function DemoAccounts({ labels, messages }) {
  const [accounts, setAccounts] = useState([]);
  const [busy, setBusy] = useState("");
  const [fault, setFault] = useState("");
  useEffect(() => {
    call("GET", "/api/auth/demo")
      .then((found) => setAccounts(found?.enabled ? found.accounts : []))
      .catch(() => setAccounts([]));
  }, []);
  const enter = async (username) => {
    setBusy(username);
    setFault("");
    try {
      await call("POST", "/api/auth/demo", { username });
      go(nextPath());
    } catch (problem) {
      setBusy("");
      setFault(said(problem, messages));
    }
  };
  if (!accounts.length) return null;
  const button = ({ username, role, nickname }) =>
    h(
      "button",
      { key: username, type: "button", className: "demo-account", "data-testid": `demo-${username}`, disabled: Boolean(busy), onClick: () => enter(username) },
      h("span", { className: "demo-icon" }, h(ROLE_ICONS[role] ?? User, { size: 18, "aria-hidden": true })),
      h("span", { className: "demo-words" }, h("strong", null, labels[role] ?? role), h("span", null, nickname || username)),
    );
  return h(
    "section",
    { className: "demo", "aria-label": labels.title },
    h("p", { className: "demo-title" }, labels.title),
    fault && h(Outcome, { failed: true, text: fault }),
    h("div", { className: "demo-list" }, accounts.map(button)),
  );
}

// What somebody was writing here is not for whoever signs in next. Language, look and sound stay, and so does what a
// sign-in that merely ran out has left behind: its owner comes back for it.
function forgetDrafts() {
  const isOurs = (key) => /^(chat|desk-\w+|files|filing|tickets?(-\w+)?):|^aics_(faq_draft|workflow|board_list)$/.test(key);
  for (const place of ["sessionStorage", "localStorage"]) {
    try {
      const storage = window[place];
      Object.keys(storage).filter(isOurs).forEach((key) => storage.removeItem(key));
    } catch {
      // it is closed, and so it kept nothing
    }
  }
}

export function SignOut({ label, className, testid }) {
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    // Whatever the server says, the sign-in page is where to go: it shows whether one is still signed in.
    await call("POST", "/api/auth/logout").catch(() => null);
    forgetDrafts();
    go("/login");
  };
  return h(
    "button",
    { type: "button", className, "data-testid": testid, disabled: busy, onClick: leave },
    h(LogOut, { size: 20, "aria-hidden": true }),
    h("span", null, label),
  );
}

export function AvatarUpload({ src, name, labels, messages, onDone }) {
  const picker = useRef(null);
  const [shown, setShown] = useState("");
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState(null);
  const upload = async (event) => {
    const file = event.target.files[0];
    event.target.value = "";
    if (!file) return;
    setBusy(true);
    setOutcome(null);
    try {
      const body = new FormData();
      body.append("file", file);
      const found = await call("POST", "/api/auth/avatar", body);
      setShown(found?.avatar ?? URL.createObjectURL(file));
      setOutcome({ done: true });
      onDone?.();
    } catch (problem) {
      setOutcome({ failed: true, text: said(problem, messages) });
    } finally {
      setBusy(false);
    }
  };
  const input = { ref: picker, type: "file", accept: "image/png,image/jpeg,image/webp", className: "visually-hidden", tabIndex: -1, "aria-label": labels.choose, onChange: upload };
  return h(
    Flex,
    { gap: "4", align: "center", wrap: "wrap" },
    h(Avatar, { size: "6", radius: "full", src: shown || src || undefined, alt: "", fallback: Array.from(name || "?")[0].toUpperCase() }),
    h(
      Flex,
      { direction: "column", gap: "2", align: "start" },
      h("input", input),
      h(Button, { type: "button", variant: "soft", loading: busy, onClick: () => picker.current.click() }, labels.choose),
      h(Text, { size: "1", color: "gray" }, labels.hint),
    ),
    outcome && h(Outcome, outcome.done ? { text: labels.done } : outcome),
  );
}

// Where one is signed in, and the way to end all of it but this.
export function SignIns({ labels, messages, locale }) {
  const [items, setItems] = useState(null);
  const [outcome, setOutcome] = useState(null);
  const load = () =>
    call("GET", "/api/auth/sessions")
      .then((found) => setItems(found?.items ?? found ?? []))
      .catch((problem) => {
        setItems([]);
        setOutcome({ failed: true, text: said(problem, messages) });
      });
  useEffect(() => void load(), []);
  const end = async () => {
    try {
      await call("DELETE", "/api/auth/sessions");
      setOutcome({ text: labels.ended });
      await load();
    } catch (problem) {
      setOutcome({ failed: true, text: said(problem, messages) });
    }
  };
  if (items === null) return h(Flex, { direction: "column", gap: "3" }, [1, 2].map((key) => h(Skeleton, { key, height: "44px" })));
  const row = (item) => h(SignInRow, { key: item.id, item, labels, locale });
  return h(
    Flex,
    { direction: "column", gap: "3" },
    outcome && h(Outcome, outcome),
    h("ul", { className: "sign-ins" }, items.map(row)),
    items.length > 1 && h(EndOthers, { labels, onEnd: end }),
  );
}

// "Chrome · Windows": enough to know one's own devices by.
function deviceOf(agent) {
  const known = (table) => table.find(([pattern]) => pattern.test(agent ?? ""))?.[1];
  return [known(BROWSERS), known(SYSTEMS)].filter(Boolean).join(" · ");
}

function SignInRow({ item, labels, locale }) {
  return h(
    "li",
    null,
    h(MonitorSmartphone, { size: 18, "aria-hidden": true }),
    h("span", { className: "sign-in-words" }, h("strong", { title: item.agent }, deviceOf(item.agent) || labels.unknown), h("span", null, item.address)),
    item.current
      ? h(Badge, { color: "green" }, labels.current)
      : h(RelativeTime, { value: item.created_at, locale, justNow: labels.just_now }),
  );
}

function EndOthers({ labels, onEnd }) {
  return h(
    AlertDialog.Root,
    null,
    h(AlertDialog.Trigger, null, h(Button, { variant: "soft", color: "red", style: { alignSelf: "start" } }, labels.end)),
    h(
      AlertDialog.Content,
      { maxWidth: "440px" },
      h(AlertDialog.Title, { size: "4" }, labels.end),
      h(AlertDialog.Description, { size: "2" }, labels.sure),
      h(
        Flex,
        { gap: "3", justify: "end", mt: "4" },
        h(AlertDialog.Cancel, null, h(Button, { variant: "soft", color: "gray" }, labels.cancel)),
        h(AlertDialog.Action, null, h(Button, { color: "red", onClick: onEnd }, labels.end)),
      ),
    ),
  );
}
