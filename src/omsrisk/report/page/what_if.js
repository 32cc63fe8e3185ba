// What if: boxes for inputs, and the figures that follow from them. The box is the truth; a slider
// writes into it. What is typed stands in the address, so that it can be sent.
const data = JSON.parse(document.getElementById("data").textContent);
const compute = interpreter(data);
// A rate below that of today is no cost below 0: it is not taken.
const floors = data.floors.filter((pair) => pair.slice(0, 2).every((path) => data.inputs.some(([one]) => one === path)));
const crossed = (inputs) => floors.some(([rate, today, kept]) =>
  compared(times(inputs[place.get(rate)], parsed(kept)), inputs[place.get(today)]) < 0);
const stops = data.windows.some((window) => window.catchUp);
const told = (inputs) => {
  if (crossed(inputs)) return null;
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
const read = (text, share) => {
  const found = /^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(point === "," ? text.replace(",", ".") : text);
  if (!found || (found[2] && !share)) return null;
  const number = found[2] ? hundredth(parsed(found[1])) : parsed(found[1]);
  if (share && compared(number, [1n, 0]) > 0) return null;
  return compared(number, [10n ** 12n, 0]) < 0 && found[1].length < 26 ? number : null;
};
const shown = (number, share) => (share ? written(times(number, [100n, 0])) + "%" : written(number));
const boxed = (number, share) => shown(number, share).replace(".", point);

const printed = data.inputs.map(([, text]) => parsed(text));
const now = [...printed];
const before = compute(printed);
const place = new Map(data.inputs.map(([path], at) => [path, at]));
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
  boxes.set(path, { box, slider, share });
  box.addEventListener("input", () => { if (take(path, box.value)) follow(); });
  slider.addEventListener("input", () => {
    const text = String(Number(Number(slider.value).toPrecision(3)));
    if (!/^\d+(\.\d+)?$/.test(text)) return;
    box.value = boxed(parsed(text), share);
    if (take(path, box.value)) follow();
  });
  return made("label", { for: box.id }, made("span", {}, label), box, slider);
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
    table("What follows", [data.style.currency, "now", "change", "as printed"], figures.map((name) => {
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
  const whole = shares.get(path) && compared(most, [1n, 0]) > 0;
  let [least, top] = [times(value, [8n, 1]), whole ? [1n, 0] : most];
  for (const [rate, today] of floors) {
    const [above, below] = [now[place.get(rate)], now[place.get(today)]];
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

const follow = () => {
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
const take = (path, text) => {
  const { box, slider, share } = boxes.get(path);
  const number = read(text, share), at = place.get(path), before = now[at];
  if (number !== null) now[at] = number;
  const fits = number !== null && ((!stops && !floors.length) || told(now) !== null);
  box.setAttribute("aria-invalid", String(!fits));
  if (!fits) { now[at] = before; return false; }
  slider.value = String(Number(written(number)));
  return true;
};
const reset = () => {
  for (const [path, { box, share }] of boxes) {
    box.value = boxed(printed[place.get(path)], share);
    take(path, box.value);
  }
};
const restore = () => {
  reset();
  for (const part of location.hash.slice(1).split("&")) {
    const [path, text] = part.split("=").map((one) => { try { return decodeURIComponent(one ?? ""); } catch { return ""; } });
    if (boxes.has(path) && take(path, text)) boxes.get(path).box.value = text.replace(".", point);
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
