// LLaVA-Scissor: connected components of tokens whose cosine is above a threshold, in each frame and then over the means of these;
// then every token goes to the component most like it. The threshold is searched for on the GPU, so that nothing is read back.

import centresWgsl from "../../shaders/scissor-centres.wgsl?raw";
import degreesWgsl from "../../shaders/scissor-degrees.wgsl?raw";
import joinWgsl from "../../shaders/scissor-join.wgsl?raw";
import meansWgsl from "../../shaders/scissor-means.wgsl?raw";
import membersWgsl from "../../shaders/scissor-members.wgsl?raw";
import resetWgsl from "../../shaders/scissor-reset.wgsl?raw";
import rootsWgsl from "../../shaders/scissor-roots.wgsl?raw";
import rowsWgsl from "../../shaders/scissor-rows.wgsl?raw";
import searchWgsl from "../../shaders/scissor-search.wgsl?raw";
import slotsWgsl from "../../shaders/scissor-slots.wgsl?raw";
import standWgsl from "../../shaders/scissor-stand.wgsl?raw";
import type { Gpu } from "../gpu/device.ts";
import { type KernelSource, kernelSource, type Real } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Dispatch, Recorder } from "../gpu/recorder.ts";
import type { MakeTensor, Tensor } from "../gpu/tensor.ts";
import { MEMBER_CHAINS, NEAREST_CENTRE, recordMemberChains } from "./clusters.ts";

const SCISSOR_CENTRES = kernelSource("scissor-centres", centresWgsl);
const SCISSOR_DEGREES = kernelSource("scissor-degrees", degreesWgsl);
export const SCISSOR_JOIN = kernelSource("scissor-join", joinWgsl);
const SCISSOR_MEANS = kernelSource("scissor-means", meansWgsl);
const SCISSOR_MEMBERS = kernelSource("scissor-members", membersWgsl);
const SCISSOR_RESET = kernelSource("scissor-reset", resetWgsl);
export const SCISSOR_ROOTS = kernelSource("scissor-roots", rootsWgsl);
export const SCISSOR_ROWS = kernelSource("scissor-rows", rowsWgsl);
const SCISSOR_SEARCH = kernelSource("scissor-search", searchWgsl);
const SCISSOR_SLOTS = kernelSource("scissor-slots", slotsWgsl);
const SCISSOR_STAND = kernelSource("scissor-stand", standWgsl);

export interface ScissorShape {
  readonly count: number;
  readonly tokens: number;
  readonly quads: number;
  /** The most components, which is also the number of slots. */
  readonly most: number;
  /** How often the range of thresholds is halved. */
  readonly rounds: number;
}

export interface ScissorTensors {
  /** [T, N, 4 · quads] */
  readonly features: Tensor;
  /** float32 [quads, T · N, 4]: the tokens as unit vectors. */
  readonly units: Tensor;
  /** float32 [4]: the lowest and the highest threshold, that of the first round, and `rounds`. */
  readonly search: Tensor;
  /** uint32 [T, N]: the token that stands for each. */
  readonly members: Tensor;
  /** float32 [T, N]: the cosine of each token with its component's mean. */
  readonly likeness: Tensor;
  /** uint32 [T · N]: the slot of each token that stands. */
  readonly places: Tensor;
  /** uint32 [most] and [T · N]: chains of the tokens of each slot. */
  readonly heads: Tensor;
  readonly following: Tensor;
  /** float32 [quads, most, 4] and [most]: unit means of components, and their lengths. */
  readonly centres: Tensor;
  readonly norms: Tensor;
  readonly scratch: MakeTensor;
}

export type EncodeScissor = (
  recorder: Recorder,
  shape: ScissorShape,
  tensors: ScissorTensors,
) => void;

