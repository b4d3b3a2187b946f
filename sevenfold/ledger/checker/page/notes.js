// Keys, signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature).

const LOG = 1;
const COSIGNER = 4;
const ORIGIN = /^([^\n]+)\/ledger\/([1-9][0-9]*)$/;
// What Unicode calls a space, a plus, and halves of a sign.
const NOT_IN_A_NAME =
  /[\u0009-\u000d\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000+]|\p{Surrogate}/u;

// Whether a key may bear this name: no space of Unicode's, no plus, nothing unprintable.
function nameOfKey(name) {
  return name !== "" && !NOT_IN_A_NAME.test(name) && !CONTROL.test(name);
}

class Key {
  constructor(name, type, publicKey) {
    const typed = joined(Uint8Array.of(type), publicKey);
    this.name = name;
    this.type = type;
    this.publicKey = publicKey;
    this.id = hex(sha256(utf8(name), utf8("\n"), typed).subarray(0, 4));
    this.vkey = `${name}+${this.id}+${base64(typed)}`;
  }
}

// The key of a vkey: NAME+ID+BASE64. The base64 may have pluses of its own.
function readKey(vkey) {
  const parts = /^([^+]*)\+([^+]*)\+([^]*)$/.exec(vkey);
  if (!parts || !nameOfKey(parts[1])) throw new Fault("not a key of the form NAME+ID+BASE64");
  const bytes = fromBase64(parts[3], 33);
  if (bytes[0] !== LOG && bytes[0] !== COSIGNER) throw new Fault("a key of an unknown type");
  point(bytes.subarray(1));
  const key = new Key(parts[1], bytes[0], bytes.subarray(1));
  if (key.vkey !== vkey) throw new Fault("the key's id does not fit");
  return key;
}

// A note's text and the known keys that signed it, cosigners with the time that they state.
// A line whose name and id are known must verify, or the whole note is refused.
function readNote(note, keys) {
  const whole = fromUtf8(note, "the note is not UTF-8");
  if (CONTROL.test(whole.replaceAll("\n", ""))) throw new Fault("the note has a control character");
  const gap = whole.lastIndexOf("\n\n");
  if (gap < 0 || !whole.endsWith("\n") || gap + 2 === whole.length) {
    throw new Fault("the note has not the form of a text, an empty line and signature lines");
  }
  const text = whole.slice(0, gap + 1);
  const signed = [];
  for (const line of new Set(whole.slice(gap + 2, -1).split("\n"))) {
    const parts = line.split(" ");
    if (parts.length !== 3 || parts[0] !== "\u2014" || !nameOfKey(parts[1])) {
      throw new Fault("the note has a line that is no signature line");
    }
    const bytes = fromBase64(parts[2]);
    if (bytes.length < 5) throw new Fault("the note has a line that is no signature line");
    const id = hex(bytes.subarray(0, 4));
    const known = keys.filter((key) => key.name === parts[1] && key.id === id);
    const found = known
      .map((key) => ({ key, time: signedAt(key, utf8(text), bytes.subarray(4)) }))
      .filter(({ time }) => time !== null);
    if (known.length && !found.length) throw new Fault(`the signature of ${parts[1]} does not verify`);
    signed.push(...found);
  }
  return { text, signed };
}

// When the key states that it signed (a log states nothing: 0); null if it did not.
function signedAt(key, text, signature) {
  if (key.type === LOG) return verifies(key.publicKey, text, signature) ? 0n : null;
  const time = BigInt("0x0" + hex(signature.subarray(0, 8)));
  const message = joined(utf8(`cosignature/v1\ntime ${time}\n`), text);
  if (time >= 1n << 63n || !verifies(key.publicKey, message, signature.subarray(8))) return null;
  return time;
}

// A checkpoint that the key of its own log, known beforehand, has signed.
function readCheckpoint(note, keys) {
  const { text, signed } = readNote(note, keys);
  const lines = text.slice(0, -1).split("\n");
  if (lines.length !== 3) throw new Fault("the checkpoint has not exactly three lines");
  const [origin] = lines;
  if (!nameOfKey(origin) || !ORIGIN.test(origin)) {
    throw new Fault("the checkpoint's first line is not the name of a log");
  }
  const size = sizeOf(lines[1], 1);
  const root = hex(fromBase64(lines[2], 32));
  const ofTheLog = (key) => key.type === LOG && key.name === origin;
  const own = signed.find(({ key }) => ofTheLog(key));
  if (!own) throw new Fault(`no known key of ${origin} signed the checkpoint`);
  const itsOwn = new Set(keys.filter(ofTheLog).map((key) => hex(key.publicKey)));
  const seen = new Map();
  for (const { key, time } of signed) {
    const publicKey = hex(key.publicKey);
    if (key.type === COSIGNER && !itsOwn.has(publicKey) && !seen.has(publicKey)) {
      seen.set(publicKey, { name: key.name, time });
    }
  }
  return { origin, size, root, key: own.key, seen: [...seen.values()] };
}
