// A clock in a thread of its own, which no browser slows down. It is told once how often to turn, in milliseconds.
self.onmessage = ({ data }) => setInterval(() => self.postMessage(0), data);
