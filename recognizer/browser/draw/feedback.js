/**
 * Under an answer: it is right, it is another digit, it is no digit. What is said counts
 * at once, for this drawing and its like, and only in this browser.
 */

import { NO_DIGIT } from "../network/memory.js";
import * as remembered from "../network/remembered.js";
import * as server from "../room/server.js";
import { say } from "../widgets/elements.js";
import * as frames from "../widgets/frames.js";
import { rove } from "../widgets/grid.js";
import * as painting from "../widgets/painting.js";
import { whenAtRest } from "../widgets/rest.js";
import { toJson } from "./canvas.js";
import * as outbox from "./outbox.js";
import { View } from "./views.js";

const DAY = 24 * 60 * 60 * 1000;
/** @type {WeakMap<Uint8Array, {entry: object, before: object[], item?: object}>} by image */
const said = new WeakMap();

const button = (name, icon) => `<span class="st-key-${name}"><button type="button"
  name="${name}"><i aria-hidden="true">${icon}</i><span></span></button></span>`;
const digits = [...Array(10).keys()].map((digit) => `<button type="button">${digit}</button>`);

const MARKUP = `<div class="hr-say">
    <div class="asks">${button("right", "check")} ${button("relabel", "expand_more")}
      ${button("no-digit", "close")}</div>
    <div class="done"><span class="hr-status" role="status"></span>
      ${button("take-back", "undo")} ${button("save", "cloud_upload")}</div>
    <div class="hr-choices" role="group" hidden>${digits.join("")}</div>
  </div>
  <div class="hr-why"><canvas width="28" height="28" aria-hidden="true"></canvas><span></span>
    ${button("forget", "close")} ${button("album", "history")}</div>
  <div class="hr-late" role="status" hidden><span></span>
    ${button("resend", "refresh")} ${button("discard", "delete")}</div>
  <dialog class="hr-album">${button("close-album", "close")}
    <h3></h3><p></p><div class="hr-tiles"></div>
    ${button("permanent", "model_training")} ${button("forget-all", "delete")}</dialog>`;

/** The row of buttons, the line that says why, and the album of what is remembered. */
export class Feedback extends View {
  constructor(element) {
    super(element);
    element.innerHTML = MARKUP;
    const [say, why, late, album] = element.children;
    const [asks, done, choices] = say.children;
    Object.assign(this, { say, asks, done, choices, why, late, album });
    this.buttons = {};
    for (const each of element.querySelectorAll("button[name]")) this.buttons[each.name] = each;
    const acts = {
      right: () => this.#tell(this.result?.digit ?? NO_DIGIT),
      relabel: () => { this.#open(choices.hidden); },
      "no-digit": () => this.#tell(NO_DIGIT),
      "take-back": () => this.#takeBack(),
      save: () => this.#save(),
      resend: outbox.resend,
      discard: outbox.discard,
      forget: () => remembered.forget(this.result.entry),
      album: () => { this.#fill(); album.showModal(); },
      "close-album": () => album.close(),
      permanent: () => { album.close(); this.setTriggerValue("permanent", true); },
      "forget-all": () => { remembered.forgetAll(); this.#fill(); },
    };
    for (const [name, act] of Object.entries(acts))
      this.buttons[name].addEventListener("click", act);
    [...choices.children].forEach((each, digit) =>
      each.addEventListener("click", () => this.#tell(digit)));
    rove(choices);
    this.buttons.relabel.ariaExpanded = "false";
    element.addEventListener("keydown", ({ key }) => { if (key === "Escape") this.#open(false); });
    this.outside = ({ target }) => { if (!say.contains(target)) this.#open(false); };
    document.addEventListener("pointerdown", this.outside);
  }

  close() {
    super.close();
    document.removeEventListener("pointerdown", this.outside);
  }

  update(component) {
    this.setTriggerValue = component.setTriggerValue;
    outbox.heard(component.data.waiting, component.data.mayBeSaved);
    super.update(component);
  }

  paint() {
    const { labels } = this.data;
    for (const [name, each] of Object.entries(this.buttons)) {
      const text = labels[name].replace("{count}", remembered.own().length);
      say(each.lastElementChild, text);
      if (each.title !== text) each.title = each.ariaLabel = text;
    }
    const { image } = this.reading;
    const { result } = this;
    const done = this.#said(image);
    const item = done?.item;
    const isSaved = Boolean(item?.isSaved);
    const isUnderWay = Boolean(item) && !item.isAsking && !item.isRefused;
    const had = this.say.contains(document.activeElement);
    this.asks.hidden = Boolean(done) || !result;
    this.done.hidden = !done;
    this.buttons.save.hidden = isUnderWay;
    if (done) {
      const label = this.#name(done.entry.label);
      const text = (isSaved ? labels.saved : labels.remembered).replace("{label}", label);
      say(this.done.firstElementChild, text);
    }
    if (had) this.#keepFocus();
    this.#explain(done, result);
    this.#showLate();
  }

  /** Who presses by keyboard goes on where the pressed button was. */
  #keepFocus() {
    if (document.activeElement.checkVisibility()) return;
    [...this.say.querySelectorAll("button")].find((each) => each.checkVisibility())?.focus();
  }

  /** What was sent and is not in the collection yet, and why. */
  #showLate() {
    const { labels } = this.data;
    const { count, reason } = outbox.late();
    this.late.hidden = !count;
    if (!count) return;
    const text = labels.late.replace("{count}", count);
    say(this.late.firstElementChild, `${text} ${reason || labels.away}`);
  }

  /** Why the answer is another than the network's own, or who remembers. */
  #explain(done, result) {
    const { labels } = this.data;
    const [picture, text] = this.why.children;
    const entry = result?.entry;
    const changes = entry && (result.digit !== result.own.digit);
    const speaks = changes && !done;
    picture.hidden = !speaks;
    this.buttons.forget.hidden = !speaks || entry.isTaught;
    this.buttons.album.hidden = !remembered.own().length;
    say(text, done ? labels.here : speaks ? this.#reason(entry) : "");
    if (!speaks) return;
    if (this.shown !== entry) paintEntry(picture, entry);
    this.shown = entry;
    const { image } = this.reading;
    const isMoving = this.data.drawing && this.surface.open.length;
    if (isMoving || this.noted === image) return;
    this.noted = image;
    remembered.use(entry);
  }

  #reason({ label, time, isTaught }) {
    const { labels } = this.data;
    const [none, kind] = isTaught ? [labels.classNone, labels.classKind] : [labels.none, labels.kind];
    const text = label === NO_DIGIT ? none : kind;
    return text.replace("{digit}", label).replace("{when}", this.#when(time));
  }

  /** A day: today, yesterday, a weekday of the last six, or a date. */
  #when(time) {
    const { labels, language } = this.data;
    const start = (date) => new Date(date).setHours(0, 0, 0, 0);
    const days = Math.round((start(Date.now()) - start(time)) / DAY);
    if (days < 2) return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-days, "day");
    const form = days < 7 ? { weekday: "long" } : { day: "numeric", month: "long" };
    return labels.on.replace("{day}", new Intl.DateTimeFormat(language, form).format(time));
  }

  /** What was said of an image, unless it is forgotten again. */
  #said(image) {
    const found = image && said.get(image);
    return found && remembered.own().includes(found.entry) ? found : null;
  }

  #name(label) { return label === NO_DIGIT ? this.data.labels.noDigit : String(label); }

  #open(isOpen) {
    const had = this.choices.contains(document.activeElement);
    this.choices.hidden = !isOpen;
    this.buttons.relabel.ariaExpanded = String(isOpen);
    if (isOpen) this.choices.firstElementChild.focus();
    else if (had) this.buttons.relabel.focus();
  }

  #tell(label) {
    this.#open(false);
    const { image } = this.reading;
    if (!image) return;
    const before = remembered.own();
    said.set(image, { before, entry: remembered.remember(image, label) });
    if (server.mayBeSaved()) this.#save();
    frames.repaint();
  }

  /** Gives the drawing to the collection; the server asks whether it may be saved. */
  #save() {
    const done = this.#said(this.reading.image);
    const { drawing, picture, model } = this.data;
    const ink = drawing ? { drawing: toJson(this.surface.subject) } : { image: picture };
    done.item = outbox.add({ label: done.entry.label, model, ...ink });
    if (done.item.isAsking) this.setTriggerValue("waiting", done.item.id);
  }

