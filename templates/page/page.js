// Asks the local Azure once a second what there is, and draws it. Every text that comes from there gets into the page
// as text, never as markup.
"use strict";

(() => {
  const pollMs = 1000;
  const lostPollMs = 3000;
  const pageSize = 24;
  const firstRows = 20;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const byId = (id) => document.getElementById(id);

  /** What was last heard; `heardMs` is this browser's time. */
  let state = { revision: "", nowMs: 0, speed: 0, heardMs: 0, operations: [], clusters: [], found: 0, counts: {} };
  let offset = 0;
  let rowLimit = firstRows;
  let timer;
  let span = { fromMs: 0, toMs: 1 };
  const rows = new Map();

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "class") made.className = value;
      else if (key === "text") made.textContent = value;
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  // ---- Asking

  async function poll() {
    clearTimeout(timer);
    if (document.hidden) return;
    let isLive = false;
    try {
      const asked = { since: state.revision, search: byId("search").value.trim(), offset, limit: pageSize };
      const key = `${asked.search}\n${offset}`;
      // Another search or page: the revision of the last one says nothing.
      if (key !== poll.key) asked.since = "";
      const reply = await fetch(`/page/state?${new URLSearchParams(asked)}`, { cache: "no-store" });
      if (!reply.ok) throw new Error(String(reply.status));
      const heard = await reply.json();
      poll.key = key;
      isLive = true;
      state = { ...state, ...heard, heardMs: performance.now() };
      if (heard.clusters !== undefined) drawAll();
      drawTime();
      byId("count-requests").textContent = heard.requests.toLocaleString("en");
    } catch {
      // It says so below, and asks again.
    }
    const link = byId("link");
    const word = isLive ? "live" : "no answer, trying again";
    if (link.textContent !== word) link.textContent = word;
    link.dataset.state = isLive ? "live" : "lost";
    timer = setTimeout(poll, isLive ? pollMs : lostPollMs);
  }

  /** Simulated now: what was heard, and how much time has passed since, but not far beyond what is known. */
  function nowMs() {
    const passedMs = Math.min(performance.now() - state.heardMs, 2 * pollMs);
    return state.nowMs + passedMs * state.speed;
  }

  // ---- Texts

  const two = (value) => String(value).padStart(2, "0");

  function clockText(ms, withSeconds) {
    const at = new Date(ms);
    const text = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
    return withSeconds ? `${text}:${two(at.getUTCSeconds())}` : text;
  }

  function dayText(ms) {
    return new Date(ms).toISOString().slice(0, 10);
  }

  function lengthText(ms) {
    const seconds = Math.max(0, Math.round(ms / 1000));
    if (seconds < 60) return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
    const hours = Math.floor(minutes / 60);
    return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  }

  const endings = ["Succeeded", "Failed", "Canceled"];
  const outcome = ({ status }) => (endings.includes(status) ? status : "Running");
  const endOf = (operation) => operation.endMs ?? nowMs();
  const nameOf = ({ cluster, pool }) => (pool === undefined ? cluster : `${cluster} / ${pool}`);
  const kindOf = ({ kind }) => (kind === "pool" ? "node pool" : "cluster");

  /** The stages that it was in, each with its end; the last status of an ended operation is no stage. */
  function stagesOf(operation) {
    const all = operation.stages.filter(({ status }) => !endings.includes(status));
    return all.map((stage, index) => ({ ...stage, endMs: all[index + 1]?.atMs ?? endOf(operation) }));
  }

  /** Stages that only count nodes on are one phase: `CreatingAgentPool`, its last status `...: 1/3 nodes completed`. */
  function phasesOf(operation) {
    const phases = [];
    for (const { status, atMs, endMs } of stagesOf(operation)) {
      const name = status.split(":")[0];
      const last = phases.at(-1);
      if (last?.name === name) {
        last.marks.push(atMs);
        Object.assign(last, { status, endMs });
      } else phases.push({ name, status, atMs, endMs, marks: [] });
    }
    return phases;
  }

  /** `CreatingAgentPools: 1/3 nodes completed` in a bar: `Creating pools 1/3`, or what of it there is room for. */
  function phaseText({ name, status }, width) {
    const nodes = /: (\d+\/\d+) nodes completed$/.exec(status)?.[1];
    const words = name
      .replace(/AgentPool/, "Pool")
      .replace(/([a-z])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);
    const short = words.replace(/^\w+ing (\w)/, (_, first) => first.toUpperCase());
    const texts = nodes === undefined ? [words, short] : [`${words} ${nodes}`, `${short} ${nodes}`, nodes];
    return texts.find((text) => 7 * text.length + 14 < width) ?? "";
  }

  const wordOf = (operation) => outcome(operation).toLowerCase();
  const titleOf = (operation) => `${operation.verb} ${kindOf(operation)} ${nameOf(operation)}`;
  const lengthWords = (operation) =>
    `${operation.endMs === undefined ? "for" : "after"} ${lengthText(endOf(operation) - operation.startMs)}`;

  // ---- The span of time

  function chosenWindow() {
    return document.querySelector("input[name=window]:checked").value;
  }

  function chooseSpan() {
    const { operations } = state;
    const now = nowMs();
    const chosen = chosenWindow();
    let fromMs = now - Number(chosen) * 60_000;
    let toMs = now;
    if (chosen === "all") fromMs = Math.min(...operations.map(({ startMs }) => startMs));
    else if (chosen === "auto") {
      const newest = operations.filter((operation, index) => index < 12 || operation.endMs === undefined);
      fromMs = Math.min(...newest.map(({ startMs }) => startMs));
      const lastMs = Math.max(...newest.map(endOf));
      // Long after the last end the picture stays with what happened.
      toMs = Math.min(now, lastMs + Math.max(60_000, 0.25 * (lastMs - fromMs)));
    }
    if (!Number.isFinite(fromMs)) fromMs = now - 60_000;
    const lengthMs = Math.max(toMs - fromMs, 60_000);
    const fraction = chosen === "auto" || chosen === "all" ? 0.02 : 0;
    return { fromMs: fromMs - fraction * lengthMs, toMs: fromMs + 1.06 * lengthMs };
  }

  const share = (ms) => (100 * (ms - span.fromMs)) / (span.toMs - span.fromMs);
  const within = (ms) => Math.min(Math.max(ms, span.fromMs), span.toMs);

  const minuteMs = 60_000;
  const steps = [1 / 6, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 43200].map(
    (minutes) => minutes * minuteMs,
  );

  function drawTicks() {
    const width = byId("ticks").clientWidth;
    const most = Math.max(2, Math.floor(width / 80));
    const stepMs = steps.find((step) => (span.toMs - span.fromMs) / step <= most) ?? steps.at(-1);
    const marks = [];
    for (let ms = Math.ceil(span.fromMs / stepMs) * stepMs; ms < span.toMs; ms += stepMs) marks.push(ms);
    const text = (ms) => {
      if (stepMs >= 1440 * minuteMs || ms % (1440 * minuteMs) === 0) return dayText(ms);
      return clockText(ms, stepMs < minuteMs);
    };
    const placed = (ms, content) => {
      const mark = element("span", { text: content });
      mark.style.left = `${share(ms)}%`;
      return mark;
    };
    // Not where they would be cut off, nor under the word "now".
    const isFree = (ms) => {
      const x = (share(ms) / 100) * width;
      const nowX = (share(nowMs()) / 100) * width;
      return x > 18 && x < width - 18 && Math.abs(x - nowX) > 44;
    };
    byId("ticks").replaceChildren(...marks.filter(isFree).map((ms) => placed(ms, text(ms))));
    byId("gridlines").replaceChildren(...marks.map((ms) => placed(ms, "")));
  }

  // ---- Operations

  function rowOf(operation) {
    const label = element("span", { class: "label" });
    const stages = element("span", { class: "stages" });
    const track = element("span", { class: "track", "aria-hidden": "true" }, stages);
    const bar = element("button", { class: "bar", type: "button", "aria-expanded": "false" }, label, track);
    const row = { item: element("li", { class: "row" }, bar), bar, label, stages, operation, details: undefined };
    bar.addEventListener("click", () => {
      hideTip();
      if (row.details === undefined) row.item.append((row.details = element("div", { class: "details" })));
      else {
        row.details.remove();
        row.details = undefined;
      }
      bar.setAttribute("aria-expanded", String(row.details !== undefined));
      drawRow(row);
    });
    bar.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse") showTip(row, event.clientX, event.clientY);
    });
    bar.addEventListener("pointerleave", hideTip);
    return row;
  }

  function drawRow(row) {
    const { operation, bar, label, stages } = row;
    const status = outcome(operation);
    bar.dataset.status = status;
    const name = element("strong", { text: nameOf(operation) });
    const kind = element("span", { class: "kind", text: ` ${kindOf(operation)}` });
    const word = element("span", { class: "word", text: wordOf(operation) });
    row.took = element("span", { class: "unseen" });
    label.replaceChildren(name, " ", element("small", {}, operation.verb, kind, ", ", word, row.took));
    stages.replaceChildren(
      ...phasesOf(operation).map((phase) => element("span", {}, element("em"), ...phase.marks.map(() => element("i")))),
    );
    placeBar(row);
    if (row.details !== undefined) drawDetails(row);
  }

  function placeBar({ operation, stages, took }) {
    const from = within(operation.startMs);
    const to = within(endOf(operation));
    stages.style.left = `${share(from)}%`;
    stages.style.width = `${share(to) - share(from)}%`;
    const width = (byId("ticks").clientWidth * (share(to) - share(from))) / 100;
    phasesOf(operation).forEach((phase, index) => {
      const part = stages.children[index];
      if (part === undefined) return;
      const [partFrom, partTo] = [within(phase.atMs), within(phase.endMs)];
      const fraction = to === from ? 0 : (partTo - partFrom) / (to - from);
      part.style.width = `${100 * fraction}%`;
      const text = phaseText(phase, width * fraction);
      if (part.firstChild.textContent !== text) part.firstChild.textContent = text;
      phase.marks.forEach((ms, mark) => {
        part.children[mark + 1].style.left = `${(100 * (within(ms) - partFrom)) / Math.max(1, partTo - partFrom)}%`;
      });
    });
    // What a bar's length says, for those who do not see it.
    const text = ` ${lengthWords(operation)}`;
    if (took.textContent !== text) took.textContent = text;
  }

  function drawDetails({ operation, details }) {
    const line = (stage) =>
      element(
        "tr",
        {},
        element("td", { text: stage.status }),
        element("td", { text: clockText(stage.atMs, true) }),
        element("td", { text: lengthText(stage.endMs - stage.atMs) }),
      );
    const heads = ["Stage", "From", "Took"].map((text) => element("th", { scope: "col", text }));
    const table = element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...stagesOf(operation).map(line)),
    );
    const { startMs, endMs, status, error, group, id } = operation;
    const ended = endMs === undefined ? "still running" : `${status} at ${clockText(endMs, true)}`;
    const parts = [
      element("p", {
        text: `Resource group ${group}. Began ${dayText(startMs)} ${clockText(startMs, true)}, ${ended}: ${lengthText(endOf(operation) - startMs)} of simulated time.`,
      }),
    ];
    if (error !== undefined) {
      const isPassed = status !== "Failed" && status !== "Canceled";
      const text = `${error.code}: ${error.message}`;
      parts.push(element("p", { class: isPassed ? "error passed" : "error", text }));
    }
    parts.push(table, element("p", { class: "muted" }, "Operation ", element("span", { class: "mono", text: id })));
    details.replaceChildren(...parts);
  }

  function drawOperations() {
    span = chooseSpan();
    const all = [...state.operations].sort((a, b) => b.startMs - a.startMs);
    const inSpan = all.filter((operation) => endOf(operation) >= span.fromMs && operation.startMs <= span.toMs);
    const shown = inSpan.slice(0, rowLimit);
    byId("timeline").hidden = shown.length === 0;
    byId("no-operations").hidden = all.length > 0;
    byId("none-in-window").hidden = all.length === 0 || shown.length > 0;
    byId("more-operations").hidden = inSpan.length <= rowLimit;
    byId("more-operations").textContent = `Show more (${inSpan.length - shown.length})`;
    const wanted = new Set(shown.map(({ id }) => id));
    for (const [id, row] of rows) {
      if (wanted.has(id)) continue;
      row.item.remove();
      rows.delete(id);
    }
    let before = byId("rows").firstElementChild;
    for (const operation of shown) {
      const row = rows.get(operation.id) ?? rowOf(operation);
      rows.set(operation.id, row);
      row.operation = operation;
      if (row.item === before) before = before.nextElementSibling;
      else byId("rows").insertBefore(row.item, before);
      drawRow(row);
    }
    drawTicks();
  }

  // ---- The small text beside the pointer

  function showTip({ operation }, x, y) {
    const tip = byId("tip");
    const { error } = operation;
    const stage = stagesOf(operation).at(-1);
    const lines = [titleOf(operation), `${wordOf(operation)} ${lengthWords(operation)}`];
    if (operation.endMs === undefined && stage !== undefined) {
      lines.push(`${stage.status}, for ${lengthText(nowMs() - stage.atMs)}`);
    }
    if (error !== undefined) lines.push(error.code);
    tip.replaceChildren(...lines.map((text) => element("div", { text })));
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(x + 14, document.documentElement.clientWidth - width - 8))}px`;
    tip.style.top = `${y + 18 + height > document.documentElement.clientHeight ? y - height - 10 : y + 18}px`;
  }

  function hideTip() {
    byId("tip").hidden = true;
  }

  // ---- Clusters

  function stateBadge(text) {
    return element("span", { class: "state", "data-state": text, text });
  }

  function poolLine(pool) {
    const isKata = /^Kata/.test(pool.runtime);
    const runtime = isKata
      ? [" ", element("span", { class: "kata", title: "each pod on a kernel of its own", text: pool.runtime })]
      : [];
    const dots = pool.nodes.map(({ name, isReady }) =>
      element("i", { class: isReady ? "ready" : "", title: `${name}, ${isReady ? "Ready" : "not ready"}` }),
    );
    const ready = `${pool.readyCount}/${pool.nodeCount} ready`;
    const rest = pool.nodeCount - pool.nodes.length;
    return element(
      "div",
      { class: "pool" },
      element("div", {}, element("b", { text: pool.name }), element("small", { text: `${pool.mode} pool` })),
      element("div", { class: "size-cell" }, pool.vmSize, element("small", {}, pool.osSku, ...runtime)),
      element(
        "div",
        { class: "nodes-cell" },
        element("div", { class: "nodes", role: "img", "aria-label": `nodes: ${ready}` }, ...dots),
        element("small", { text: rest > 0 ? `${ready}, ${rest} not shown` : ready }),
      ),
      stateBadge(pool.state),
    );
  }

  function clusterCard(cluster) {
    const head = element(
      "div",
      { class: "cluster-head" },
      element("h3", { text: cluster.name }),
      element("p", { text: `${cluster.group}, ${cluster.location}, Kubernetes ${cluster.version}` }),
      stateBadge(cluster.state),
    );
    return element("li", { class: "cluster" }, head, ...cluster.pools.map(poolLine));
  }

  function drawClusters() {
    const text = JSON.stringify(state.clusters);
    const { found, clusters } = state;
    if (text !== drawClusters.text) byId("clusters").replaceChildren(...clusters.map(clusterCard));
    drawClusters.text = text;
    const isSearch = byId("search").value.trim() !== "";
    byId("no-clusters").hidden = clusters.length > 0;
    byId("no-clusters").textContent = isSearch ? "No cluster of this name, group or region." : "No cluster yet.";
    byId("pages").hidden = found <= pageSize;
    byId("range").textContent = `${offset + 1} to ${offset + clusters.length} of ${found.toLocaleString("en")}`;
    byId("previous").disabled = offset === 0;
    byId("next").disabled = offset + pageSize >= found;
    // The last one of a page may have gone.
    if (clusters.length === 0 && offset > 0) turnTo(0);
  }

  function turnTo(to) {
    offset = Math.max(0, to);
    void poll();
  }

  // ---- All of it

  function drawAll() {
    for (const key of ["clusters", "pools", "nodes", "operations", "running"]) {
      byId(`count-${key}`).textContent = state.counts[key].toLocaleString("en");
    }
    drawOperations();
    drawClusters();
  }

  /** What moves with time alone. */
  function drawTime() {
    const now = nowMs();
    byId("clock").textContent = clockText(now, true);
    byId("clock").dateTime = new Date(now).toISOString();
    byId("date").textContent = `${dayText(now)} UTC, simulated,`;
    byId("speed").textContent = state.speed === 0 ? "stands still" : `${state.speed} × real time`;
    if (rows.size === 0) return;
    const follows = chosenWindow() !== "all" || state.counts.running > 0;
    if (follows) {
      span = chooseSpan();
      drawTicks();
    }
    for (const row of rows.values()) if (follows || row.operation.endMs === undefined) placeBar(row);
    byId("now").hidden = now > span.toMs;
    byId("now").style.left = `${share(Math.min(now, span.toMs))}%`;
  }

  for (const input of document.querySelectorAll("input[name=window]")) {
    input.addEventListener("change", () => {
      rowLimit = firstRows;
      drawOperations();
      drawTime();
    });
  }
  byId("more-operations").addEventListener("click", () => {
    rowLimit += 4 * firstRows;
    drawOperations();
  });
  byId("search").addEventListener("input", () => {
    offset = 0;
    clearTimeout(timer);
    timer = setTimeout(poll, 150);
  });
  byId("previous").addEventListener("click", () => turnTo(offset - pageSize));
  byId("next").addEventListener("click", () => turnTo(offset + pageSize));
  document.addEventListener("visibilitychange", poll);
  document.addEventListener("scroll", hideTip, { passive: true });
  window.addEventListener("resize", () => {
    if (rows.size > 0) drawTime();
  });
  setInterval(
    () => {
      if (!document.hidden && state.speed > 0 && state.heardMs > 0) drawTime();
    },
    calm.matches ? 1000 : 200,
  );
  void poll();
})();
