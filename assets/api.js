// Calls to the HTTP API from a page: same origin, cookie, JSON, errors as RFC 9457 problems.

export class Problem extends Error {
  constructor({ status = 0, code = "unreachable", detail = "", errors = [] }) {
    super(detail || code);
    Object.assign(this, { status, code, detail, errors });
  }
}

export async function call(method, path, body) {
  const isForm = body instanceof FormData;
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang || "zh-CN" };
  if (body && !isForm) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      body: isForm ? body : body && JSON.stringify(body),
    });
  } catch {
    throw new Problem({});
  }
  const content = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
  if (!answer.ok) throw new Problem({ code: "failed", ...content, status: answer.status });
  return content;
}

// Where to go after signing in: a path of this site, whatever the address says.
export function nextPath(fallback = "/") {
  const wanted = new URLSearchParams(window.location.search).get("next") ?? "";
  if (!/^\/(?![/\\])/.test(wanted)) return fallback;
  const target = new URL(wanted, window.location.origin);
  return target.origin === window.location.origin ? target.pathname + target.search + target.hash : fallback;
}

// A real navigation: the cookie has changed, and the socket must shake hands again with the new one.
export function go(path) {
  window.location.assign(path);
}
