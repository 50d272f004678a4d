// Our network and TensorFlow.js with the same weights, for benchmarks/javascript.py.
// Each gives ways of computing the logits of an image: Uint8Array(784) -> ArrayLike(10).

const PEER = "/node_modules/@tensorflow/tfjs-";
const CONVOLUTIONS = ["convolution_1", "convolution_2"];

const engines = { ours, tensorflow };
let ways;

async function read(card) {
  const { readWeights, run } = await import("/recognizer/browser/network/network.js");
  const file = await fetch(`/weights/${card.name}/weights.safetensors`);
  return { run, weights: readWeights(await file.arrayBuffer()) };
}

async function ours(card) {
  const { run, weights } = await read(card);
  return { all: (image) => run(card.layers, weights, image).logits };
}

async function tensorflow(card) {
  await script(`${PEER}core/dist/tf-core.min.js`);
  await script(`${PEER}backend-wasm/dist/tf-backend-wasm.min.js`);
  tf.wasm.setWasmPaths(`${PEER}backend-wasm/dist/`);
  await tf.setBackend("wasm");
  const weights = {};
  for (const [name, { shape, values }] of Object.entries((await read(card)).weights)) {
    weights[name] = tf.tensor(values, shape);
  }
  const of = (name) => ({ kernel: weights[`${name}/kernel`], bias: weights[`${name}/bias`] });
  const dense = (x, name, activation) => {
    const { kernel, bias } = of(name);
    return tf.fused.matMul({ a: tf.reshape(x, [1, -1]), b: kernel, bias, activation });
  };
  const pixels = (image) =>
    tf.tensor4d(Float32Array.from(image, (level) => level / 255), [1, 28, 28, 1]);

  function logits(image) {
    let x = pixels(image);
    for (const name of CONVOLUTIONS) {
      const { kernel: filter, bias } = of(name);
      const settings = { strides: 1, pad: "same", activation: "relu" };
      x = tf.maxPool(tf.fused.conv2d({ x, filter, bias, ...settings }), 2, 2, "valid");
    }
    return dense(dense(x, "dense", "relu"), "logits", "linear").dataSync();
  }

  function all(image) {
    let x = pixels(image);
    const outputs = [];
    for (const name of CONVOLUTIONS) {
      const { kernel, bias } = of(name);
      const before = tf.add(tf.conv2d(x, kernel, 1, "same"), bias);
      const after = tf.relu(before);
      x = tf.maxPool(after, 2, 2, "valid");
      outputs.push(before, after, x);
    }
    const before = dense(x, "dense", "linear");
    const after = tf.relu(before);
    for (const output of [...outputs, before, after]) output.dataSync();
    return dense(after, "logits", "linear").dataSync();
  }

  return {
    logits: (image) => tf.tidy(() => logits(image)),
    all: (image) => tf.tidy(() => all(image)),
  };
}

function script(src) {
  return new Promise((resolve) => {
    const element = document.createElement("script");
    Object.assign(element, { src, onload: resolve });
    document.head.append(element);
  });
}

/** Load an engine and answer once: how long that takes, and how much code it loads. */
export async function start(engine, card) {
  const begun = performance.now();
  ways = await engines[engine](card);
  ways.all(new Uint8Array(784).fill(128));
  const ms = performance.now() - begun;
  const code = performance.getEntriesByType("resource")
    .filter(({ name }) => name.includes("/tfjs-") || name.endsWith("/network.js"));
  return { ms, bytes: code.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) };
}

/** Milliseconds and logits of each image, one at a time. */
export function time(way, images) {
  return images.map((image) => {
    const pixels = Uint8Array.from(image);
    const begun = performance.now();
    const logits = ways[way](pixels);
    return [performance.now() - begun, ...logits];
  });
}
