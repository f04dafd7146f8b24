// Charts in the page's own colours and words: the server names tokens and says both languages, what is seen is decided here.
import { useEffect, useMemo, useState } from "react";

const TOKEN = /^var\((--[\w-]+)\)$/;
const BOTH = /@\{([^|}]*)\|([^}]*)\}/g;

// Changes whenever the theme does, so that what is drawn by it is drawn anew.
export function usePalette() {
  const [theme, setTheme] = useState(null);
  useEffect(() => {
    const root = document.querySelector(".radix-themes");
    if (!root) return undefined;
    const look = () => setTheme(root.classList.contains("dark") ? "dark" : "light");
    look();
    const watch = new MutationObserver(look);
    watch.observe(root, { attributes: true, attributeFilter: ["class"] });
    return () => watch.disconnect();
  }, []);
  return useMemo(() => (theme ? paletteOf(theme) : null), [theme]);
}

// Screens with more colours have tokens that Plotly can't read (`color(display-p3 …)`): a canvas can read all of them.
function paletteOf(theme) {
  const style = getComputedStyle(document.querySelector(".radix-themes"));
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const colour = (name) => {
    if (!known.has(name)) known.set(name, painted(pen, style.getPropertyValue(name).trim()));
    return known.get(name);
  };
  return { theme, colour, font: style.fontFamily };
}

function painted(pen, value) {
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = "#000";
  pen.fillStyle = value;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
  return `rgba(${red},${green},${blue},${alpha / 255})`;
}

// The props of a plot. Nothing is drawn before the theme is known.
export function drawn(figure, formats, palette, locale) {
  if (!palette || !figure?.data) return { data: [], layout: {}, config: {} };
  const { data, layout } = filled(figure, locale, palette);
  layout.font = { ...layout.font, family: palette.font };
  return { data, layout, config: configOf(locale, formats) };
}

function filled(value, locale, palette) {
  if (Array.isArray(value)) return value.map((one) => filled(one, locale, palette));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, locale, palette)]));
  }
  if (typeof value !== "string") return value;
  const token = TOKEN.exec(value);
  if (token) return palette.colour(token[1]);
  return value.replace(BOTH, (_, zh, en) => (locale === "en" ? en : zh));
}

function configOf(locale, formats) {
  const tag = locale === "en" ? "en-GB" : "zh-CN";
  return {
    displayModeBar: false,
    responsive: true,
    doubleClick: false,
    showTips: false,
    locale: tag,
    locales: { [tag]: { dictionary: {}, format: formatOf(tag, formats) } },
  };
}

const DATES = ["year", "month", "dayMonth", "dayMonthYear", "date"];

// The browser knows the names of months and days.
function formatOf(tag, formats) {
  const months = (style) => names(12, (at) => new Date(Date.UTC(2024, at, 1)), tag, { month: style });
  const days = (style) => names(7, (at) => new Date(Date.UTC(2024, 8, 1 + at)), tag, { weekday: style });
  return {
    ...Object.fromEntries(DATES.map((name) => [name, formats[name]])),
    days: days("long"),
    shortDays: days("short"),
    months: months("long"),
    shortMonths: months("short"),
    decimal: ".",
    thousands: ",",
    grouping: [3],
  };
}

function names(count, dateOf, tag, style) {
  const format = new Intl.DateTimeFormat(tag, { ...style, timeZone: "UTC" });
  return Array.from({ length: count }, (_, at) => format.format(dateOf(at)));
}

// Which row of the chart's table a pressed mark stands for; -1 for a mark of the period before.
// `across`: so many marks lie beside each other, as hours of a day or parts of a bar, and each has a row.
export function placeOf(points, across) {
  const point = points?.find((one) => across || !one.curveNumber);
  const at = point?.pointNumber ?? -1;
  if (Array.isArray(at)) return at[0] * across + at[1];
  return across && at >= 0 ? at * across + point.curveNumber : at;
}
