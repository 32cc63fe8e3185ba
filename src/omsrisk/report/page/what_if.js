// What if: boxes for inputs, and the figures that follow from them. The box is the truth; a slider
// writes into it. What is typed stands in the address, so that it can be sent.
const data = JSON.parse(document.getElementById("data").textContent);
const compute = interpreter(data);
const stops = data.windows.some((window) => window.catchUp);
const told = (inputs) => {
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
const place = new Map(data.inputs.map(([path], at) => [path, at]));
const boxes = new Map();
const figures = Object.entries(data.figures);

const net = data.figures.net_exposure;
const signed = (number) => {
  const text = money(number);
  return (compared(number, [0n, 0]) > 0 && /[1-9]/.test(text) ? "+" : "") + text;
};
const others = data.others.map(parsed);
const against = (nodes) =>
  others.forEach((other, at) => { byId("against-" + at).textContent = signed(minus(nodes[net], other)); });

// The tornado: what has a range and is not typed over goes over it, all else a fifth down and up.
const ends = ([path, low, high, ranges]) => {
  const at = place.get(path), value = now[at];
  if (ranges && !compared(value, printed[at])) return [at, parsed(low), parsed(high)];
  const most = times(value, [12n, 1]);
  const whole = data.controls.find((one) => one.path === path).share && compared(most, [1n, 0]) > 0;
  return [at, times(value, [8n, 1]), whole ? [1n, 0] : most];
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
    ["low", "high"].forEach((name, end) => { byId(`${name}-${at}`).textContent = both[end] === null ? "never caught up" : money(both[end]); });
    const reach = [Math.min(...both.map(away), 0), Math.max(...both.map(away), 0)];
    const [below, above] = reach.map((one) => Math.round((Math.abs(one) / scale) * 500));
    byId("below-" + at).setAttribute("x", String(500 - below));
    byId("below-" + at).setAttribute("width", String(below));
    byId("above-" + at).setAttribute("width", String(above));
  });
};

const follow = () => {
  const nodes = compute(now);
  const before = compute(printed);
  for (const [name, at] of figures) {
    const cell = byId("now-" + name);
    if (!cell) continue;
    cell.textContent = money(nodes[at]);
    byId("change-" + name).textContent = signed(minus(nodes[at], before[at]));
  }
  against(nodes);
  move(nodes);
  const changed = data.controls.filter(({ path }) => compared(now[place.get(path)], printed[place.get(path)]));
  const settings = changed.map(({ path, share }) => [path, shown(now[place.get(path)], share)]);
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
  const fits = number !== null && (!stops || told(now) !== null);
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
for (const { path, share } of data.controls) {
  const box = byId("box-" + path), slider = byId("slider-" + path);
  boxes.set(path, { box, slider, share });
  box.addEventListener("input", () => { if (take(path, box.value)) follow(); });
  slider.addEventListener("input", () => {
    const text = String(Number(Number(slider.value).toPrecision(3)));
    if (!/^\d+(\.\d+)?$/.test(text)) return;
    box.value = boxed(parsed(text), share);
    if (take(path, box.value)) follow();
  });
}
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
