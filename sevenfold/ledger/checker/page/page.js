// The page: reads what was chosen, and shows the answer. It keeps and sends nothing.

const SURE_OF_KEY = "given";
const TAKE_CARE = "from keys.txt: compare it with the one on a receipt";
const element = (id) => document.getElementById(id);
let latest = 0;

// Something was chosen that cannot be used as it is.
class Misuse extends Error {}

// Another choice was made meanwhile.
class Stopped extends Error {}

async function checkAll(tell) {
  const files = new Map(
    [...element("bundle").files].map((file) => [file.webkitRelativePath.replace(/^[^/]*\//, ""), file]),
  );
  const given = keysGiven();
  const proofFiles = [...element("proof").files];
  if (!files.size && !proofFiles.length) return null;
  if (files.size && !namesIn(files, "").includes("log-1")) {
    throw new Misuse("This folder is no bundle, as it has no folder log-1.");
  }
  const answer = { facts: [], problems: [] };
  const keys = given.length || !files.size ? given : await keysBeside(files, answer);
  if (!keys.length && !files.size) {
    throw new Misuse("A proof by itself is checked with the book’s key: put it into the box above.");
  }
  const source = given.length ? SURE_OF_KEY : TAKE_CARE;
  const proofs = await readProofs(proofFiles, keys, answer);
  let held = proofs;
  if (files.size) {
    const bundle = new Bundle(files, keys, proofs, tell);
    await bundle.check();
    answer.problems.push(...bundle.problems);
    for (const book of bundle.books) {
      if (book.newest) answer.facts.push(...factsOfBook(book), ...factsOf(book.newest, source));
    }
    held = proofs.filter((proof) => isHeld(bundle, proof, answer));
  }
  for (const proof of held) answer.facts.push(...factsOfProof(proof), ...factsOf(proof.checkpoint, source));
  return answer;
}

function keysGiven() {
  const lines = element("key").value.split("\n").map((line) => line.trim());
  return lines.filter(Boolean).map((line) => {
    try {
      return readKey(line);
    } catch (fault) {
      if (fault instanceof Fault) throw new Misuse(`This key cannot be used: ${line} (${fault.what}).`);
      throw fault;
    }
  });
}

// The keys of keys.txt in the folder. What is wrong with it is a problem of the answer.
async function keysBeside(files, answer) {
  const keys = [];
  try {
    const lines = fromUtf8(await readFile(files, "keys.txt"), "not UTF-8").split("\n");
    const rest = lines.pop();
    lines.forEach((line, place) => keys.push(onLine(place + 1, () => readKey(line))));
    if (rest) throw new Fault("the last line does not end", lines.length + 1);
  } catch (fault) {
    note(answer, "keys.txt", fault);
  }
  return keys;
}

async function readProofs(files, keys, answer) {
  const proofs = [];
  for (const file of files) {
    try {
      proofs.push(readProof(await bytesOf(file.slice(0, PROOF_BYTES + 1)), keys, file.name));
    } catch (fault) {
      note(answer, file.name, fault);
    }
  }
  return proofs;
}

function isHeld(bundle, proof, answer) {
  try {
    bundle.checkProof(proof);
    return true;
  } catch (fault) {
    note(answer, proof.where, fault);
    return false;
  }
}

function note(answer, name, fault) {
  if (!(fault instanceof Fault)) throw fault;
  answer.problems.push([fault.line ? `${name} line ${fault.line}` : name, fault.what]);
}

// Facts: a word and its rest

function factsOfBook({ newest, count, shapes }) {
  const told = Object.entries(shapes).map(([shape, number]) => `${shape} ${number}`);
  return [["log", `${newest.origin} entries ${count} ${told.join(" ")}`]];
}

function factsOfProof({ index, entry: { leaf, header, payload }, checkpoint }) {
  return [
    ["entry", `${index + 1} of ${checkpoint.origin}`],
    ["proof", leaf.match(/.{4}/g).join(" ")],
    ...["id", "type", "at"].map((name) => [name, header[name]]),
    ["payload", payload ? canonical(payload) : "erased"],
  ];
}

function factsOf({ size, root, seen, key }, source) {
  const names = seen.map(({ name, time }) => `${name} ${timeOf(time)}`).join(", ");
  return [
    ["checkpoint", `${size} ${base64(fromHex(root))}`],
    ["seen", `by ${seen.length} ${names}`.trimEnd()],
    ["key", `${key.vkey} (${source})`],
  ];
}

// A cosigner's time as day and hour in UTC, as far as four digits of a year reach.
function timeOf(seconds) {
  if (seconds >= 253402300800n) return String(seconds);
  return new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");
}

// What can go to a screen: control characters are shown as escapes.
function shown(text) {
  const all = new RegExp(CONTROL, "g");
  return text.replace(all, (sign) => "\\u" + sign.charCodeAt(0).toString(16).padStart(4, "0"));
}

function show(answer) {
  const good = answer.problems.length === 0;
  element("verdict").textContent = good ? "OK" : "NOT OK";
  element("answer").className = good ? "answer good" : "answer bad";
  element("said").textContent = good
    ? "Everything that can be worked out from these files agrees."
    : "What follows does not agree. Nothing here says whose fault it is.";
  for (const [where, what] of answer.problems) {
    element("problems").append(made("li", shown(`${where}: ${what}`)));
  }
  for (const [word, rest] of answer.facts) {
    const item = made("li", "");
    item.append(made("b", word), " ", made("span", shown(rest)));
    element("facts").append(item);
  }
  element("found").hidden = good;
  element("known").hidden = answer.facts.length === 0;
}

function made(name, text) {
  const item = document.createElement(name);
  item.textContent = text;
  return item;
}

function clear(words) {
  for (const id of ["verdict", "said", "problems", "facts"]) element(id).replaceChildren();
  element("answer").className = "answer";
  element("found").hidden = element("known").hidden = true;
  element("progress").textContent = words;
}

async function run() {
  const mine = ++latest;
  let read = 0;
  clear("Checking …");
  const tell = async (path) => {
    read += 1;
    if (read % 16 === 0) await new Promise((resolve) => setTimeout(resolve));
    if (mine !== latest) throw new Stopped();
    element("progress").textContent = `Checking ${path} …`;
  };
  try {
    const answer = await checkAll(tell);
    if (mine !== latest) return;
    clear(answer ? "" : "Nothing has been chosen yet.");
    if (answer) show(answer);
  } catch (error) {
    if (error instanceof Stopped || mine !== latest) return;
    if (!(error instanceof Misuse)) throw error;
    clear(error.message);
  }
}

for (const id of ["bundle", "proof", "key"]) {
  element(id).addEventListener(id === "key" ? "input" : "change", run);
}
element("form").addEventListener("submit", (event) => event.preventDefault());
run();
