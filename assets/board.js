// What the tickets' board needs of the browser: cards that are dragged, the same by keys, and promises that run down.
import { createElement as h, useEffect, useSyncExternalStore } from "react";
import { CircleCheck, Clock, Hourglass, Pause, TriangleAlert } from "lucide-react";
import { enter, find, openMenu, press, useKeys, write } from "$/public/keys.js";

const LIST = "aics_board_list";
const cardOf = (orderNo) => find(`[data-card][data-order-no="${CSS.escape(orderNo)}"]`);

// --------------------------------------------------------------------------------------------------------- promises

const SECOND = 1000;
const SOON_S = 3600;
const listeners = new Set();
let timer;

// One clock for every promise on the page; a card is drawn anew only when its words change.
function everySecond(listener) {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((notify) => notify()), SECOND);
  return () => {
    listeners.delete(listener);
    if (listeners.size) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const SIGNS = { calm: Clock, soon: Hourglass, late: TriangleAlert, stands: Pause, met: CircleCheck };

function lasting(seconds, labels) {
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days) return `${days} ${labels.days} ${hours} ${labels.hours}`;
  if (hours) return `${hours} ${labels.hours} ${minutes} ${labels.minutes}`;
  if (minutes) return `${minutes} ${labels.minutes}`;
  return `${Math.floor(seconds)} ${labels.seconds}`;
}

function reading({ dueAt, leftS, met, breached }, labels) {
  if (met) return `${breached ? "late" : "met"}|${breached ? labels.missed : labels.met}`;
  if (!dueAt && leftS === 0) return `late|${labels.used}`;
  if (!dueAt) return leftS < 0 ? "" : `stands|${labels.stands.replace("{time}", lasting(leftS, labels))}`;
  const left = (Date.parse(dueAt) - Date.now()) / SECOND;
  if (Number.isNaN(left)) return "";
  if (breached && left > 0) return `late|${labels.missed}`;
  const level = left <= 0 ? "late" : left < SOON_S ? "soon" : "calm";
  return `${level}|${labels[level].replace("{time}", lasting(Math.abs(left), labels))}`;
}

// How long until something promised is due. `leftS` (business seconds) where the clock stands, else -1.
export function DueIn({ dueAt, leftS, met, breached, labels, name, className }) {
  const read = () => reading({ dueAt, leftS, met, breached }, labels);
  const [level, words] = useSyncExternalStore(everySecond, read, () => "").split("|");
  if (!level) return null;
  const title = dueAt && !met ? new Date(dueAt).toLocaleString() : undefined;
  const attributes = { className: `due ${className ?? ""}`, "data-level": level, "data-testid": "due", "data-kind": name, title };
  return h("span", attributes, h(SIGNS[level], { size: 12, "aria-hidden": true }), words);
}

// ------------------------------------------------------------------------------------------------------------- drag

let dragged = null;
const waysOf = (card) => (card?.dataset.ways ?? "").split(" ").filter(Boolean);
const columnOf = (target) => target.closest?.('[data-testid="board-column"]');

function mark(card) {
  const ways = waysOf(card);
  document.querySelectorAll('[data-testid="board-column"]').forEach((column) => {
    if (!card) delete column.dataset.takes;
    else column.dataset.takes = ways.includes(column.dataset.status) ? "yes" : "no";
    delete column.dataset.over;
  });
}

function useDragging(onMove) {
  useEffect(() => {
    const acts = {
      dragstart: (event) => {
        const card = event.target.closest?.("[data-card]");
        if (!card) return;
        dragged = card;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", card.dataset.orderNo);
        mark(card);
      },
      dragover: (event) => {
        const column = dragged && columnOf(event.target);
        document.querySelectorAll("[data-over]").forEach((one) => one !== column && delete one.dataset.over);
        if (column?.dataset.takes !== "yes") return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "move";
        column.dataset.over = "yes";
      },
      drop: (event) => {
        const column = dragged && columnOf(event.target);
        if (column?.dataset.takes !== "yes") return;
        event.preventDefault();
        dragged.dataset.moving = "yes";
        onMove(dragged.dataset.orderNo, column.dataset.status, Number(dragged.dataset.version));
      },
      dragend: () => {
        dragged = null;
        mark(null);
      },
    };
    Object.entries(acts).forEach(([name, act]) => document.addEventListener(name, act));
    return () => Object.entries(acts).forEach(([name, act]) => document.removeEventListener(name, act));
  });
}

