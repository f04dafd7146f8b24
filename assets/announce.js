// One quiet voice for screen readers: a hidden live region that is fed whole sentences.
const KEPT_MS = 6000;

// What a reader would see of the Markdown.
export function spoken(text) {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^[\s|:-]{3,}$/gm, "")
    .replace(/[*_`#>|~]+/g, " ")
    .replace(/[^\S\n]+/g, " ")
    .trim();
}

function region() {
  const found = document.getElementById("aics-announcer");
  if (found) return found;
  const made = document.createElement("div");
  made.id = "aics-announcer";
  made.className = "visually-hidden";
  made.setAttribute("role", "status");
  made.setAttribute("aria-live", "polite");
  document.body.append(made);
  return made;
}

export function announce(text) {
  const plain = spoken(text);
  if (!plain) return;
  const line = document.createElement("p");
  line.textContent = plain;
  region().append(line);
  setTimeout(() => line.remove(), KEPT_MS);
}
