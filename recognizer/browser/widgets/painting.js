/** Values become pictures. */

/** 256 colours through some given ones, as the bytes red, green, blue, opaque. */
export function palette(colours) {
  const stops = colours.map((colour) =>
    [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16)));
  const bytes = new Uint8ClampedArray(256 * 4).fill(255);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (stops.length - 1);
    const stop = Math.min(Math.floor(place), stops.length - 2);
    for (let channel = 0; channel < 3; channel++) {
      const [from, to] = [stops[stop][channel], stops[stop + 1][channel]];
      bytes[4 * i + channel] = from + (to - from) * (place - stop);
    }
  }
  return new Uint32Array(bytes.buffer);
}

export const GREY = palette(["#000000", "#ffffff"]);

const known = new Map();

/** The palettes of some scales, by their names; made once. */
export function palettes(scales) {
  const text = JSON.stringify(scales);
  if (!known.has(text)) {
    const made = Object.entries(scales).map(([name, colours]) => [name, palette(colours)]);
    known.set(text, Object.fromEntries(made));
  }
  return known.get(text);
}

/** The end of a scale that holds all values. */
export function reach(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}

/**
 * One map of a layer in colours.
 * @param {ArrayLike<number>} values of all maps, at (row * width + column) * maps + map
 * @param {{width: number, height: number, maps: number, map: number}} shape
 * @param {Uint32Array} colours of `palette`
 * @param {[number, number]} range of values, from the first to the last colour
 */
export function picture(values, { width, height, maps, map }, colours, [low, high]) {
  const picture = new ImageData(width, height);
  const pixels = new Uint32Array(picture.data.buffer);
  const scale = 255 / Math.max(high - low, 1e-9);
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = colours[shade(values[i * maps + map], low, scale)];
  return picture;
}

/** Which of 256 colours a value has. */
function shade(value, low, scale) {
  return Math.min(255, Math.max(0, Math.round((value - low) * scale)));
}

/** Gives an element the colour of a value, and a text colour that can be read on it. */
export function tint(element, value, colours, [low, high]) {
  const bytes = colours[shade(value, low, 255 / Math.max(high - low, 1e-9))];
  const [red, green, blue] = [bytes & 255, (bytes >> 8) & 255, (bytes >> 16) & 255];
  const colour = `rgb(${red} ${green} ${blue})`;
  if (element.dataset.colour === colour) return;
  element.dataset.colour = element.style.backgroundColor = colour;
  const isLight = 0.299 * red + 0.587 * green + 0.114 * blue > 140;
  element.classList.toggle("on-light", isLight);
  element.classList.toggle("on-dark", !isLight);
}

/**
 * All maps of a layer in one picture, row by row, with one clear pixel between them.
 * @param {ArrayLike<number>} values of all maps, at (row * side + column) * maps + map
 * @param {{side: number, maps: number, columns: number}} shape
 * @param {Uint32Array} colours of `palette`
 * @param {[number, number]} range of values, from the first to the last colour
 */
export function mosaic(values, { side, maps, columns }, colours, [low, high]) {
  const pitch = side + 1, width = columns * pitch;
  const picture = new ImageData(width, Math.ceil(maps / columns) * pitch);
  const pixels = new Uint32Array(picture.data.buffer);
  const scale = 255 / Math.max(high - low, 1e-9);
  for (let map = 0; map < maps; map++) {
    const corner = Math.floor(map / columns) * pitch * width + (map % columns) * pitch;
    for (let i = 0; i < side * side; i++) {
      const place = corner + Math.floor(i / side) * width + (i % side);
      pixels[place] = colours[shade(values[i * maps + map], low, scale)];
    }
  }
  return picture;
}

/** Shows a picture on a canvas of its size. */
export function show(canvas, picture) {
  const { width, height } = picture;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  canvas.getContext("2d").putImageData(picture, 0, 0);
}

/** Paints a picture in the middle of a black square of side × side pixels. */
export function paintGrey(canvas, { values, width, height, high }, side) {
  const pen = black(canvas, side);
  const map = picture(values, { width, height, maps: 1, map: 0 }, GREY, [0, high]);
  pen.putImageData(map, (side - width) >> 1, (side - height) >> 1);
}

/** A black square to paint on. */
export function black(canvas, side) {
  if (canvas.width !== side || canvas.height !== side)
    Object.assign(canvas, { width: side, height: side });
  const pen = canvas.getContext("2d");
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = "#000000";
  pen.fillRect(0, 0, side, side);
  return pen;
}
