// The life of a page: beginning when it is seen, signs of life, routes, changes of mind, and what the site may call.

const HEARTBEAT = 60000;
let begun = false;
let place = location.href;

// Every number this page was asked about, and what is new.
const targets = () => [...new Set([...known.keys(), ...asked, ...wanted])];

const begin = () => {
  if (begun) return;
  begun = true;
  if (consent.analytics) recall();
  else firstEvent = eventId();
  watch(document);
  ask("page", targets(), firstEvent ? { event_id: firstEvent } : {});
  setInterval(() => guard(beat), HEARTBEAT);
};

const beat = () => {
  forget();
  dropOld();
  if (document.visibilityState !== "visible" || !visitor) return;
  // After a lease that ran out the visitor begins to look anew.
  ask(lost ? "page" : "beat", lost ? targets() : [...known.keys()]);
  lost = false;
};

// A route of an application is a page view; its content may come a moment later.
const route = () => {
  if (location.href === place) return;
  const before = place;
  place = location.href;
  if (!begun) return;
  setTimeout(() => guard(() => viewRoute(before)), 0);
};

const viewRoute = (before) => {
  questions = 0;
  if (landed) referrer = before;
  asked.clear();
  scanAll();
  if (consent.analytics) ask("page", targets());
  else askForMore();
};

const followRoutes = () => {
  for (const name of ["pushState", "replaceState"]) {
    const original = history[name];
    history[name] = function (...values) {
      const answer = original.apply(this, values);
      guard(route);
      return answer;
    };
  }
  on(window, "popstate", route);
};

const consentChanged = (before) => {
  if (!begun) return;
  if (consent.analytics === before) {
    if (before) ask("beat", []);
    return;
  }
  if (before) return letGo();
  recall();
  ask("page", targets(), firstEvent ? { event_id: firstEvent, upgrade: true } : {});
  firstEvent = "";
};

// Consent is withdrawn: the server forgets, the device forgets, and the page gets its numbers back.
const letGo = () => {
  const all = targets();
  const key = visitor;
  keep("", 0);
  known.clear();
  show();
  firstEvent = "";
  landed = false;
  ask("beat", all, { visitor: key });
};

const api = {
  consent: (signals) => {
    const before = consent.analytics;
    agree(signals);
    consentChanged(before);
  },
  set: (values) => Object.assign(custom, values),
  swap: (part) => {
    if (typeof part === "string") only = only && `${only},${part}`;
    else if (part) chosen.add(part);
    scanAll();
    askForMore();
  },
  form: ({ email, phone }) => consent.analytics && ask("form", [...known.keys()], { identifiers: { email, phone } }),
  onswap: (listener) => {
    listeners.push(listener);
    if (known.size) tell(listener);
  },
  push: ([name, value]) => api[name](value),
};

const start = () => {
  const early = Array.isArray(window.ringtrace) ? window.ringtrace : [];
  window.ringtrace = {};
  for (const name in api) window.ringtrace[name] = (value) => void guard(() => api[name](value));
  const said = options.consent;
  if (said === "granted") agreeToAll(true);
  listenToConsentMode();
  if (said === "denied") agreeToAll(false);
  only = options.numbers || "";
  const callback = (options.callback || "").split(".").filter(Boolean);
  if (callback.length) listeners.push((shown) => callback.reduce((part, name) => part[name], window)(shown));
  guard(() => Object.assign(custom, JSON.parse(options.custom || "{}")));
  early.forEach((entry) => guard(() => api.push(entry)));
  followRoutes();
  on(window, "pagehide", () => visitor && beacon("beat", {}));
  whenSeen(() => setTimeout(() => guard(begin), consent.analytics ? 0 : patience));
};

// Nothing is asked for a page that nobody looks at: prerendered, opened in the background, driven by a machine.
const whenSeen = (go) => {
  const seen = () => !document.prerendering && document.visibilityState === "visible";
  const check = () => seen() && (begun ? beat() : go());
  for (const name of ["visibilitychange", "prerenderingchange", "DOMContentLoaded"]) on(document, name, check);
  if (document.readyState !== "loading") check();
};

const script = document.currentScript;
const options = script ? script.dataset : {};
const siteKey = script && (options.siteKey || new URL(script.src).searchParams.get("k"));
const endpoint = script && new URL("v1/swap", script.src).href;
const budget = Number(options.patience || 300); // milliseconds
if (siteKey && !navigator.webdriver && !(window.ringtrace && window.ringtrace.consent)) start();