// ------------------------------------------------------------------------------------------------------------- keys

const isBusy = () => Boolean(find('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'));
const leaveBox = (event) => isBusy() || event.target.blur();
const focusedCard = () => document.activeElement?.closest?.("[data-card]");
const visible = (selector, within = document) => [...within.querySelectorAll(selector)].filter((one) => one.offsetParent);

function focusOn(card) {
  const link = card?.querySelector("a");
  link?.focus();
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return Boolean(link);
}

function along(by) {
  const card = focusedCard();
  const cards = visible("[data-card]", columnOf(card ?? document.body) ?? document);
  if (!cards.length) return false;
  const at = cards.indexOf(card);
  return focusOn(cards[at < 0 ? 0 : Math.min(Math.max(at + by, 0), cards.length - 1)]);
}

function across(by) {
  const card = focusedCard();
  const columns = visible('[data-testid="board-column"]').filter((one) => one.querySelector("[data-card]"));
  if (!card || !columns.length) return along(0);
  const here = columnOf(card);
  const at = [...here.querySelectorAll("[data-card]")].indexOf(card);
  const next = columns[columns.indexOf(here) + by];
  const cards = next ? [...next.querySelectorAll("[data-card]")] : [];
  return focusOn(cards[Math.min(at, cards.length - 1)]);
}

// `settled` counts the moves that have ended, well or not; `moved` is the card that the last one was about.
export function BoardHands({ onMove, onMenu, settled, moved }) {
  useDragging(onMove);
  const menu = () => {
    const card = focusedCard();
    if (card) onMenu(card.dataset.orderNo, "", Number(card.dataset.version));
    return Boolean(card);
  };
  useKeys({
    ArrowDown: () => along(1),
    ArrowUp: () => along(-1),
    ArrowRight: () => across(1),
    ArrowLeft: () => across(-1),
    j: () => along(1),
    k: () => along(-1),
    m: menu,
    "/": () => enter("board-search"),
    "?": () => press("board-keys"),
  }, leaveBox, isBusy);
  useEffect(() => {
    visible("[data-moving]").forEach((card) => delete card.dataset.moving);
    return settled && moved ? follow(moved) : undefined;
  }, [settled, moved]);
  return null;
}

// The card comes to its new column with the news of it, a moment later; until then nothing has the focus.
function follow(orderNo) {
  let tries = 20;
  const turn = setInterval(() => {
    if (!(tries -= 1)) clearInterval(turn);
    if (document.activeElement === document.body && !isBusy()) focusOn(cardOf(orderNo));
  }, 100);
  return () => clearInterval(turn);
}

// Kept for the ticket's page: its J and K go through the tickets as the board had them.
export function Listed({ numbers }) {
  useEffect(() => {
    try {
      sessionStorage.setItem(LIST, JSON.stringify(numbers));
    } catch {
      // Storage is closed: J and K stay where they are.
    }
  }, [numbers]);
  return null;
}

function beside(orderNo, by) {
  try {
    const numbers = JSON.parse(sessionStorage.getItem(LIST) ?? "[]");
    return numbers[numbers.indexOf(orderNo) + by];
  } catch {
    return undefined;
  }
}

export function TicketKeys({ orderNo, onStep }) {
  const step = (by) => {
    const next = beside(orderNo, by);
    if (next) onStep(next);
    return Boolean(next);
  };
  useKeys({
    r: () => write("ticket-reply", "reply"),
    n: () => write("ticket-note", "note"),
    a: () => openMenu("board-assign"),
    t: () => enter("board-transition"),
    j: () => step(1),
    k: () => step(-1),
    "?": () => press("board-keys"),
  }, leaveBox, isBusy);
  return null;
}
