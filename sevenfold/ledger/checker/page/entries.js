// Entries, the tree of RFC 6962 and proof files. Hashes are in hex.

const LINE_BYTES = 70000; // No entry's line is longer: its payload has 65,536 bytes at most.
const PAYLOAD_BYTES = 65536;
const PAYLOAD_LEVELS = 16;
const ID = /^[0-9a-f]{32}$/;
const HASH = /^[0-9a-f]{64}$/;
const TYPE = /^[a-z][a-z0-9_-]*\.[a-z][a-z0-9_-]*$/;
const TIME = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}\.[0-9]{6}Z$/;

// An entry as its line gives it: in full, erased (no payload), or by hash alone (no header).
function readEntry(line, byHash = false) {
  const whole = parse(line, "the entry");
  if (byHash && hasExactly(whole, ["leaf"])) {
    if (!matches(HASH, whole.leaf)) throw new Fault("the leaf is not 64 hex digits");
    return { leaf: whole.leaf, header: null, payload: null };
  }
  const full = hasExactly(whole, ["header", "payload", "salt"]);
  if (!full && !hasExactly(whole, ["header"])) {
    throw new Fault("the entry has none of the shapes of an entry");
  }
  const { header } = whole;
  checkHeader(header);
  const leaf = hex(sha256(Uint8Array.of(0), utf8(canonical(header))));
  if (!full) return { leaf, header, payload: null };
  const body = checkPayload(whole.payload);
  if (!matches(HASH, whole.salt)) throw new Fault("the salt is not 64 hex digits");
  if (hex(sha256(fromHex(whole.salt), body)) !== header.digest) {
    throw new Fault("the payload is not the one that the header's digest stands for");
  }
  return { leaf, header, payload: whole.payload };
}

function checkHeader(header) {
  if (!hasExactly(header, ["actor", "at", "digest", "id", "subject", "type", "v"])) {
    throw new Fault("the header has not exactly its seven keys");
  }
  if (header.actor !== null && !matches(ID, header.actor)) throw new Fault("the header's actor is not an id");
  for (const name of ["id", "subject"]) {
    if (!matches(ID, header[name])) throw new Fault(`the header's ${name} is not an id`);
  }
  if (!matches(HASH, header.digest)) throw new Fault("the header's digest is not 64 hex digits");
  if (!matches(TYPE, header.type) || header.type.length > 64) {
    throw new Fault("the header's type is not two words joined by a dot");
  }
  if (header.v !== 1) throw new Fault("the header's v is not 1");
  if (!isTime(header.at)) throw new Fault("the header's at is not a time");
}

function isTime(text) {
  const parts = typeof text === "string" && TIME.exec(text);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

function checkPayload(payload) {
  if (!isObject(payload)) throw new Fault("the payload is not an object");
  const body = utf8(canonical(payload));
  if (body.length > PAYLOAD_BYTES) throw new Fault(`the payload has more than ${PAYLOAD_BYTES} bytes`);
  if (levels(payload) > PAYLOAD_LEVELS) {
    throw new Fault(`the payload has more than ${PAYLOAD_LEVELS} levels`);
  }
  if (!citations(payload).every((name) => matches(HASH, name))) {
    throw new Fault("a key named sha256 does not hold the name of a stored file");
  }
  return body;
}

function levels(value) {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Object.values(value).reduce((most, inner) => Math.max(most, levels(inner)), 0);
}

// The stored files that a payload cites: what stands under sha256, at any depth.
function citations(value) {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === "sha256" && !Array.isArray(value) ? [inner] : []),
    ...citations(inner),
  ]);
}

// The tree

function node(left, right) {
  return hex(sha256(Uint8Array.of(1), fromHex(left), fromHex(right)));
}

// Add a leaf to a tree of this size, kept as the roots of its whole subtrees.
function addLeaf(peaks, size, leaf) {
  for (let rest = size; rest % 2; rest = (rest - 1) / 2) leaf = node(peaks.pop(), leaf);
  peaks.push(leaf);
}

function rootFrom(peaks) {
  return peaks.slice(0, -1).reduceRight((root, peak) => node(peak, root), peaks.at(-1));
}

// The root to which a proof leads, which has exactly as many hashes as it needs.
function rootByProof(leaf, place, size, hashes) {
  const half = (number) => Math.floor(number / 2); // Sizes may be larger than 32 bits.
  let index = place;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of hashes) {
    if (last === 0) throw new Fault("the proof has a hash too many");
    if (index % 2 || index === last) {
      hash = node(sibling, hash);
      while (index && index % 2 === 0) [index, last] = [half(index), half(last)];
    } else {
      hash = node(hash, sibling);
    }
    [index, last] = [half(index), half(last)];
  }
  if (last) throw new Fault("the proof has too few hashes");
  return hash;
}

// Proof files

// A proof file that holds: its entry is under a root that the log's own key signed.
function readProof(bytes, keys, where) {
  if (bytes.length > PROOF_BYTES) throw new Fault("the file is larger than a proof");
  let gap = bytes.findIndex((byte, place) => byte === 10 && bytes[place + 1] === 10);
  const cut = gap < 0;
  if (cut) gap = bytes.length;
  const lines = fromUtf8(bytes.subarray(0, gap), "the file is not UTF-8").split("\n");
  if (lines[0] !== "c2sp.org/tlog-proof@v1") {
    throw new Fault("the file is not a proof: its first line is another", 1);
  }
  if (cut || lines.length < 3) throw new Fault("the proof is cut off");
  if (!lines[1].startsWith("extra ")) throw new Fault("there is no extra", 2);
  if (!lines[2].startsWith("index ")) throw new Fault("there is no index", 3);
  const entry = onLine(2, () => readEntry(fromBase64(lines[1].slice(6))));
  const index = onLine(3, () => sizeOf(lines[2].slice(6), 0));
  const hashes = lines.slice(3).map((text, place) => onLine(place + 4, () => hex(fromBase64(text, 32))));
  const note = bytes.subarray(gap + 2);
  const checkpoint = onLine(lines.length + 2, () => readCheckpoint(note, keys));
  if (index >= checkpoint.size) throw new Fault("the index lies beyond the checkpoint's size", 3);
  if (rootByProof(entry.leaf, index, checkpoint.size, hashes) !== checkpoint.root) {
    throw new Fault("the proof does not lead to the checkpoint's root");
  }
  return { where, index, entry, checkpoint };
}

// What `read` returns; its Fault is one of this line.
function onLine(number, read) {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof Fault) throw new Fault(fault.what, number);
    throw fault;
  }
}
