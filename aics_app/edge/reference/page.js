// Draws openapi.json: operations by tag, what they take and answer, and a way to try each.
const labels = JSON.parse(document.body.dataset.labels);
const METHODS = ["get", "post", "put", "patch", "delete"];

function h(tag, props = {}, ...children) {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children.flat().filter((child) => child !== null));
  return element;
}

function resolve(spec, schema) {
  return schema?.$ref ? schema.$ref.slice(2).split("/").reduce((at, step) => at[step], spec) : schema ?? {};
}

// An example that shows the shape: names of types in the place of values.
function example(spec, schema, depth = 0) {
  const found = resolve(spec, schema);
  if (depth > 6) return "…";
  const either = found.anyOf ?? found.oneOf ?? found.allOf;
  if (either) return example(spec, either[0], depth + 1);
  if (found.enum) return found.enum.join(" | ");
  if (found.const !== undefined) return found.const;
  if (found.type === "array") return [example(spec, found.items, depth + 1)];
  if (found.properties) return Object.fromEntries(Object.entries(found.properties).map(([name, part]) => [name, example(spec, part, depth + 1)]));
  return found.format ? `${found.type}: ${found.format}` : found.type ?? "…";
}

function contentOf(part) {
  const [type, content] = Object.entries(part?.content ?? {})[0] ?? [];
  return type ? { type, schema: content.schema } : null;
}

function parameterRow(parameter) {
  const input = h("input", { name: parameter.name, spellcheck: false, autocomplete: "off" });
  input.dataset.in = parameter.in;
  input.setAttribute("aria-label", parameter.name);
  const note = [parameter.in, parameter.required ? labels.required : ""].filter(Boolean).join(", ");
  return h("tr", {}, h("td", {}, h("code", {}, parameter.name)), h("td", { className: "about" }, note), h("td", {}, input));
}

function answerRow(spec, [status, answer]) {
  const content = contentOf(answer);
  const shape = content?.schema ? h("pre", {}, JSON.stringify(example(spec, content.schema), null, 2)) : null;
  return h("tr", {}, h("td", {}, h("code", {}, status)), h("td", {}, answer.description ?? "", shape));
}

function bodyField(spec, content) {
  if (!content || !content.type.includes("json")) return null;
  return h("textarea", { name: "body", rows: 6, spellcheck: false, ariaLabel: labels.body, value: JSON.stringify(example(spec, content.schema), null, 2) });
}

async function send(form, method, path, shown) {
  const query = new URLSearchParams();
  let target = path;
  for (const { name, value, dataset } of form.querySelectorAll("input[name]")) {
    if (dataset.in === "path") target = target.replace(`{${name}}`, encodeURIComponent(value));
    else if (value) query.append(name, value);
  }
  const token = document.getElementById("token").value.trim();
  const body = form.querySelector("textarea")?.value;
  const headers = { ...(token && { Authorization: `Bearer ${token}` }), ...(body !== undefined && { "Content-Type": "application/json" }) };
  shown.hidden = false;
  shown.textContent = "…";
  try {
    const answer = await fetch(query.size ? `${target}?${query}` : target, { method: method.toUpperCase(), headers, body });
    shown.textContent = `${answer.status} ${answer.statusText}\n\n`;
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader?.read(); part && !part.done && shown.textContent.length < 50000; part = await reader.read()) shown.append(part.value);
  } catch {
    shown.textContent = labels.failed;
  }
}

function operation(spec, path, method, found) {
  const content = contentOf(found.requestBody);
  const shown = h("pre", { hidden: true });
  const form = h(
    "form",
    {},
    found.parameters?.length ? [h("h3", {}, labels.parameters), h("table", {}, found.parameters.map(parameterRow))] : null,
    content ? [h("h3", {}, `${labels.body} (${content.type})`), bodyField(spec, content)] : null,
    h("button", {}, labels.send),
    shown,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, method, path, shown);
  });
  return h(
    "details",
    { id: found.operationId },
    h("summary", {}, h("span", { className: "method" }, method.toUpperCase()), h("span", { className: "path" }, path), h("span", { className: "about" }, (found.description ?? "").split("\n")[0])),
    h("div", {}, h("p", {}, found.description ?? ""), form, h("h3", {}, labels.answers), h("table", {}, Object.entries(found.responses).map((entry) => answerRow(spec, entry)))),
  );
}

async function draw() {
  const place = document.getElementById("operations");
  document.getElementById("token-label").textContent = labels.token;
  document.getElementById("token").placeholder = labels.token_hint;
  const spec = await (await fetch("/api/openapi.json")).json();
  const groups = new Map();
  for (const [path, methods] of Object.entries(spec.paths))
    for (const method of METHODS.filter((name) => methods[name])) {
      const tag = methods[method].tags?.[0] ?? "";
      groups.set(tag, [...(groups.get(tag) ?? []), operation(spec, path, method, methods[method])]);
    }
  place.replaceChildren(...[...groups].flatMap(([tag, operations]) => [h("h2", {}, tag), ...operations]));
}

draw().catch(() => (document.getElementById("operations").textContent = labels.failed));
