// In place of a page that broke.
import { createElement as h } from "react";

export function Trouble({ texts }) {
  const words = texts[globalThis.document?.documentElement.lang === "en" ? "en" : "zh"];
  const reload = { type: "button", className: "chip", onClick: () => window.location.reload() };
  return h(
    "main",
    { className: "trouble", role: "alert" },
    h("h1", null, words.title),
    h("p", null, words.text),
    h("button", reload, words.reload),
  );
}
