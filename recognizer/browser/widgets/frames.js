/**
 * What is on the page is painted again when something has changed: the first change in a
 * frame of the screen at once, all else in the next.
 */

const views = new Set();
let isAsked = false, isPainted = false; // in the current frame

/** Has a view painted now, and whenever anything has changed. */
export function watch(view) { views.add(view); repaint(); }

export function unwatch(view) { views.delete(view); }

/** Paints all views: at once, or in the next frame if they were painted in this one. */
export function repaint() {
  if (isAsked) return;
  isAsked = true;
  if (isPainted) requestAnimationFrame(paint);
  else queueMicrotask(paintFirst);
}

function paintFirst() {
  isPainted = true;
  requestAnimationFrame(() => { isPainted = false; });
  paint();
}

function paint() {
  isAsked = false;
  for (const view of views) view.paint();
}
