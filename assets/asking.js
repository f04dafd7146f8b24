// Asks the model for help in a conversation: server-sent events over a request that ends when nobody wants it.
import { useEffect, useRef, useState } from "react";
import { Problem } from "$/public/api.js";

const NOTHING = { state: "idle", text: "", place: 0, sources: [], unverified: [], problem: null, wish: null };

// `ask(wish)` begins, whatever was being asked before; `stop()` keeps what has come, `clear()` forgets it. Leaving
// the page or the conversation does both.
export function useAsking(conversation) {
  const [answer, setAnswer] = useState(NOTHING);
  const request = useRef(null);
  const cancel = () => {
    request.current?.abort();
    request.current = null;
  };
  const clear = () => {
    cancel();
    setAnswer(NOTHING);
  };
  useEffect(() => clear, [conversation]);

  const ask = async (wish) => {
    cancel();
    const own = (request.current = new AbortController());
    const mine = (change) => request.current === own && setAnswer((old) => ({ ...old, ...change(old) }));
    setAnswer({ ...NOTHING, state: "asking", wish });
    try {
      await events(`/api/conversations/${conversation}/help`, wish, own.signal, (name, facts) => mine(told(name, facts)));
      mine(({ state }) => (state === "done" || state === "failed" ? {} : broken({})));
    } catch (fault) {
      mine(() => broken(fault));
    }
  };
  const stop = () => {
    cancel();
    setAnswer((old) => ({ ...old, state: "stopped" }));
  };
  return { answer, ask, stop, clear };
}

function broken(fault) {
  return { state: "failed", problem: fault instanceof Problem ? fault : new Problem({}) };
}

function told(name, facts) {
  if (name === "meta") return () => ({ sources: facts.sources });
  if (name === "wait") return () => ({ state: "waiting", place: facts.place });
  if (name === "delta") return ({ text }) => ({ state: "writing", text: text + facts.text });
  if (name === "done") return ({ text }) => ({ state: "done", text: text.trim(), unverified: facts.unverified });
  return () => broken(new Problem(facts));
}

async function events(path, body, signal, on) {
  const answer = await fetch(path, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang || "zh-CN" },
    body: JSON.stringify(body),
    signal,
  });
  if (!answer.ok) {
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    throw new Problem({ code: "failed", ...(isJson ? await answer.json() : {}), status: answer.status });
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? [];
      if (name) on(name, JSON.parse(data));
    }
  }
}
