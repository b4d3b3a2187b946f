// A bundle: the folder that the trust handed over, as the browser lists its files.

const PIECE = 1 << 20;
const LOST = "a line that does not end, or is longer than an entry can be";

class Bundle {
  // `files` maps a path within the folder to its File; `tell` is told how far the reading has come.
  constructor(files, keys, proofs, tell) {
    this.files = files;
    this.keys = keys;
    this.proofs = proofs;
    this.tell = tell;
    this.problems = [];
    this.books = [];
    this.emptied = []; // Entries without their payload,
    this.full = new Map(); // those with it, by id,
    this.erased = new Map(); // and where each was last said to be erased.
    this.cited = new Map();
  }

  async check() {
    const logs = namesIn(this.files, "").filter((name) => /^log-[1-9][0-9]{0,8}$/.test(name));
    for (const number of logs.map((name) => Number(name.slice(4))).sort((a, b) => a - b)) {
      const before = this.books.at(-1)?.number ?? 0;
      if (number > before + 1) {
        this.problem(`log-${before + 1}`, "missing");
        this.books.push(newBook(number - 1));
      }
      this.books.push(await this.readLog(number));
    }
    for (const { id, place } of this.emptied) {
      if (!isAfter(this.erased.get(id), place)) {
        this.problem(lineOf(place), "without payload, and no later entry says why");
      }
    }
    for (const [id, place] of this.full) {
      if (isAfter(this.erased.get(id), place)) {
        this.problem(lineOf(place), "said to be erased, but the payload is still there");
      }
    }
    await this.checkFiles();
  }

  problem(where, what) {
    this.problems.push([where, what]);
  }

  async readLog(number) {
    const book = newBook(number);
    const checkpoints = await this.readCheckpoints(book);
    const told = this.proofs.filter((proof) => proof.checkpoint.origin.endsWith(`/ledger/${number}`));
    const sizes = new Set([...checkpoints.values(), ...told.map((proof) => proof.checkpoint)].map((c) => c.size));
    await this.readEntries(book, sizes, new Set(told.map((proof) => proof.index)));
    for (const [where, found] of checkpoints) {
      if (found.size > book.count) {
        this.problem(where, "the entries end before this checkpoint");
      } else if ((book.roots.get(found.size) ?? found.root) !== found.root) {
        this.problem(where, "the entries have another root");
      }
    }
    if (!book.newest || book.newest.size < book.count) {
      this.problem(`log-${number}/checkpoints`, "none of them reaches the last entry");
    }
    return book;
  }

  // The log's checkpoints that are signed and rightly named, by where they are.
  async readCheckpoints(book) {
    const found = new Map();
    const folder = `log-${book.number}/checkpoints`;
    const names = namesIn(this.files, `${folder}/`);
    if (!names.length) this.problem(folder, "missing");
    for (const name of names) {
      const where = `${folder}/${name}`;
      await this.tell(where);
      try {
        const checkpoint = readCheckpoint(await readFile(this.files, where), this.keys);
        if (name !== `${checkpoint.size}.txt`) throw new Fault("the file is not named after its size");
        if (checkpoint.origin !== this.origin(book, checkpoint.origin)) {
          throw new Fault("a checkpoint of another log");
        }
        found.set(where, checkpoint);
        if (!book.newest || book.newest.size < checkpoint.size) book.newest = checkpoint;
      } catch (fault) {
        this.take(fault, where);
      }
    }
    return found;
  }

  // What this log must be called: as the logs before it, but for its number.
  origin(book, own) {
    const known = [...this.books, book].find((before) => before.newest);
    return `${ORIGIN.exec(known ? known.newest.origin : own)[1]}/ledger/${book.number}`;
  }

  async readEntries(book, sizes, indices) {
    const where = `log-${book.number}/entries.jsonl`;
    const ids = new Set();
    let peaks = []; // null once a line is lost to the tree.
    try {
      for await (const line of linesOf(this.files, where, this.tell)) {
        const place = [book.number, book.count + 1];
        try {
          const entry = readEntry(line, true);
          this.lookAt(book, entry, place, ids);
          if (indices.has(book.count)) book.leaves.set(book.count, entry.leaf);
          if (peaks) addLeaf(peaks, book.count, entry.leaf);
        } catch (fault) {
          this.take(fault, lineOf(place));
          peaks = null;
        }
        book.count += 1;
        if (peaks && sizes.has(book.count)) book.roots.set(book.count, rootFrom(peaks));
      }
    } catch (fault) {
      this.take(fault, where);
    }
  }

  take(fault, where) {
    if (!(fault instanceof Fault)) throw fault;
    this.problem(where, fault.what);
  }

  // Look at an entry, whose own form is good, among the others.
  lookAt(book, { header, payload }, place, ids) {
    book.shapes[!header ? "hash" : payload ? "full" : "erased"] += 1;
    if (place[1] === 1 && book.number > 1) this.checkContinued(header, payload, place);
    if (!header) return;
    if (ids.has(header.id)) this.problem(lineOf(place), "an entry before it has the same id");
    ids.add(header.id);
    if (payload) {
      this.full.set(header.id, place);
      for (const name of citations(payload)) if (!this.cited.has(name)) this.cited.set(name, place);
    } else if (header.type.startsWith("ledger.")) {
      this.problem(lineOf(place), "an entry of the ledger's own without its payload");
    } else {
      this.emptied.push({ id: header.id, place });
    }
    if (header.type === "ledger.erased" && payload) this.hearErasure(payload, place);
  }

