// Forms over the HTTP API: faults stand beside their fields, and nothing typed is lost.
import { createContext, createElement as h, useContext, useEffect, useId, useRef, useState } from "react";
import { Button, Callout, IconButton, Text, TextField } from "@radix-ui/themes";
import { CircleAlert, CircleCheck, Eye, EyeOff } from "lucide-react";
import { call, go, nextPath } from "$/public/api.js";

const FormContext = createContext({ values: {}, faults: {}, busy: false, set: () => {} });

// `then` is what success leads to: "navigate" (to ?next=), "reload", "say" (a quiet confirmation, keep the values)
// or "clear" (confirm and empty the fields). `load` is a path to GET the first values from.
export function ApiForm({ action, method, load, then, messages, onDone, children, className }) {
  const form = useRef(null);
  const [values, setValues] = useState({});
  const [faults, setFaults] = useState({});
  const [busy, setBusy] = useState(Boolean(load));
  const [outcome, setOutcome] = useState(null);

  useEffect(() => {
    if (!load) return;
    call("GET", load)
      .then((found) => setValues(withoutNulls(found)))
      .catch((problem) => setOutcome({ failed: true, text: said(problem, messages) }))
      .finally(() => setBusy(false));
  }, [load]);

  const set = (name, value) => {
    setValues((old) => ({ ...old, [name]: value }));
    setFaults(({ [name]: _gone, ...rest }) => rest);
    setOutcome(null);
  };
  const fail = (found) => {
    setFaults(found);
    const first = Object.keys(found)[0];
    if (first) form.current?.querySelector(`[name="${CSS.escape(first)}"]`)?.focus();
  };
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    setOutcome(null);
    const fields = Array.from(form.current.querySelectorAll("input[name]"));
    const found = checked(fields, messages);
    if (Object.keys(found).length) return fail(found);
    setBusy(true);
    try {
      await call(method, action, sent(fields));
      if (then === "navigate") return go(nextPath());
      if (then === "reload") return window.location.reload();
      if (then === "clear") setValues({});
      setOutcome({ done: true });
      setBusy(false);
      onDone?.();
    } catch (problem) {
      setBusy(false);
      const known = problem.errors.filter(({ field }) => fields.some(({ name }) => name === field));
      if (known.length) fail(Object.fromEntries(known.map(({ field, message }) => [field, message])));
      else setOutcome({ failed: true, text: said(problem, messages) });
    }
  };
  return h(
    FormContext.Provider,
    { value: { values, faults, busy, set } },
    h("form", { ref: form, className: `form ${className ?? ""}`, noValidate: true, onSubmit: submit }, outcome && h(Outcome, outcome.done ? { text: messages.done } : outcome), children),
  );
}

export function said(problem, messages) {
  if (problem.status === 0) return messages.unreachable;
  return problem.detail || messages.failed;
}

function withoutNulls(found) {
  return Object.fromEntries(Object.entries(found).map(([name, value]) => [name, value ?? ""]));
}

// A field with data-repeat names the one it has to repeat; that one is not sent.
function checked(fields, messages) {
  const found = {};
  for (const field of fields) {
    const repeats = field.dataset.repeat && fields.find(({ name }) => name === field.dataset.repeat);
    if (field.required && !field.value.trim()) found[field.name] = messages.required;
    else if (repeats && repeats.value !== field.value) found[field.name] = messages.differs;
  }
  return found;
}

function sent(fields) {
  return Object.fromEntries(fields.filter(({ dataset }) => !dataset.repeat).map(({ name, value }) => [name, value]));
}

export function Outcome({ failed, text }) {
  const icon = h(failed ? CircleAlert : CircleCheck, { size: 16, "aria-hidden": true });
  return h(
    Callout.Root,
    { size: "1", color: failed ? "red" : "green", role: failed ? "alert" : "status" },
    h(Callout.Icon, null, icon),
    h(Callout.Text, null, text),
  );
}

export function ApiField({ name, label, type, hint, autoComplete, required, repeat, testid, maxLength, inputMode, autoFocus, labels }) {
  const { values, faults, busy, set } = useContext(FormContext);
  const id = useId();
  const [shown, setShown] = useState(false);
  const fault = faults[name];
  const secret = type === "password";
  const note = `${id}-note`;
  const input = {
    id,
    name,
    type: secret && shown ? "text" : type,
    size: "3",
    value: values[name] ?? "",
    required,
    maxLength,
    inputMode,
    autoComplete,
    autoFocus,
    autoCapitalize: type === "text" ? undefined : "none",
    readOnly: busy,
    "data-testid": testid,
    "data-repeat": repeat,
    "aria-invalid": fault ? true : undefined,
    "aria-describedby": fault || hint ? note : undefined,
    color: fault ? "red" : undefined,
    onChange: (event) => set(name, event.target.value),
  };
  const eye = { type: "button", size: "1", variant: "ghost", color: "gray", "aria-label": shown ? labels.hide : labels.show, onClick: () => setShown(!shown) };
  return h(
    "div",
    { className: "field" },
    h(Text, { as: "label", htmlFor: id, size: "2", weight: "medium" }, label),
    h(TextField.Root, input, secret && h(TextField.Slot, { side: "right" }, h(IconButton, eye, h(shown ? EyeOff : Eye, { size: 16, "aria-hidden": true })))),
    fault
      ? h(Text, { as: "p", id: note, size: "2", color: "red", className: "field-fault" }, h(CircleAlert, { size: 14, "aria-hidden": true }), fault)
      : hint && h(Text, { as: "p", id: note, size: "1", color: "gray" }, hint),
  );
}

export function Submit({ label, testid }) {
  const { busy } = useContext(FormContext);
  return h(Button, { type: "submit", size: "3", loading: busy, "data-testid": testid }, label);
}
