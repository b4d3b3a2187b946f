// Ed25519, verification alone (RFC 8032, section 5.1.7, without the cofactor). Points are in
// extended coordinates: x = X/Z, y = Y/Z, T = XY/Z.

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

function mod(number) {
  const rest = number % P;
  return rest < 0n ? rest + P : rest;
}

function power(base, exponent) {
  let result = 1n;
  for (let square = mod(base); exponent; exponent >>= 1n, square = (square * square) % P) {
    if (exponent & 1n) result = (result * square) % P;
  }
  return result;
}

const D = mod(-121665n * power(121666n, P - 2n));
const SQRT_OF_MINUS_1 = power(2n, (P - 1n) / 4n);
const NEUTRAL = [0n, 1n, 1n, 0n];

function littleEndian(bytes) {
  return BigInt("0x" + hex(bytes.slice().reverse()));
}

function add(a, b) {
  const x = mod((a[1] - a[0]) * (b[1] - b[0]));
  const y = mod((a[1] + a[0]) * (b[1] + b[0]));
  const t = mod(2n * a[3] * b[3] * D);
  const z = mod(2n * a[2] * b[2]);
  const [e, f, g, h] = [y - x, z - t, z + t, y + x];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

// The point of a public key; a Fault unless it is canonical, on the curve, of large order.
function point(bytes) {
  if (bytes.length !== 32) throw new Fault("the public key has not 32 bytes");
  const whole = littleEndian(bytes);
  const sign = whole >> 255n;
  const y = whole & ((1n << 255n) - 1n);
  if (y >= P) throw new Fault("the public key is not canonical");
  const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
  let x = power(square, (P + 3n) / 8n);
  if (mod(x * x - square)) x = mod(x * SQRT_OF_MINUS_1);
  if (mod(x * x - square)) throw new Fault("the public key is no point of the curve");
  if (!x && sign) throw new Fault("the public key is not canonical");
  if ((x & 1n) !== sign) x = P - x;
  const found = [x, y, 1n, mod(x * y)];
  let eight = found;
  for (let times = 0; times < 3; times++) eight = add(eight, eight);
  if (eight[0] === 0n && mod(eight[1] - eight[2]) === 0n) {
    throw new Fault("the public key is of small order");
  }
  return found;
}

const BASE = point(fromHex("58" + "66".repeat(31)));

// Whether the signature is this key's over the message. A Fault for a key that is refused.
function verifies(publicKey, message, signature) {
  const [x, y, z, t] = point(publicKey);
  if (signature.length !== 64) return false;
  const s = littleEndian(signature.subarray(32));
  if (s >= L) return false;
  const k = littleEndian(sha512(joined(signature.subarray(0, 32), publicKey, message))) % L;
  // [s]B + [k](-A), both at once.
  const minus = [P - x, y, z, P - t];
  const steps = [null, BASE, minus, add(BASE, minus)];
  let found = NEUTRAL;
  for (let bit = 252n; bit >= 0n; bit--) {
    found = add(found, found);
    const step = steps[Number((s >> bit) & 1n) + 2 * Number((k >> bit) & 1n)];
    if (step) found = add(found, step);
  }
  const inverse = power(found[2], P - 2n);
  const encoded = mod(found[1] * inverse) | ((mod(found[0] * inverse) & 1n) << 255n);
  return encoded === littleEndian(signature.subarray(0, 32));
}