  hearErasure(payload, place) {
    const named = payload.entries;
    const good =
      hasExactly(payload, ["entries", "reason"]) &&
      Array.isArray(named) &&
      named.every((id, at) => matches(ID, id) && (at === 0 || named[at - 1] <= id));
    if (good) for (const id of named) this.erased.set(id, place);
    else this.problem(lineOf(place), "not what an erasure says");
  }

  // The first entry of a later log cites a checkpoint of the log before it.
  checkContinued(header, payload, place) {
    const before = this.books.at(-1);
    const said = payload ?? {};
    const tell = (what) => this.problem(lineOf(place), what);
    if (!header || header.type !== "ledger.continued" || !Object.keys(said).length) {
      tell("the log does not begin by saying what it continues");
    } else if (
      !hasExactly(said, ["origin", "root", "size"]) ||
      typeof said.size !== "number" ||
      typeof said.root !== "string"
    ) {
      tell("not what the continuation of a log says");
    } else if (before.newest && said.origin !== before.newest.origin) {
      tell("it continues another log than the one before it");
    } else if (said.size < Math.max(before.count, 1)) {
      tell("it continues from before the end of the log before it");
    } else {
      try {
        const root = hex(fromBase64(said.root, 32));
        if (said.size === before.count && (before.roots.get(said.size) ?? root) !== root) {
          tell("the log before it has another root at this size");
        }
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault;
        tell(`its root is ${fault.what}`);
      }
    }
  }

  async checkFiles() {
    const names = namesIn(this.files, "files/");
    for (const name of names) {
      const where = `files/${name}`;
      await this.tell(where);
      try {
        const found = await digestOf(this.files, where);
        if (!this.cited.has(name)) this.problem(where, "no entry cites this file");
        else if (found !== name) this.problem(where, "the file is not what its name says");
      } catch (fault) {
        this.take(fault, where);
      }
    }
    for (const [name, place] of this.cited) {
      if (!names.includes(name)) this.problem(lineOf(place), `the file ${name} is missing`);
    }
  }

  // A Fault unless the bundle holds this entry at its place, under the same root.
  checkProof({ checkpoint: { origin, size, root }, index, entry }) {
    const book = this.books.find((book) => book.newest?.origin === origin);
    if (!book) throw new Fault("the bundle has no log of this name");
    if (book.count < size) throw new Fault("the bundle ends before this proof");
    if ((book.leaves.get(index) ?? entry.leaf) !== entry.leaf) {
      throw new Fault("the bundle has another entry at this place");
    }
    if ((book.roots.get(size) ?? root) !== root) throw new Fault("the bundle has another root at this size");
  }
}

// What was found of one log; roots at each size that somebody asks for, leaves at each index.
function newBook(number) {
  const shapes = { full: 0, erased: 0, hash: 0 };
  return { number, count: 0, shapes, roots: new Map(), leaves: new Map(), newest: null };
}

function isAfter(place, other) {
  return Boolean(place) && (place[0] > other[0] || (place[0] === other[0] && place[1] > other[1]));
}

function lineOf([log, line]) {
  return `log-${log}/entries.jsonl line ${line}`;
}

// The names right below a folder, which ends in a slash.
function namesIn(files, folder) {
  const within = [...files.keys()].filter((path) => path.startsWith(folder));
  return [...new Set(within.map((path) => path.slice(folder.length).split("/")[0]))].sort();
}

function opened(files, path) {
  const file = files.get(path);
  if (file) return file;
  throw new Fault(namesIn(files, `${path}/`).length ? "not a file" : "missing");
}

async function bytesOf(blob) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    throw new Fault(`cannot be read: ${error.message}`);
  }
}

// What a small file holds; one byte more than a proof may have where there is more.
function readFile(files, path) {
  return bytesOf(opened(files, path).slice(0, PROOF_BYTES + 1));
}

async function digestOf(files, path) {
  const file = opened(files, path);
  const found = new Sha256();
  for (let place = 0; place < file.size; place += PIECE) {
    found.update(await bytesOf(file.slice(place, place + PIECE)));
  }
  return hex(found.digest());
}

async function* linesOf(files, path, tell) {
  const file = opened(files, path);
  let rest = new Uint8Array(0);
  for (let place = 0; place < file.size; place += PIECE) {
    await tell(path);
    const piece = joined(rest, await bytesOf(file.slice(place, place + PIECE)));
    let start = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      if (end - start >= LINE_BYTES) throw new Fault(LOST);
      yield piece.subarray(start, end);
      start = end + 1;
    }
    rest = piece.slice(start);
    if (rest.length >= LINE_BYTES) throw new Fault(LOST);
  }
  if (rest.length) throw new Fault(LOST);
}
