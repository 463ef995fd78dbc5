// Phone numbers in text: finding them, and writing another one in the same form.
// The parts of this folder are one script, in the order of their names; all share one scope.

// Nothing that goes wrong here may reach the page.
const guard = (action) => {
  try {
    return action();
  } catch (error) {
    return null;
  }
};

const on = (target, name, action) => target.addEventListener(name, (event) => guard(() => action(event)), true);

const DASHES = "\\u2010-\\u2015\\u2212-";
const RUN = new RegExp(`\\+?\\(?\\+?\\d(?:[\\s().\\/\\u00b7\\u200b\\u2060${DASHES}]{0,4}\\d)+`, "g");
const FORMED = new RegExp(`[().\\/\\u00b7${DASHES}]`);
const WORD = /^[\w@\u00c0-\u024f]$/;
const EXTENSION = /^(x|ext)/i;
const FEWEST_DIGITS = 7;
const MOST_DIGITS = 15;
const MOST_WORDS = 8;

const digitsOf = (text) => text.replace(/\D/g, "");

// What the server is asked about: the digits, and whether the number says its country.
const keyOf = (text) => (/^[\s(]*\+/.test(text) ? "+" : "") + digitsOf(text);

// The words of a run of digits and separators: [start, end].
const wordsOf = (run, from) => {
  const words = [];
  run.replace(/\S+/g, (word, at) => {
    if (/\d/.test(word)) words.push([from + at, from + at + word.length]);
  });
  return words;
};

// Digits that are grouped by nothing but spaces may belong to a longer number: then their neighbours must be no digits.
const isWhole = (text, words, first, last) => {
  const part = text.slice(words[first][0], words[last][1]);
  if (first === last || FORMED.test(part)) return true;
  const bare = (word) => word && /^\d+$/.test(text.slice(word[0], word[1]));
  return !bare(words[first - 1]) && !bare(words[last + 1]);
};

const partsOf = (text, words) => {
  const found = [];
  for (let first = 0; first < words.length; first++) {
    for (let last = Math.min(words.length, first + MOST_WORDS) - 1; last >= first; last--) {
      const start = words[first][0];
      const end = words[last][1];
      const key = keyOf(text.slice(start, end));
      const long = digitsOf(key).length;
      if (long >= FEWEST_DIGITS && long <= MOST_DIGITS && isWhole(text, words, first, last)) {
        found.push({ start, end, key });
      }
    }
  }
  return found;
};

// Everything in the text that may be a phone number, overlapping ones too, from the left, the longest first.
const numbersIn = (text) => {
  const found = [];
  text.replace(RUN, (run, at) => {
    const after = text.slice(at + run.length, at + run.length + 3);
    const alone = !WORD.test(text[at - 1]) && (!WORD.test(after[0]) || EXTENSION.test(after));
    if (alone) found.push(...partsOf(text, wordsOf(run, at)));
  });
  return found;
};

// `text` is the target as the page writes it; the answer is the number in its place, digit for digit where both have the
// same length. What the target's E.164 form does not have (a trunk zero) stays.
const written = (text, swap) => {
  const old = digitsOf(text);
  const from = digitsOf(swap.target);
  const to = digitsOf(swap.number);
  let same = 0;
  while (same < old.length && old[old.length - 1 - same] === from[from.length - 1 - same]) same++;
  const rest = from.length - same;
  if (from.length !== to.length || from.slice(0, rest) !== to.slice(0, rest)) {
    return /\+/.test(text) ? swap.number : swap.formatted;
  }
  let seen = 0;
  return text.replace(/\d/g, (digit) => (seen++ < old.length - same ? digit : to[to.length - old.length + seen - 1]));
};
