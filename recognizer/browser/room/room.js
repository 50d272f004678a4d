/**
 * The room: what the presenter asks of everybody, and the wall of drawings. A tab asks
 * for news every two seconds while it is in sight, the presenter's wall every second,
 * and paints them without the server.
 */

import { Surface } from "../draw/board.js";
import * as outbox from "../draw/outbox.js";
import * as remembered from "../network/remembered.js";
import * as painting from "../widgets/painting.js";
import { whenAtRest } from "../widgets/rest.js";
import * as server from "./server.js";
import * as showing from "./showing.js";

const SIDE = 28; // of an image, in pixels
const EVERY_MS = 2000, PRESENTERS_WALL_EVERY_MS = 1000, PATIENCE_MS = 10_000;
const LEAD_AFTER_MS = 6000;
const LEFT = "handwriting-recognizer.look";

/** Asks for news, and hands them to the parts that show them. */
class News {
  #parts = new Set();
  #failures = 0;
  task = null; // {kind, digit, text, ends}
  look = null; // {name, page}
  isWallOpen = false;
  taught = null; // address of what the class taught
  wall = { count: 0, names: [], right: 0, judged: 0, order: [], tiles: new Map() };

  /** Whether the server has not answered twice. */
  get isLost() { return this.#failures > 1; }

  join(part) {
    this.#parts.add(part);
    document.addEventListener("visibilitychange", this.#wake);
    if (part.showsWall) this.wallVersion = "";
    this.#ask();
  }

  leave(part) {
    this.#parts.delete(part);
    if (this.#parts.size) return;
    document.removeEventListener("visibilitychange", this.#wake);
    clearTimeout(this.timer);
  }

  /** A phone that slept: its clock may have stood still. */
  #wake = () => {
    if (document.hidden) return;
    this.version = "";
    this.#ask();
  };

  async #ask() {
    clearTimeout(this.timer);
    if (document.hidden || this.isAsking || !this.#parts.size) return;
    this.isAsking = true;
    try {
      await this.#fetch();
      this.#failures = 0;
    } catch {
      this.#failures++;
    }
    this.isAsking = false;
    const pauses = [...this.#parts].map((part) => part.everyMs);
    this.timer = setTimeout(() => this.#ask(), Math.min(EVERY_MS, ...pauses));
    for (const part of this.#parts) part.hear();
  }

  async #fetch() {
    const { address, tab } = [...this.#parts][0].data;
    const showsWall = [...this.#parts].some((part) => part.showsWall);
    const url = new URL(address, document.baseURI);
    const asked = { tab, seen: this.version ?? "", ...(showsWall && { wall: this.wallVersion }) };
    url.search = new URLSearchParams(asked);
    const reply = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!reply.ok) throw new Error(reply.statusText);
    if (reply.status !== 204) this.#take(await reply.json());
    remembered.follow(this.taught);
  }

  #take(found) {
    if (found.version) {
      const { version, task, look, isWallOpen, taught } = found;
      const ends = typeof task?.left === "number" ? performance.now() + 1000 * task.left : null;
      Object.assign(this, { version, look, isWallOpen, taught, task: task && { ...task, ends } });
    }
    if (found.wallVersion) {
      const { wallVersion, tiles, ...wall } = found;
      const known = new Map(this.wall.tiles);
      for (const tile of tiles) known.set(tile.number, tile);
      const shown = wall.order.filter((number) => known.has(number));
      this.wall = { ...wall, tiles: new Map(shown.map((number) => [number, known.get(number)])) };
      this.wallVersion = wallVersion;
    }
  }
}

const news = new News();

/** A part that shows news. */
class Part {
  showsWall = false;

  get everyMs() { return EVERY_MS; }

  constructor(element) { this.element = element; }

  update({ data, setTriggerValue }) {
    const isNew = !this.data;
    Object.assign(this, { data, setTriggerValue });
    if (isNew) news.join(this);
    this.hear();
  }

  close() { news.leave(this); }
}

const TICK_MS = 250;

/**
 * Streamlit says that it is not connected in a dialog, in English, which keeps everybody
 * from drawing until it is closed, and comes again at each attempt. What it says is said
 * here; the browser goes on answering by itself.
 */
function closeNotice() {
  for (const dialog of document.querySelectorAll("[role=dialog]"))
    if (dialog.querySelector("h2")?.textContent === "Connection error")
      dialog.querySelector("button")?.click();
}

/** What everybody is to do, where to look, whose drawings are seen, whether all is well. */
export class Calls extends Part {
  constructor(element) {
    super(element);
    element.innerHTML = `
      <div class="hr-call hr-task" role="status" hidden><b></b><time role="timer"></time></div>
      <div class="hr-call hr-look" hidden><span role="timer"></span><button type="button"></button></div>
      <div class="hr-call hr-told" hidden><span></span><button type="button"></button></div>
      <div class="hr-call hr-lost" role="status" hidden></div>
      <p class="hr-spoken" role="status"></p>`;
    [this.task, this.look, this.told, this.lost, this.spoken] = element.children;
    this.look.lastChild.addEventListener("click", () => this.#leave(null));
    this.told.lastChild.addEventListener("click", () =>
      this.setTriggerValue("wall", this.data.isOffWall ? "on" : "off"));
    this.notices = new MutationObserver(closeNotice);
    this.notices.observe(document.body, { childList: true });
  }

  close() {
    super.close();
    this.#rest();
    this.notices.disconnect();
  }

  #rest() {
    clearInterval(this.ticking);
    this.ticking = null;
  }

  update(component) {
    server.follow(component.data, () => whenAtRest(this.element, () =>
      this.setTriggerValue("outdated", true)));
    outbox.follow(component.data.drawings);
    super.update(component);
  }

  hear() {
    const { wall, model, isOffWall, labels, page } = this.data;
    showing.follow(news.isWallOpen && !isOffWall ? { address: wall, model } : null);
    // Nothing moves the paper while a pen is on it.
    if (Surface.named("draw").open.length) return;
    this.#showTask();
    this.#showLook();
    this.told.hidden = !news.isWallOpen || page !== "draw";
    this.told.firstChild.textContent = isOffWall ? labels.offWall : labels.onWall;
    this.told.lastChild.textContent = isOffWall ? labels.showMine : labels.hideMine;
    this.lost.hidden = !news.isLost;
    this.lost.textContent = labels.lost;
    if (news.task?.ends > performance.now() || this.leaving)
      this.ticking ??= setInterval(() => this.hear(), TICK_MS);
    else this.#rest();
  }

  #showTask() {
    const { task } = news, { labels } = this.data;
    this.task.hidden = !task;
    if (!task) return;
    const [text, time] = this.task.children;
    write(text, labels[task.kind]?.replace("{digit}", task.digit) ?? task.text);
    time.hidden = task.ends === null;
    const left = Math.ceil(Math.max(0, task.ends - performance.now()) / 1000);
    write(time, left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : labels.over);
    this.task.classList.toggle("over", task.ends !== null && !left);
  }

  #showLook() {
    const { look } = news, { labels, follows } = this.data;
    const isCalled = Boolean(look) && follows && sessionStorage.getItem(LEFT) !== look.name;
    if (!isCalled) this.leaving = null;
    else if (this.leaving?.name !== look.name)
      this.leaving = { name: look.name, at: performance.now() + LEAD_AFTER_MS };
    this.look.hidden = !isCalled;
    if (!isCalled) {
      write(this.spoken, "");
      return;
    }
    const left = this.leaving.at - performance.now();
    if (left <= 0) {
      this.#leave(look.name);
      return;
    }
    const [text, button] = this.look.children;
    write(text, labels.look.replace("{page}", labels.pages[look.page]).replace("{seconds}", Math.ceil(left / 1000)));
    write(button, labels.stay);
    this.spoken.textContent ||= text.textContent; // said once, not every second
  }

  /** Goes where the presenter leads, or stays; asked once. */
  #leave(name) {
    sessionStorage.setItem(LEFT, news.look?.name ?? "");
    this.leaving = null;
    this.look.hidden = true;
    if (name) this.setTriggerValue("went", name);
  }
}

/** Who is here, how often the network was right, and the drawings, newest first. */
export class Wall extends Part {
  showsWall = true;

  get everyMs() { return this.data.canHide ? PRESENTERS_WALL_EVERY_MS : EVERY_MS; }

  constructor(element) {
    super(element);
    element.innerHTML = `<p class="hr-here"><b></b><span></span></p>
      <p class="hr-names"></p><div class="hr-tiles hr-wall"></div><p class="hr-note"></p>`;
    [this.head, this.names, this.grid, this.empty] = element.children;
    this.figures = new Map();
    this.grid.addEventListener("click", ({ target }) => {
      const tile = target.closest("[data-number]");
      if (tile && this.data.canHide) this.setTriggerValue("hidden", tile.dataset.number);
    });
  }

  hear() {
    const { count, names, right, judged, order, tiles } = news.wall, { labels } = this.data;
    const [here, score] = this.head.children;
    write(here, labels.here.replace("{count}", count));
    write(score, judged ? labels.right.replace("{right}", right).replace("{count}", judged) : "");
    write(this.names, names.join(" · "));
    this.empty.textContent = labels.empty;
    this.empty.hidden = tiles.size > 0;
    const figures = new Map();
    for (const number of order) {
      const tile = tiles.get(number);
      if (!tile) continue;
      const known = this.figures.get(number);
      const shown = known?.tile === tile && known.data === this.data
        ? known : { tile, data: this.data, figure: this.#figure(tile, known?.figure) };
      figures.set(number, shown);
    }
    const old = [...this.figures.keys()], now = [...figures.keys()];
    this.figures = figures;
    if (now.length !== old.length || now.some((number, place) => number !== old[place]))
      this.grid.replaceChildren(...[...figures.values()].map(({ figure }) => figure));
  }

  #figure({ number, pixels, answer, label, name }, figure) {
    const { labels, canHide } = this.data;
    figure ??= document.createElement("figure");
    const tag = canHide ? "button" : "div";
    if (figure.firstChild?.localName !== tag)
      figure.innerHTML = `<${tag} class="picture"><canvas></canvas></${tag}><figcaption></figcaption>`;
    const [picture, caption] = figure.children;
    const word = (digit) => (digit === -1 ? labels.none : String(digit));
    const isFooled = label !== null && label !== answer;
    const said = isFooled ? `${word(label)} ≠ ${word(answer)}` : word(answer);
    figure.dataset.number = number;
    figure.className = isFooled ? "fooled" : label === null ? "" : "right";
    if (canHide) picture.title = labels.hide;
    const canvas = picture.firstChild;
    canvas.role = "img";
    canvas.ariaLabel = said;
    const bytes = Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0));
    const image = painting.picture(bytes, { width: SIDE, height: SIDE, maps: 1, map: 0 }, painting.GREY, [0, 255]);
    Object.assign(canvas, { width: SIDE, height: SIDE }).getContext("2d").putImageData(image, 0, 0);
    caption.replaceChildren(line(said, "said"), ...(name ? [line(name, "name")] : []));
    return figure;
  }
}

function line(text, kind) {
  const found = document.createElement("span");
  found.className = kind;
  found.textContent = text;
  return found;
}

/** Changes a text only where it differs, so that screen readers say it once. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
