// What if: boxes for inputs, and the figures that follow from them. The box is the truth; a slider
// writes into it. What is typed stands in the address, so that it can be sent.
const data = JSON.parse(document.getElementById("data").textContent);
const compute = interpreter(data);
const place = new Map(data.inputs.map(([path], at) => [path, at]));
const printed = data.inputs.map(([, text]) => parsed(text));
const now = [...printed];
const ONE = [1n, 0], ZERO = [0n, 0];

// A rate below that of today is no cost below 0: there is no figure. What has a range and is not typed
// counts with its worse end, as the file would be judged.
const floors = data.floors.filter(({ rate, today }) => place.has(rate) && place.has(today));
const counted = (inputs, path, end) => {
  const at = place.get(path);
  return at === undefined || !compared(inputs[at], printed[at]) ? parsed(end) : inputs[at];
};
const kept = (inputs, { learned, quickest, before }) => {
  let part = ONE;
  if (learned) for (let phase = 0; phase < before; phase += 1) part = times(part, minus(ONE, counted(inputs, learned, quickest)));
  return part;
};
const lies = (inputs) => floors.find((pair) => compared(
  times(counted(inputs, pair.rate, pair.lowest), kept(inputs, pair)), counted(inputs, pair.today, pair.highest)) < 0);
const stops = data.windows.some((window) => window.catchUp);
const told = (inputs) => {
  if (floors.length && lies(inputs)) return null;
  if (!stops) return compute(inputs);
  try { return compute(inputs); } catch (error) { if (error instanceof RangeError) return null; throw error; }
};
const byId = (id) => document.getElementById(id);
const { point, group, least, power, digits } = data.style;
const money = ([m, s]) => {
  const [whole, part] = rounded([m, s + power], digits).split(".");
  const grouped = whole.replace("-", "").length < least ? whole : whole.replace(/(\d)(?=(\d{3})+$)/g, `$1${group}`);
  return part === undefined ? grouped : grouped + point + part;
};
const hundredth = ([m, s]) => [m, s + 2];
// What is typed: a number; or why it is none, or none that the file may hold. A part is written in
// percent; only one of a whole ends at 100%.
const WHOLE = 2;
const read = (text, share) => {
  const found = /^\s*(-?)(\d+)(?:\.(\d+))?\s*(%?)\s*$/.exec(point === "," ? text.replace(",", ".") : text);
  if (!found || (found[4] && !share)) return { why: `Write a number, such as 12${point}5${share ? "%" : ""}.` };
  const [, sign, whole, part = "", percent] = found;
  const exact = parsed(part ? `${whole}.${part}` : whole);
  const number = percent ? hundredth(exact) : exact, finest = percent ? 10 : 12;
  const refused = (why) => ({ number, why });
  if (sign && number[0] > 0n) return refused("Nothing is below 0.");
  if (share === WHOLE && compared(number, ONE) > 0) return refused("At most 100%.");
  if (whole.replace(/^0+/, "").length > 18) return refused("At most 18 digits before the point.");
  if (part.length > finest) return refused(`At most ${finest} digits after the point.`);
  return { number, why: "" };
};
const shown = (number, share) => (share ? written(times(number, [100n, 0])) + "%" : written(number));
const boxed = (number, share) => shown(number, share).replace(".", point);

const before = compute(printed);
const shares = new Map(data.controls.map(([path, , share]) => [path, share]));
const boxes = new Map();
const figures = Object.keys(data.labels).filter((name) => name in data.figures);

const net = data.figures.net_exposure;
const signed = (number) => {
  const text = money(number);
  return (compared(number, [0n, 0]) > 0 && /[1-9]/.test(text) ? "+" : "") + text;
};
const others = data.others.map(([, text]) => parsed(text));
const against = (nodes) =>
  others.forEach((other, at) => { byId("against-" + at).textContent = signed(minus(nodes[net], other)); });

// What is there to be seen. Names are texts of the file: they go in as text alone.
const made = (tag, attributes = {}, ...children) => {
  const element = tag === "svg" || tag === "rect" ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};