  #takeBack() {
    const { image } = this.reading;
    const { before, item } = said.get(image);
    said.delete(image);
    remembered.restore(before);
    if (item) outbox.takeBack(item);
    frames.repaint();
  }

  /** Everything that is remembered, the newest first. */
  #fill() {
    const { labels } = this.data;
    const [, title, note, tiles] = this.album.children;
    const all = remembered.own();
    title.textContent = labels.title.replace("{count}", all.length);
    note.textContent = labels.about;
    this.buttons["forget-all"].hidden = this.buttons.permanent.hidden = !all.length;
    tiles.textContent = "";
    for (const entry of [...all].reverse()) {
      const figure = document.createElement("figure");
      figure.innerHTML = `<canvas></canvas><figcaption><b></b><span></span>
        <button type="button"><i aria-hidden="true">delete</i></button></figcaption>`;
      const [label, day, forget] = figure.lastElementChild.children;
      label.textContent = this.#name(entry.label);
      day.textContent = this.#when(entry.time);
      forget.title = forget.ariaLabel = labels.forget;
      forget.addEventListener("click", () => { remembered.forget(entry); this.#fill(); });
      paintEntry(figure.firstElementChild, entry);
      tiles.append(figure);
    }
  }
}

function paintEntry(canvas, { image }) {
  painting.paintGrey(canvas, { values: image, width: 28, height: 28, high: 255 }, 28);
}

outbox.watch(frames.repaint);

/** @type {Map<string, object[]>} what each session of the server was told last */
const sessions = new Map();

/** Tells the server what is remembered, for the answers that it gives itself. */
export class Memory {
  constructor(element) {
    this.element = element;
    this.hear = () => this.#tell();
    remembered.watch(this.hear);
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    this.setTriggerValue = setTriggerValue;
    this.#tell();
  }

  close() { remembered.unwatch(this.hear); }

  #tell() {
    whenAtRest(this.element, () => {
      const known = sessions.get(this.data.session);
      if (known === remembered.own() || (!known && !remembered.own().length)) return;
      sessions.set(this.data.session, remembered.own());
      this.setTriggerValue("told", remembered.toText());
    });
  }
}
