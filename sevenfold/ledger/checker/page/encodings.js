// Encodings: UTF-8, hex, base64 in its one form, canonical JSON, SHA-256 and SHA-512.

const LARGEST = 2 ** 53 - 1;
const PROOF_BYTES = 1 << 20;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

// Something that breaks a rule: what, and where it is known on which line of its file.
class Fault extends Error {
  constructor(what, line = 0) {
    super(what);
    this.what = what;
    this.line = line;
  }
}

function utf8(text) {
  return new TextEncoder().encode(text);
}

function fromUtf8(bytes, otherwise) {
  try {
    // A byte order mark is no part of any format here, so it is not to be dropped in silence.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Fault(otherwise);
  }
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(text) {
  return Uint8Array.from({ length: text.length / 2 }, (_, place) => parseInt(text.substr(2 * place, 2), 16));
}

function base64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function fromBase64(text, length = 0) {
  if (text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Fault("not base64");
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  if (base64(bytes) !== text) throw new Fault("not base64 in its one form");
  if (length && bytes.length !== length) throw new Fault(`not ${length} bytes in base64`);
  return bytes;
}

// A size or an index: decimal, without a leading zero.
function sizeOf(digits, least) {
  const number = /^(?:0|[1-9][0-9]{0,15})$/.test(digits) ? BigInt(digits) : -1n;
  if (number < BigInt(least) || number > BigInt(LARGEST)) {
    throw new Fault(`not a number in decimal from ${least} to ${LARGEST}`);
  }
  return Number(number);
}

// Canonical JSON (RFC 8785 without fractions)

const ESCAPES = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r" };

function quoted(text) {
  const escaped = text.replace(
    /["\\\u0000-\u001f]/g,
    (sign) => ESCAPES[sign] || "\\u" + sign.charCodeAt(0).toString(16).padStart(4, "0"),
  );
  return `"${escaped}"`;
}

// The one form of a value. Keys are sorted by their UTF-16 code units, as JavaScript sorts.
function canonical(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Fault("not a whole number");
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${quoted(name)}:${canonical(value[name])}`).join(",")}}`;
}

// The value of canonical JSON. Written again, it must give the same text.
function parse(bytes, what) {
  try {
    const text = fromUtf8(bytes, "");
    const value = JSON.parse(text);
    if (canonical(value) === text) return value;
  } catch {
    // Not JSON, or nested too deeply.
  }
  throw new Fault(`${what} is not canonical JSON`);
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasExactly(value, names) {
  const own = isObject(value) ? Object.keys(value) : [];
  return own.length === names.length && names.every((name) => own.includes(name));
}

function matches(pattern, value) {
  return typeof value === "string" && pattern.test(value);
}

// SHA-2 (FIPS 180-4). Its constants are the first bits of roots of the first primes.

function rootOf(number, power) {
  let low = 0n;
  let high = 1n << 80n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** power <= number) low = middle;
    else high = middle - 1n;
  }
  return low;
}

const WORD = (1n << 64n) - 1n;
const PRIMES = [];
for (let number = 2; PRIMES.length < 80; number++) {
  if (PRIMES.every((prime) => number % prime)) PRIMES.push(number);
}
const ROUNDS_512 = PRIMES.map((prime) => rootOf(BigInt(prime) << 192n, 3n) & WORD);
const START_512 = PRIMES.slice(0, 8).map((prime) => rootOf(BigInt(prime) << 128n, 2n) & WORD);
const ROUNDS_256 = Int32Array.from(ROUNDS_512.slice(0, 64), (word) => Number(word >> 32n));
const START_256 = Int32Array.from(START_512, (word) => Number(word >> 32n));

// SHA-256 that takes its bytes piece by piece.
class Sha256 {
  constructor() {
    this.state = START_256.slice();
    this.block = new Uint8Array(64);
    this.words = new Int32Array(64);
    this.length = 0;
  }

  update(bytes) {
    let place = 0;
    while (place < bytes.length) {
      const filled = this.length % 64;
      const part = bytes.subarray(place, place + 64 - filled);
      this.block.set(part, filled);
      place += part.length;
      this.length += part.length;
      if (this.length % 64 === 0) this.compress();
    }
    return this;
  }

  digest() {
    const bits = BigInt(this.length) * 8n;
    const padding = new Uint8Array(((119 - (this.length % 64)) % 64) + 1);
    padding[0] = 0x80;
    this.update(padding);
    this.update(fromHex(bits.toString(16).padStart(16, "0")));
    const digest = new DataView(new ArrayBuffer(32));
    this.state.forEach((word, place) => digest.setInt32(4 * place, word));
    return new Uint8Array(digest.buffer);
  }

  compress() {
    const { block, words, state } = this;
    for (let i = 0; i < 16; i++) {
      words[i] = (block[4 * i] << 24) | (block[4 * i + 1] << 16) | (block[4 * i + 2] << 8) | block[4 * i + 3];
    }
    for (let i = 16; i < 64; i++) {
      const a = words[i - 15];
      const b = words[i - 2];
      const small = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
      const large = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
      words[i] = (words[i - 16] + small + words[i - 7] + large) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS_256[i] + words[i]) | 0;
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, place) => (state[place] += word));
  }
}

function sha256(...parts) {
  return parts.reduce((hash, part) => hash.update(part), new Sha256()).digest();
}

function sha512(message) {
  const padding = new Uint8Array(((239 - (message.length % 128)) % 128) + 1);
  padding[0] = 0x80;
  const bits = (BigInt(message.length) * 8n).toString(16).padStart(32, "0");
  const view = new DataView(joined(message, padding, fromHex(bits)).buffer);
  const turned = (word, by) => ((word >> by) | (word << (64n - by))) & WORD;
  const state = [...START_512];
  for (let block = 0; block < view.byteLength; block += 128) {
    const words = Array.from({ length: 16 }, (_, i) => view.getBigUint64(block + 8 * i));
    for (let i = 16; i < 80; i++) {
      const small = turned(words[i - 15], 1n) ^ turned(words[i - 15], 8n) ^ (words[i - 15] >> 7n);
      const large = turned(words[i - 2], 19n) ^ turned(words[i - 2], 61n) ^ (words[i - 2] >> 6n);
      words.push((words[i - 16] + small + words[i - 7] + large) & WORD);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i++) {
      const s1 = turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n);
      const s0 = turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n);
      const one = (h + s1 + ((e & f) ^ (~e & WORD & g)) + ROUNDS_512[i] + words[i]) & WORD;
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) & WORD;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & WORD, c, b, a, (one + two) & WORD];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] + word) & WORD));
  }
  return fromHex(state.map((word) => word.toString(16).padStart(16, "0")).join(""));
}