const control = ([path, label, share, low, high]) => {
  const value = printed[place.get(path)];
  const box = made("input", { id: "box-" + path, inputmode: "decimal", autocomplete: "off", value: boxed(value, share) });
  const slider = made("input", { id: "slider-" + path, type: "range", min: low, max: high, step: "any",
    value: written(value), "aria-label": label + ", as a slider" });
  box.addEventListener("input", () => typed(path));
  slider.addEventListener("input", () => {
    const text = String(Number(Number(slider.value).toPrecision(3)));
    if (!/^\d+(\.\d+)?$/.test(text)) return;
    box.value = boxed(parsed(text), share);
    typed(path);
  });
  const why = made("small", { id: "why-" + path, class: "why" });
  box.setAttribute("aria-describedby", why.id);
  boxes.set(path, { box, slider, share, why });
  return made("label", { for: box.id }, made("span", {}, label), box, slider, why);
};
const table = (title, heads, rows) => {
  if (!rows.length) return "";
  const head = heads.map((text, at) =>
    text ? made("th", at ? { scope: "col", class: "n" } : { scope: "col" }, text) : made("td"));
  const body = rows.map(([name, ...cells]) => {
    const row = made("tr", {}, made("th", { scope: "row" }, name), ...cells);
    cells.forEach((cell, at) => { if (heads[at + 1]) cell.setAttribute("data-head", heads[at + 1]); });
    return row;
  });
  return made("table", { class: "stack" }, made("caption", {}, title),
    made("thead", {}, made("tr", {}, ...head)), made("tbody", {}, ...body));
};
const amount = (text, id) => made("td", id ? { class: "n", id } : { class: "n" }, text);
const bar = (at) => {
  const part = (side, fill) => made("rect", { id: `${side}-${at}`, x: "50%", y: 3, width: 0, height: 14, fill });
  const base = made("rect", { x: "50%", y: 0, width: 2, height: 20, fill: "currentColor" });
  const drawn = [part("below", "#2f6fb0"), part("above", "#c2571a"), base];
  return made("td", { class: "bar" }, made("svg", { width: "100%", height: 20, "aria-hidden": true }, ...drawn));
};
const show = () => {
  const shown = data.controls.map(control);
  const more = shown.splice(data.open);
  byId("controls").append(...shown);
  if (more.length) byId("controls").append(made("details", {}, made("summary", {}, `${more.length} more inputs`), ...more));
  byId("follows").append(
    table("What follows", [data.style.currency, "now", "change", "in the file"], figures.map((name) => {
      const text = money(before[data.figures[name]]);
      return [data.labels[name], amount(text, "now-" + name), amount(money([0n, 0]), "change-" + name), amount(text)];
    })),
    table("Against the others, as they stand", ["roll-out", "net exposure", "this one against it"],
      data.others.map(([name], at) => [name, amount(money(others[at])), amount("", "against-" + at)])),
    table("What moves it now", ["input", "low", "high", ""],
      data.tornado.map(([, , , , label], at) => [label, amount("", "low-" + at), amount("", "high-" + at), bar(at)])),
  );
};

// The tornado: what has a range and is not typed over goes over it, all else a fifth down and up.
const ends = ([path, low, high, ranges]) => {
  const at = place.get(path), value = now[at];
  if (ranges && !compared(value, printed[at])) return [at, parsed(low), parsed(high)];
  const most = times(value, [12n, 1]);
  const whole = shares.get(path) === WHOLE && compared(most, [1n, 0]) > 0;
  let [least, top] = [times(value, [8n, 1]), whole ? [1n, 0] : most];
  for (const { rate, today, lowest, highest } of floors) {
    const [above, below] = [counted(now, rate, lowest), counted(now, today, highest)];
    if (rate === path && compared(least, below) < 0) least = below;
    if (today === path && compared(top, above) > 0) top = above;
  }
  return [at, least, top];
};
const move = (nodes) => {
  const found = data.tornado.map((bar) => {
    const [at, ...both] = ends(bar);
    const kept = now[at];
    const nets = both.map((end) => { now[at] = end; return (told(now) ?? {})[net] ?? null; });
    now[at] = kept;
    return nets;
  });
  const away = (one) => (one === null ? 0 : Number(written(minus(one, nodes[net]))));
  const scale = Math.max(...found.flat().map((one) => Math.abs(away(one))), 0) || 1;
  found.forEach((both, at) => {
    ["low", "high"].forEach((name, end) => { byId(`${name}-${at}`).textContent = both[end] === null ? "none" : money(both[end]); });
    const reach = [Math.min(...both.map(away), 0), Math.max(...both.map(away), 0)];
    const [below, above] = reach.map((one) => Math.round((Math.abs(one) / scale) * 500) / 10);
    byId("below-" + at).setAttribute("x", `${50 - below}%`);
    byId("below-" + at).setAttribute("width", `${below}%`);
    byId("above-" + at).setAttribute("width", `${above}%`);
  });
};

