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
const isShut = (at, { closed, holidays }) => {
  const [year, month, date] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const holiday = ([y, m, d]) => y === year % 400 && m === month + 1 && d === date;
  return closed !== undefined && (closed.includes((at.getUTCDay() + 6) % 7) || holidays.some(holiday));
};
// The calendar repeats after 400 years: windows of any length stay cheap.
const CYCLE = 146097n;
const wholeDays = (days, window) => {
  const [m, s] = days;
  const cycle = CYCLE * 10n ** BigInt(s);
  const cycles = m / cycle;
  const rest = daysWithin([m % cycle, s], window);
  if (!cycles) return rest;
  window.cycle ??= daysWithin([CYCLE, 0], window);
  return plus(times([cycles, 0], window.cycle), rest);
};
const daysWithin = ([m, s], { anchor, backwards, season, closed, holidays }) => {
  const unit = 10n ** BigInt(s);
  const whole = Number(m / unit);
  let sum = [0n, 0];
  const first = Date.parse(anchor + "T00:00:00Z");
  if (closed) {
    for (let day = 0; ; day += 1) {
      const at = new Date(first + (backwards ? -(day + 1) : day) * DAY);
      const index = isShut(at, { closed, holidays }) ? [0n, 0] : season[at.getUTCMonth()];
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

// A stop and the days after it until what it leaves is caught up; the last in part, half-up to 12
// places. Where that takes more than ten years there is no figure.
const MOST_DAYS = 3650;
const LONGEST_STOP = 100000n;
const caughtUp = (stop, { anchor, catchUp }) => {
  const capacity = parsed(catchUp.capacity);
  const indices = catchUp.season.map(parsed);
  const first = Date.parse(anchor + "T00:00:00Z");
  let backlog = [0n, 0];
  if (compared(stop, [LONGEST_STOP, 0]) > 0) throw new RangeError("never caught up");
  for (let day = 0; ; day += 1) {
    const at = new Date(first + day * DAY);
    const shut = isShut(at, catchUp);
    const index = shut ? [0n, 0] : indices[at.getUTCMonth()];
    const end = [BigInt(day + 1), 0];
    if (compared(stop, end) >= 0) {
      backlog = plus(backlog, index);
      continue;
    }
    const begun = compared(stop, [BigInt(day), 0]) > 0;
    const part = begun ? minus(stop, [BigInt(day), 0]) : [0n, 0];
    backlog = plus(backlog, times(index, part));
    if (backlog[0] <= 0n) return begun ? stop : [BigInt(day), 0];
    if (compared(end, stop) > 0 && compared(minus(end, stop), [BigInt(MOST_DAYS + 1), 0]) > 0) throw new RangeError("never caught up");
    const done = shut ? [0n, 0] : minus(capacity, index);
    const left = minus(backlog, times(done, minus([1n, 0], part)));
    if (left[0] <= 0n) {
      const scale = Math.max(backlog[1], done[1]);
      const [most, a_day] = [raised(backlog, scale), raised(done, scale)];
      const unit = 10n ** BigInt(Math.max(part[1], 12));
      const into = raised(part, Math.max(part[1], 12));
      const exact = into * a_day + most * unit; // of a day, times a_day x unit
      const twelve = 10n ** 12n;
      const share = (2n * exact * twelve + a_day * unit) / (2n * a_day * unit);
      return plus([BigInt(day), 0], [share, 12]);
    }
    backlog = left;
  }
};

// Of a window of which only a part counts: up to its end, less what lies before it begins.
const effectiveDays = (stop, window) => {
  const days = window.catchUp ? caughtUp(stop, window) : stop;
  const upTo = (edge) => (minus(days, [BigInt(edge), 0])[0] > 0n ? [BigInt(edge), 0] : days);
  const end = window.until === undefined ? days : upTo(window.until);
  const sum = wholeDays(end, window);
  return window.since ? minus(sum, wholeDays(upTo(window.since), window)) : sum;
};

const lesser = (one, other) => (compared(one, other) <= 0 ? one : other);

// nodes: [path] an input, "1.5" a number, [operation, left, right] with "+", "-", "*" or "least",
// ["days", node, window].
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
          const compute = { "*": times, "+": plus, "-": minus, least: lesser }[operation];
          found.push(compute(found[left], found[right]));
        }
      }
    });
    return found;
  };
};
