// Spherical k-means over all tokens at once: centres start at given tokens; in each round every token goes to the centre
// most like it, and every centre to the mean of its tokens. All rounds are recorded together.

import centresWgsl from "../../shaders/cluster-centres.wgsl?raw";
import membersWgsl from "../../shaders/cluster-members.wgsl?raw";
import chainsWgsl from "../../shaders/member-chains.wgsl?raw";
import nearestWgsl from "../../shaders/nearest-centre.wgsl?raw";
import pickWgsl from "../../shaders/pick-centres.wgsl?raw";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Dispatch, Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

const CLUSTER_CENTRES = kernelSource("cluster-centres", centresWgsl);
const CLUSTER_MEMBERS = kernelSource("cluster-members", membersWgsl);
export const MEMBER_CHAINS = kernelSource("member-chains", chainsWgsl);
export const NEAREST_CENTRE = kernelSource("nearest-centre", nearestWgsl);
const PICK_CENTRES = kernelSource("pick-centres", pickWgsl);

/** uint32 `labels` [count], each below the number of `heads` → chains of the tokens of each label. */
export function recordMemberChains(
  recorder: Recorder,
  kernel: Kernel,
  tensors: { readonly labels: Tensor; readonly heads: Tensor; readonly following: Tensor },
): void {
  const { labels, heads, following } = tensors;
  const count = elementCount(labels.dims);
  const clusters = elementCount(heads.dims);
  recorder.dispatch(kernel, {
    inputs: [labels],
    outputs: [heads, following],
    params: packParams(u32(count, clusters)),
    items: count + clusters,
  });
}

export interface ClusterShape {
  readonly count: number;
  readonly quads: number;
  readonly clusters: number;
  readonly rounds: number;
}

export interface ClusterTensors {
  /** float32 [quads, count, 4] */
  readonly units: Tensor;
  /** uint32 [clusters]: the tokens at which the centres start. */
  readonly starts: Tensor;
  /** float32 [quads, clusters, 4] */
  readonly centres: Tensor;
  /** uint32 [count] */
  readonly labels: Tensor;
  /** float32 [count]: the product of each token with its centre. */
  readonly likeness: Tensor;
  /** uint32 [clusters] and [count]: the chains of member-chains. */
  readonly heads: Tensor;
  readonly following: Tensor;
  /** uint32 [count]: the token that stands for each. */
  readonly members: Tensor;
}

export type EncodeClusters = (
  recorder: Recorder,
  shape: ClusterShape,
  tensors: ClusterTensors,
) => void;

export async function loadClusters(gpu: Gpu): Promise<EncodeClusters> {
  const [pick, nearest, chain, mean, member] = await Promise.all([
    gpu.kernels.load(PICK_CENTRES),
    gpu.kernels.load(NEAREST_CENTRE),
    gpu.kernels.load(MEMBER_CHAINS),
    gpu.kernels.load(CLUSTER_CENTRES),
    gpu.kernels.load(CLUSTER_MEMBERS),
  ]);
  return (recorder, { count, quads, clusters, rounds }, tensors) => {
    const { units, starts, centres, labels, likeness, heads, following, members } = tensors;
    const params = packParams(u32(count, quads, clusters));
    recorder.dispatch(pick, {
      inputs: [units, starts],
      outputs: [centres],
      params,
      items: quads * clusters,
    });
    const assign: readonly Dispatch[] = [
      [nearest, { inputs: [units, centres], outputs: [labels, likeness], params, items: count }],
      [
        chain,
        {
          inputs: [labels],
          outputs: [heads, following],
          params: packParams(u32(count, clusters)),
          items: count + clusters,
        },
      ],
    ];
    const move: Dispatch = [
      mean,
      { inputs: [units, heads, following], outputs: [centres], params, items: clusters },
    ];
    recorder.repeat(rounds, [...assign, move]);
    recorder.repeat(1, assign);
    recorder.dispatch(member, {
      inputs: [labels, likeness, heads, following],
      outputs: [members],
      params: packParams(u32(count)),
      items: count,
    });
  };
}
