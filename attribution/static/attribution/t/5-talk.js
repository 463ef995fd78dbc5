// Messages to the server, one after the other, and what their answers change on the page.

const MOST_TARGETS = 50;
const MOST_QUESTIONS = 10; // about late content of one page

const LONGEST_TIMER = 2147483647;

const listeners = [];
let firstEvent = ""; // the id of the page view that was sent without consent
let landed = false; // the server knows how this visit came
let line = Promise.resolve();
let questions = 0;
let expiry = 0;
let asking = 0;
let lost = false; // a lease ran out while nobody looked

const message = (kind, more) => {
  const sent = { site_key: siteKey, kind, event_id: eventId(), url: location.href, referrer, consent, visitor };
  if (!landed && landing !== location.href) sent.landing = landing;
  if (navigator.globalPrivacyControl) sent.gpc = true;
  if (consent.analytics) Object.assign(sent, { cookies: cookies(), custom, touch: navigator.maxTouchPoints > 1 });
  return JSON.stringify(Object.assign(sent, more));
};

const beacon = (kind, more) => navigator.sendBeacon(endpoint, message(kind, more));

const post = (body) =>
  fetch(endpoint, { method: "POST", body, credentials: "omit", keepalive: true }).then((answer) => answer.json());

// The message is written when its turn comes: by then the answer before may have named the visitor.
const ask = (kind, targets, more) => {
  targets = targets.slice(0, MOST_TARGETS);
  targets.forEach((key) => asked.add(key) && wanted.delete(key));
  line = line
    .then(() => {
      const began = Date.now();
      const told = consent.analytics;
      return post(message(kind, Object.assign({ targets }, more))).then((answer) => {
        if (told !== consent.analytics) {
          // Taken back while the answer was on its way: the server has to forget whom it just named.
          if (answer.visitor && told) ask("beat", [], { visitor: answer.visitor });
        } else if (kind === "beat" && told && targets.length && !answer.visitor) ask("page", targets);
        else guard(() => take(answer, targets, Date.now() - began));
      });
    })
    .catch(() => {});
};

// An answer that took too long is not shown: the visitor has read the number by now. What he sees already goes on.
const take = (answer, targets, milliseconds) => {
  if (answer.visitor) {
    keep(answer.visitor, YEAR_SECONDS);
    landed = true;
  }
  let differs = false;
  for (const key of targets) {
    const before = known.get(key);
    const swap = answer.swaps[key];
    if (!swap && !before) continue;
    if (swap && !before && milliseconds > budget) continue;
    differs = differs || !swap || !before || swap.number !== before.number;
    if (swap) known.set(key, Object.assign(swap, { ends: Date.now() + (swap.seconds || Infinity) * 1000 }));
    else known.delete(key);
  }
  if (differs) show();
  waitForTheEnd();
};

const show = () => {
  restore();
  scanAll();
  listeners.forEach(tell);
  askForMore();
};

// Target -> number, for a function of the site.
const tell = (listener) => {
  const shown = {};
  known.forEach(({ target, number }) => (shown[target] = number));
  guard(() => listener(shown));
};

const waitForTheEnd = () => {
  clearTimeout(expiry);
  const ends = Math.min(...[...known.values()].map((swap) => swap.ends));
  if (ends < Infinity) expiry = setTimeout(() => guard(dropOld), Math.min(ends - Date.now(), LONGEST_TIMER));
};

// Numbers whose lease ran out may mean somebody else soon.
const dropOld = () => {
  const old = [...known].filter(([, swap]) => swap.ends <= Date.now());
  old.forEach(([key]) => known.delete(key));
  if (old.length) {
    lost = true;
    show();
  }
  waitForTheEnd();
};

const askForMore = () => {
  if (!begun || asking || !wanted.size || questions >= MOST_QUESTIONS) return;
  asking = setTimeout(() => {
    asking = 0;
    questions++;
    if (wanted.size) ask("beat", [...wanted]);
  }, 0);
};