export async function loadScissor(gpu: Gpu, real: Real): Promise<EncodeScissor> {
  const load = (kernel: KernelSource) => gpu.kernels.load(kernel);
  const [reset, join, find, mean, search, degree, stand, place, centre, chain, nearest, member] =
    await Promise.all([
      load(SCISSOR_RESET),
      load(SCISSOR_JOIN),
      load(SCISSOR_ROOTS),
      gpu.kernels.load(SCISSOR_MEANS, {}, real),
      load(SCISSOR_SEARCH),
      load(SCISSOR_DEGREES),
      load(SCISSOR_STAND),
      load(SCISSOR_SLOTS),
      gpu.kernels.load(SCISSOR_CENTRES, {}, real),
      load(MEMBER_CHAINS),
      load(NEAREST_CENTRE),
      load(SCISSOR_MEMBERS),
    ]);
  return (recorder, { count, tokens, quads, most, rounds }, tensors) => {
    const { features, units, scratch } = tensors;
    const list = (name: string) => scratch([count], "uint32", name);
    const [identity, spatial, temporal] = [list("identity"), list("spatial"), list("temporal")];
    const [labels, roots] = [list("labels"), list("roots")];
    const slots = scratch([most], "uint32", "slots");
    const means = scratch([quads, count, 4], "float32", "means");
    const all = packParams(u32(count));
    const inFrames = packParams(u32(count, quads, tokens));
    const inVideo = packParams(u32(count, quads, count));

    /** Components in each frame, their means, and components of these. */
    const components: readonly Dispatch[] = [
      [
        reset,
        {
          inputs: [],
          outputs: [identity, spatial, temporal, slots],
          params: packParams(u32(count, most)),
          items: count,
        },
      ],
      [
        join,
        {
          inputs: [units, identity, tensors.search],
          outputs: [spatial],
          params: inFrames,
          items: count,
        },
      ],
      [find, { inputs: [identity, spatial], outputs: [labels], params: all, items: count }],
      [mean, { inputs: [features, labels], outputs: [means], params: inFrames, items: count }],
      [
        join,
        {
          inputs: [means, labels, tensors.search],
          outputs: [temporal],
          params: inVideo,
          items: count,
        },
      ],
      [find, { inputs: [labels, temporal], outputs: [roots], params: all, items: count }],
    ];
    const halve: Dispatch = [
      search,
      {
        inputs: [roots],
        outputs: [tensors.search],
        params: packParams(u32(count, most)),
        groups: 1,
      },
    ];
    recorder.repeat(rounds, [...components, halve]);
    recorder.repeat(1, components);

    // Which token stands for each component.
    const [degrees, degreesOfMeans] = [list("degrees"), list("mean-degrees")];
    const [standsInFrame, stands] = [list("frame-stands"), list("stands")];
    const sizes = scratch([2, count], "uint32", "sizes");
    const [sizesInFrame, parts] = [list("frame-sizes"), list("parts")];
    recorder.dispatch(degree, {
      inputs: [units, identity, tensors.search],
      outputs: [degrees],
      params: inFrames,
      items: count,
    });
    recorder.dispatch(stand, {
      inputs: [identity, labels, degrees, identity],
      outputs: [standsInFrame, sizesInFrame],
      params: packParams(u32(count, tokens)),
      items: count,
    });
    recorder.dispatch(degree, {
      inputs: [means, labels, tensors.search],
      outputs: [degreesOfMeans],
      params: inVideo,
      items: count,
    });
    recorder.dispatch(stand, {
      inputs: [labels, roots, degreesOfMeans, standsInFrame],
      outputs: [stands, parts],
      params: packParams(u32(count, count)),
      items: count,
    });
    recorder.copy(sizesInFrame, sizes, { count });
    recorder.copy(parts, sizes, { toElement: count, count });
    recorder.dispatch(place, {
      inputs: [roots, stands],
      outputs: [slots, tensors.places],
      params: packParams(u32(count, most)),
      items: count,
    });

    // Every token goes to the component most like it.
    const heads = list("component-heads");
    const following = list("component-following");
    recordMemberChains(recorder, chain, { labels: roots, heads, following });
    recorder.dispatch(centre, {
      inputs: [features, slots, heads, following, labels, sizes],
      outputs: [tensors.centres, tensors.norms],
      params: packParams(u32(count, quads, most)),
      items: most,
    });
    const slotOf = list("nearest");
    recorder.dispatch(nearest, {
      inputs: [units, tensors.centres],
      outputs: [slotOf, tensors.likeness],
      params: packParams(u32(count, quads, most)),
      items: count,
    });
    recordMemberChains(recorder, chain, {
      labels: slotOf,
      heads: tensors.heads,
      following: tensors.following,
    });
    recorder.dispatch(member, {
      inputs: [roots, stands, slots, slotOf],
      outputs: [tensors.members],
      params: all,
      items: count,
    });
  };
}
