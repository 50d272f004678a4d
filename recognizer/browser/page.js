/** The parts that stand on many pages, or follow the pen. */

import { Board, Keeper } from "./board.js";
import { Feedback, Memory } from "./feedback.js";
import { Kernel } from "./kernel.js";
import { mountable } from "./mounting.js";
import { Opening } from "./opening.js";
import { Network } from "./overview.js";
import { Picker } from "./picker.js";
import { Playback } from "./playback.js";
import { Projector } from "./projector.js";
import * as room from "./room.js";
import { InSight } from "./sight.js";
import { Answer, Bars, Confidence, Maps, Stages } from "./views.js";

const mounted = mountable({
  canvas: Board, keeper: Keeper, answer: Answer, confidence: Confidence, bars: Bars, stages: Stages, maps: Maps,
  network: Network, opening: Opening, picker: Picker, playback: Playback,
  kernel: Kernel,
  feedback: Feedback, memory: Memory,
  calls: room.Calls, wall: room.Wall, projector: Projector, sight: InSight,
});
export const mount = mounted.mount;
export const unmount = mounted.unmount;
