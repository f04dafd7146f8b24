// "3 min ago", kept true while the page is open, with the exact time in the viewer's own zone in the tooltip.
import { createElement, useSyncExternalStore } from "react";

const MINUTE = 60_000;
const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const TAGS = { zh: "zh-CN", en: "en-GB" };

// While the pages are built nobody knows the time; a time then would not match the one in the browser.
const UNKNOWN = -1;
const listeners = new Set();
let minute = 0;
let timer;

// One clock for every time on the page.
function subscribe(listener) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    minute += 1;
    listeners.forEach((notify) => notify());
  }, MINUTE);
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export function relative(date, now, locale, justNow) {
  const tag = TAGS[locale] ?? TAGS.zh;
  const seconds = (date - now) / 1000;
  const past = Math.abs(seconds);
  if (past < 45) return justNow;
  if (past >= 7 * 86_400) {
    const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
    return new Intl.DateTimeFormat(tag, { year, month: "short", day: "numeric" }).format(date);
  }
  const [unit, size] = UNITS.find(([, s]) => past >= s) ?? ["minute", 60];
  const amount = Math.sign(seconds) * Math.max(1, Math.round(past / size));
  return new Intl.RelativeTimeFormat(tag, { numeric: "auto", style: "short" }).format(amount, unit);
}

function exact(date, locale) {
  const form = { dateStyle: "full", timeStyle: "medium" };
  return new Intl.DateTimeFormat(TAGS[locale] ?? TAGS.zh, form).format(date);
}

export function RelativeTime({ value, locale, justNow, className }) {
  const tick = useSyncExternalStore(subscribe, () => minute, () => UNKNOWN);
  const date = new Date(value);
  if (tick === UNKNOWN || !value || Number.isNaN(date.getTime())) return null;
  const attributes = { dateTime: value, title: exact(date, locale), className: `time ${className ?? ""}` };
  return createElement("time", attributes, relative(date, new Date(), locale, justNow));
}

// The clock time of day, for a line in a log: 10:41.
export function ClockTime({ value, locale, className }) {
  const tick = useSyncExternalStore(subscribe, () => minute, () => UNKNOWN);
  const date = new Date(value);
  if (tick === UNKNOWN || !value || Number.isNaN(date.getTime())) return null;
  const form = { hour: "2-digit", minute: "2-digit", hour12: false };
  const text = new Intl.DateTimeFormat(TAGS[locale] ?? TAGS.zh, form).format(date);
  return createElement("time", { dateTime: value, title: exact(date, locale), className: `time ${className ?? ""}` }, text);
}

// The day and the time of day: Mon 3 Mar, 15:30. Of another year than this one: 3 Mar 2025, 15:30.
export function moment(date, locale, now = new Date()) {
  const isThisYear = date.getFullYear() === now.getFullYear();
  const day = isThisYear ? { weekday: "short" } : { year: "numeric" };
  const form = { ...day, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(TAGS[locale] ?? TAGS.zh, form).format(date);
}

export function Moment({ value, locale, className }) {
  const tick = useSyncExternalStore(subscribe, () => minute, () => UNKNOWN);
  const date = new Date(value);
  if (tick === UNKNOWN || !value || Number.isNaN(date.getTime())) return null;
  const attributes = { dateTime: value, title: exact(date, locale), className: `time ${className ?? ""}` };
  return createElement("time", attributes, moment(date, locale));
}
