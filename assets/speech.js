// Press to talk, with the browser's own recogniser. Says by a code what is in the way; never sends anything.
import { useEffect, useRef, useState } from "react";

const TAGS = { zh: "zh-CN", en: "en-US" };
const FAULTS = {
  "not-allowed": "denied",
  "service-not-allowed": "denied",
  "audio-capture": "no_microphone",
  "no-speech": "silence",
  "language-not-supported": "unsupported",
  network: "network",
};

function obstacle() {
  if (!window.isSecureContext) return "insecure";
  return window.SpeechRecognition ?? window.webkitSpeechRecognition ? "" : "unsupported";
}

// Returns {listening, interim, fault, toggle, stop, clearFault}; `onText` gets each finished piece of speech.
export function useSpeech(locale, onText) {
  const [listening, setListening] = useState(false);
  const [interim, setInterim] = useState("");
  const [fault, setFault] = useState("");
  const recogniser = useRef(null);
  const deliver = useRef(onText);
  deliver.current = onText;

  useEffect(() => () => recogniser.current?.abort(), []);

  const stop = () => recogniser.current?.stop();

  const start = () => {
    const found = obstacle();
    setFault(found);
    if (found) return;
    const Recogniser = window.SpeechRecognition ?? window.webkitSpeechRecognition;
    const session = new Recogniser();
    session.lang = TAGS[locale] ?? TAGS.zh;
    session.interimResults = true;
    session.continuous = true;
    session.onresult = (event) => {
      let unfinished = "";
      for (let i = event.resultIndex; i < event.results.length; i += 1) {
        const result = event.results[i];
        if (result.isFinal) deliver.current(result[0].transcript);
        else unfinished += result[0].transcript;
      }
      setInterim(unfinished);
    };
    session.onerror = (event) => {
      if (event.error !== "aborted") setFault(FAULTS[event.error] ?? "failed");
    };
    session.onend = () => {
      setListening(false);
      setInterim("");
      recogniser.current = null;
    };
    recogniser.current = session;
    try {
      session.start();
      setListening(true);
    } catch {
      recogniser.current = null;
      setFault("failed");
    }
  };

  return { listening, interim, fault, toggle: listening ? stop : start, stop, clearFault: () => setFault("") };
}
