/** The parts that stand on many pages, or follow the pen. */

import { Board, Keeper } from "./draw/board.js";
import { Feedback, Memory } from "./draw/feedback.js";
import { Person } from "./draw/person.js";
import { Answer, Bars, Confidence, Maps, Stages } from "./draw/views.js";
import { Kernel } from "./look_inside/kernel.js";
import { Lattice } from "./look_inside/lattice.js";
import { Opening } from "./look_inside/opening.js";
import { Network } from "./look_inside/overview.js";
import { Playback } from "./look_inside/playback.js";
import { Projector } from "./room/projector.js";
import * as room from "./room/room.js";
import { mountable } from "./widgets/mounting.js";
import { Picker } from "./widgets/picker.js";
import { InSight } from "./widgets/sight.js";

const mounted = mountable({
  canvas: Board, keeper: Keeper, answer: Answer, confidence: Confidence, bars: Bars, stages: Stages, maps: Maps,
  network: Network, opening: Opening, picker: Picker, playback: Playback,
  kernel: Kernel, lattice: Lattice,
  feedback: Feedback, memory: Memory, person: Person,
  calls: room.Calls, wall: room.Wall, projector: Projector, sight: InSight,
});
export const mount = mounted.mount;
export const unmount = mounted.unmount;