const NONE = "none";
const blank = (why) => {
  for (const name of figures) for (const column of ["now-", "change-"]) byId(column + name).textContent = NONE;
  others.forEach((_, at) => { byId("against-" + at).textContent = NONE; });
  data.tornado.forEach((_, at) => {
    for (const end of ["low-", "high-"]) byId(end + at).textContent = NONE;
    for (const side of ["below-", "above-"]) byId(side + at).setAttribute("width", "0");
  });
  byId("command").textContent = "";
  byId("status").textContent = "No figure: " + why;
};
const follow = () => {
  const none = [...refused.values()].find((one) => one);
  if (none) { blank(none); return; }
  const nodes = compute(now);
  for (const name of figures) {
    const at = data.figures[name];
    byId("now-" + name).textContent = money(nodes[at]);
    byId("change-" + name).textContent = signed(minus(nodes[at], before[at]));
  }
  against(nodes);
  move(nodes);
  const changed = data.controls.filter(([path]) => compared(now[place.get(path)], printed[place.get(path)]));
  const settings = changed.map(([path, , share]) => [path, shown(now[place.get(path)], share)]);
  const kept = data.settings.filter(([path]) => !settings.some(([one]) => one === path)).map(([, text]) => text);
  byId("command").textContent = [data.command, ...kept, ...settings.map(([path, text]) => `--set ${path}=${text}`)].join(" ");
  if (net !== undefined) {
    byId("status").textContent = settings.length
      ? `Net exposure ${money(nodes[net])} at the most likely values, with ${settings.length} changed.`
      : "As the file stands.";
  }
  const hash = settings.map(([path, text]) => `${encodeURIComponent(path)}=${encodeURIComponent(text)}`).join("&");
  history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
};

// Boxes whose number the file may not hold, each with what is said of it; what is no number at all is
// told at its box, and the figures stay.
const refused = new Map();
const whyNot = (path) => {
  const number = now[place.get(path)];
  for (const [bounded, low, high, name] of data.bounds) {
    if (bounded !== path) continue;
    if (low !== null && compared(number, parsed(low)) < 0) return `${name} would bring it below 0.`;
    if (high !== null && compared(number, parsed(high)) > 0) return `${name} would bring it above 100%.`;
  }
  const pair = floors.length ? lies(now) : undefined;
  if (pair) {
    const learned = compared(kept(now, pair), ONE) ? ", once later phases have learned" : "";
    if (pair.today === path) return `Above the rate with the new system, ${boxed(counted(now, pair.rate, pair.lowest), true)}${learned}.`;
    return `Below today's ${boxed(counted(now, pair.today, pair.highest), true)}${learned}.`;
  }
  return told(now) === null ? "A stop of so many days is never caught up." : "";
};
const take = (path, text) => {
  const { box, slider, share, why } = boxes.get(path);
  const at = place.get(path), before = now[at];
  // what the file makes of a range may be finer than what it may state
  const isItsOwn = text === boxed(printed[at], share);
  const { number, why: unread } = isItsOwn ? { number: printed[at], why: "" } : read(text, share);
  let said = unread;
  if (!said) {
    now[at] = number;
    said = data.bounds.length || floors.length || stops ? whyNot(path) : "";
    if (said) now[at] = before;
  }
  box.setAttribute("aria-invalid", String(said !== ""));
  why.textContent = said;
  refused.delete(path);
  if (said && number !== undefined) refused.set(path, `${data.controls.find(([one]) => one === path)[1]}: ${said}`);
  if (!said) slider.value = String(Number(written(number)));
  return !said;
};
// Another box may have been refused for what this one said before.
const tryAgain = () => { for (const path of [...refused.keys()]) take(path, boxes.get(path).box.value); };
const typed = (path) => {
  take(path, boxes.get(path).box.value);
  tryAgain();
  follow();
};
const reset = () => {
  printed.forEach((number, at) => { now[at] = number; });
  for (const [path, { box, share }] of boxes) {
    box.value = boxed(printed[place.get(path)], share);
    take(path, box.value);
  }
};
const restore = () => {
  reset();
  for (const part of location.hash.slice(1).split("&")) {
    const [path, text] = part.split("=").map((one) => { try { return decodeURIComponent(one ?? ""); } catch { return ""; } });
    if (!boxes.has(path)) continue;
    boxes.get(path).box.value = text.replace(".", point);
    take(path, text);
  }
  tryAgain();
  for (const [path, { box, share }] of boxes) { // an address is passed over where it says what cannot be
    if (box.getAttribute("aria-invalid") === "false") continue;
    box.value = boxed(now[place.get(path)], share);
    take(path, box.value);
  }
  follow();
};
show();
byId("reset").addEventListener("click", () => { reset(); follow(); });
byId("copy").addEventListener("click", async () => {
  const text = byId("command").textContent;
  try { await navigator.clipboard.writeText(text); byId("status").textContent = "Copied."; }
  catch { const range = document.createRange(); range.selectNodeContents(byId("command"));
    getSelection().removeAllRanges(); getSelection().addRange(range); byId("status").textContent = "Selected: copy it."; }
});
addEventListener("hashchange", restore);
byId("what-if").hidden = false;
restore();
