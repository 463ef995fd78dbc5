// The page: what is looked at, what was changed, and the way back.

const SKIP =
  "script,style,textarea,input,select,noscript,template,[data-noswap],[contenteditable]:not([contenteditable=false])";
const INLINE = /^(A|ABBR|B|BDI|BDO|BIG|CITE|CODE|DATA|EM|FONT|I|INS|LABEL|MARK|Q|S|SMALL|SPAN|STRONG|SUB|SUP|TIME|U|WBR)$/i;
const TEL = /^tel:(\/\/)?/i;

const known = new Map(); // key -> what to show there: {target, number, formatted, ends}
const asked = new Set(); // keys the server was asked about on this page
const ours = new Set(); // keys of what we wrote ourselves
const wanted = new Set(); // keys to ask about
const changed = new Map(); // node -> {attribute or "" for text: [original, ours]}
const roots = new Set(); // documents and shadow roots that are watched
const frames = new WeakSet();

const read = (node, name) => (name ? node.getAttribute(name) : node.data);
const write = (node, name, value) => (name ? node.setAttribute(name, value) : (node.data = value));

const change = (node, name, value) => {
  const before = read(node, name);
  const kept = changed.get(node) || {};
  if (before === value) return;
  const own = kept[name] && kept[name][1] === before;
  kept[name] = [own ? kept[name][0] : before, value];
  changed.set(node, kept);
  write(node, name, value);
};

const restore = () => {
  changed.forEach((kept, node) => {
    for (const name in kept) if (read(node, name) === kept[name][1]) write(node, name, kept[name][0]);
  });
  changed.clear();
  ours.clear();
  observer.takeRecords();
};

const forget = () => changed.forEach((kept, node) => node.isConnected || changed.delete(node));

// What to show for a key; one nobody has asked for yet is noted.
const swapFor = (key) => {
  if (!known.has(key) && !asked.has(key) && !ours.has(key) && digitsOf(key).length >= FEWEST_DIGITS) wanted.add(key);
  return known.get(key);
};

// The numbers of a text that are to be replaced, from the right.
const replacements = (text) => {
  const found = [];
  let end = 0;
  for (const one of numbersIn(text)) {
    const swap = swapFor(one.key);
    if (!swap || one.start < end) continue;
    end = one.end;
    const value = written(text.slice(one.start, one.end), swap);
    numbersIn(value).forEach(({ key }) => ours.add(key));
    found.unshift({ start: one.start, end, value });
  }
  return found;
};

// A number can be spread over several text nodes; each keeps its share of the characters.
const replace = (pieces, { start, end, value }) => {
  for (const { node, at, size } of pieces) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, size);
    if (from >= to) continue;
    const even = value.length === end - start;
    const share = even ? value.slice(at + from - start, at + to - start) : at <= start ? value : "";
    change(node, "", node.data.slice(0, from) + share + node.data.slice(to));
  }
};

const lookAtText = (pieces) => {
  const text = pieces.map(({ node }) => node.data).join("");
  if (/\d/.test(text)) replacements(text).forEach((one) => replace(pieces, one));
};

const lookAtLabel = (node, label) => {
  const put = (text, one) => text.slice(0, one.start) + one.value + text.slice(one.end);
  change(node, "aria-label", replacements(label).reduce(put, label));
};

const numberOf = (href) => href.replace(TEL, "").replace(/[;,].*/, "").replace(/%2b/i, "+");

const lookAtLink = (node, href) => {
  const number = numberOf(href);
  const swap = swapFor(keyOf(number));
  if (!swap) return;
  ours.add(swap.number);
  change(node, "href", `tel:${swap.number}${href.replace(/^[^;,]*/, "")}`);
};

// An element that says which number it stands for (a word, a vanity number) is replaced as a whole.
const lookAtNamed = (node, number) => {
  const swap = swapFor(keyOf(number));
  const text = node.firstChild;
  if (swap && text && text.nodeType === 3) change(text, "", swap.formatted);
};

const lookAtElement = (node) => {
  const label = node.getAttribute("aria-label");
  const href = node.getAttribute("href");
  if (label) lookAtLabel(node, label);
  if (TEL.test(href)) lookAtLink(node, href);
  if (node.shadowRoot) watch(node.shadowRoot);
  if (/^i?frame$/i.test(node.nodeName)) watchFrame(node);
};

// Walks through everything below a node; text of inline elements that follow each other is one text.
const look = (top) => {
  if (top.nodeType === 1 && top.closest(SKIP)) return;
  let pieces = [];
  let size = 0;
  const flush = () => {
    lookAtText(pieces);
    pieces = [];
    size = 0;
  };
  const step = (node) => {
    if (node.nodeType === 3) {
      pieces.push({ node, at: size, size: node.data.length });
      size += node.data.length;
    }
    if (node.nodeType === 3 || node.nodeType === 8) return;
    const inline = INLINE.test(node.nodeName);
    if (!inline) flush();
    if (node.nodeType === 1) {
      if (node.matches(SKIP)) return flush();
      lookAtElement(node);
      const number = node.getAttribute("data-number");
      if (number) return lookAtNamed(node, number);
    }
    for (let child = node.firstChild; child; child = child.nextSibling) step(child);
    if (!inline) flush();
  };
  step(top);
  flush();
};
