// What is known about the visitor: consent, where he came from, and what other scripts keep on the device.

const KEY = "ringtrace";
const YEAR_SECONDS = 31536000;
const LONGEST_WAIT = 2000;

const consent = { analytics: false, ad_user_data: false, ad_personalization: false };
const custom = {};
const landing = location.href;
let referrer = document.referrer;
let visitor = null;
let patience = 0; // milliseconds the consent banner asks others to wait

const agreeToAll = (granted) => {
  for (const name in consent) consent[name] = granted;
};

const agree = (signals) => {
  for (const name in consent) if (name in signals) consent[name] = signals[name] === true || signals[name] === "granted";
};

// A command of Google's consent mode; a default for some regions only is heeded where it refuses.
const heed = (entry) => {
  if (!entry || entry[0] !== "consent" || !entry[2]) return false;
  const [, action, said] = entry;
  const signals = {};
  for (const name in consent) {
    const value = said[name === "analytics" ? "analytics_storage" : name];
    if (value && !(said.region && value === "granted")) signals[name] = value;
  }
  if (action === "default") patience = Math.min(said.wait_for_update || 0, LONGEST_WAIT);
  agree(signals);
  return true;
};

const listenToConsentMode = () => {
  const layer = (window.dataLayer = window.dataLayer || []);
  for (const entry of [].slice.call(layer)) heed(entry);
  const push = layer.push;
  layer.push = function (...entries) {
    const answer = push.apply(layer, entries);
    guard(() => {
      const before = consent.analytics;
      if (entries.filter(heed).length) consentChanged(before);
    });
    return answer;
  };
};

const cookie = (name) => {
  const found = new RegExp(`(?:^|; )${name}=([^;]*)`).exec(document.cookie);
  return found ? found[1] : "";
};

// GA1.2.<client id>; GS1.1.<session id>.… and, newer, GS2.1.s<session id>$o…
const googleIds = () => {
  const [, client] = /^GA\d\.\d+\.(\d+\.\d+)$/.exec(cookie("_ga")) || [];
  const [, session] = /^GS(?:1\.\d+\.|2\.\d+\.(?:[^s$][^$]*\$)*s)(\d+)/.exec(guard(() => decodeURIComponent(cookie("_ga_\\w+")))) || [];
  return { ga_client_id: client, ga_session_id: session };
};

const cookies = () => {
  const [, click] = /[?&#]fbclid=([^&#]+)/i.exec(landing) || [];
  const kept = cookie("_fbc");
  const fbc = click && !kept.endsWith(click) ? `fb.1.${Date.now()}.${click}` : kept;
  return Object.assign(googleIds(), { fbp: cookie("_fbp"), fbc });
};

// The visitor's key, in a cookie of the site's own; only with consent.
const keep = (key, seconds) => {
  visitor = key;
  const domain = options.cookieDomain ? `;domain=${options.cookieDomain}` : "";
  document.cookie = `${KEY}=${key};path=/;max-age=${seconds};samesite=lax${domain}`;
};

const recall = () => {
  visitor = cookie(KEY) || null;
};

// UUIDv7: 48 bits of time, then chance.
const eventId = () => {
  const time = Date.now().toString(16).padStart(12, "0");
  const bytes = [...crypto.getRandomValues(new Uint8Array(9))];
  const chance = bytes.map((byte) => (byte + 256).toString(16).slice(1)).join("");
  return `${time}7${chance.slice(0, 3)}a${chance.slice(3)}`.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
};
