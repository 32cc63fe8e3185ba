"use strict";
// Exact decimals [m, s], m / 10^s with a BigInt m, and the one interpreter of a graph of nodes.
// Doubles do not do: of 10,000 products that tie at half a cent they print a quarter wrong.

const parsed = (text) => {
  const [, sign, whole, part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  return [BigInt(sign + whole + part), part.length];
};
const raised = ([m, s], scale) => (s === scale ? m : m * 10n ** BigInt(scale - s));
const joined = (a, b, f) => {
  const scale = Math.max(a[1], b[1]);
  return [f(raised(a, scale), raised(b, scale)), scale];
};
const plus = (a, b) => joined(a, b, (x, y) => x + y);
const minus = (a, b) => joined(a, b, (x, y) => x - y);
const times = (a, b) => [a[0] * b[0], a[1] + b[1]];
const compared = (a, b) => {
  const [difference] = minus(a, b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

// Half-up, away from 0, as money is printed; the text is exact to the last of the digits.
const rounded = ([m, s], digits) => {
  const negative = m < 0n;
  let size = negative ? -m : m;
  if (s > digits) {
    const unit = 10n ** BigInt(s - digits);
    size = (2n * size + unit) / (2n * unit);
  } else size *= 10n ** BigInt(digits - s);
  const text = String(size).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const part = digits ? "." + text.slice(-digits) : "";
  return (negative && size > 0n ? "-" : "") + whole + part;
};
const written = ([m, s]) => {
  const text = rounded([m, s], s);
  return s ? text.replace(/\.?0+$/, "") : text;
};

// Effective days of a window: each whole day counts with the index of its month, the last in part.
const DAY = 86400000;
const wholeDays = ([m, s], { anchor, backwards, season, closed, holidays }) => {
  const unit = 10n ** BigInt(s);
  const whole = Number(m / unit);
  let sum = [0n, 0];
  const first = Date.parse(anchor + "T00:00:00Z");
  if (closed) {
    const off = new Set(holidays.map(String));
    for (let day = 0; ; day += 1) {
      const at = new Date(first + (backwards ? -(day + 1) : day) * DAY);
      const [year, month, date] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
      const shut = closed.includes((at.getUTCDay() + 6) % 7) || off.has(`${year % 400},${month + 1},${date}`);
      const index = shut ? [0n, 0] : season[month];
      if (day === whole) return plus(sum, times([m % unit, s], index));
      sum = plus(sum, index);
    }
  }
  for (let day = 0, left = whole; ; ) {
    const at = new Date(first + (backwards ? -(day + 1) : day) * DAY);
    const [year, month, date] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
    const run = backwards ? date : new Date(Date.UTC(year, month + 1, 0)).getUTCDate() - date + 1;
    const taken = Math.min(run, left);
    sum = plus(sum, times([BigInt(taken), 0], season[month]));
    left -= taken;
    day += taken;
    if (taken < run) return plus(sum, times([m % unit, s], season[month]));
  }
};

// Of a window of which only a part counts: up to its end, less what lies before it begins.
const effectiveDays = (days, window) => {
  const upTo = (edge) => (minus(days, [BigInt(edge), 0])[0] > 0n ? [BigInt(edge), 0] : days);
  const end = window.until === undefined ? days : upTo(window.until);
  const sum = wholeDays(end, window);
  return window.since ? minus(sum, wholeDays(upTo(window.since), window)) : sum;
};

// nodes: [path] an input, "1.5" a number, ["+" | "-" | "*", left, right], ["days", node, window].
const interpreter = ({ nodes, windows, season }) => {
  const flat = Array(12).fill([1n, 0]);
  const indices = season.length ? season.map(parsed) : flat; // working days weigh without a season
  const calendar = windows.map((one) => ({ ...one, season: one.flat ? flat : indices }));
  const constants = nodes.map((node) => (typeof node === "string" ? parsed(node) : null));
  return (inputs) => {
    const found = [];
    nodes.forEach((node, at) => {
      if (constants[at]) found.push(constants[at]);
      else if (node.length === 1) found.push(inputs[node[0]]);
      else {
        const [operation, left, right] = node;
        if (operation === "days") found.push(effectiveDays(found[left], calendar[right]));
        else {
          const compute = operation === "*" ? times : operation === "+" ? plus : minus;
          found.push(compute(found[left], found[right]));
        }
      }
    });
    return found;
  };
};
