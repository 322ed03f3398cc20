// Records what a piece of work does to a device, and does it again as often as wanted, with the time of each shader. What
// is recorded is the product's own work, so every kernel is measured with the data and the sizes that it gets there.

import { must } from "../../../../src/base/assert.ts";
import type { Gpu } from "../../../../src/gpu/device.ts";

/** One start of a shader. */
export interface TapedDispatch {
  readonly kind: "dispatch";
  /** The name of the shader's file. */
  readonly kernel: string;
  readonly pipeline: GPUComputePipeline;
  readonly groups: readonly { readonly group: GPUBindGroup; readonly offsets: readonly number[] }[];
  readonly grid: readonly [x: number, y: number, z: number];
  /** The bytes of each buffer that it binds, params left out; a buffer that is bound twice counts once. */
  readonly boundBytes: readonly number[];
  /** The words of its `params`. */
  readonly params: Uint32Array<ArrayBuffer>;
  /** Whether it samples a frame that lives only until its task ends, so that it cannot be done again. */
  readonly isOnce: boolean;
}

interface TapedCopy {
  readonly kind: "copy";
  readonly args: readonly [GPUBuffer, number, GPUBuffer, number, number];
}

interface TapedWrite {
  readonly kind: "write";
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type TapedStep = TapedDispatch | TapedCopy | TapedWrite;

export interface Tape {
  readonly steps: readonly TapedStep[];
  /** Destroys what the work destroyed, which is kept for as long as the tape is. */
  release(): void;
}

export interface Taper {
  /** Does the work, which must use this device alone, and returns what it did. */
  tape(work: () => Promise<void>): Promise<Tape>;
}

interface BoundGroup {
  readonly buffers: readonly GPUBuffer[];
  readonly isOnce: boolean;
}

const KERNEL = "kernel/";
const PARAMS = "gpu/params";
const MAP_READ = 0x01;
const PARAM_WORDS = 64;

/** Watches a device from now on: bind groups that are made before cannot be taped. */
export function createTaper({ device, params }: Gpu): Taper {
  const groups = new WeakMap<GPUBindGroup, BoundGroup>();
  const usage = new WeakMap<GPUBuffer, number>();
  let paramBytes = new Uint8Array();
  const commands = new WeakMap<GPUCommandBuffer, readonly TapedStep[]>();
  let steps: TapedStep[] | null = null;
  let destroyed: (() => void)[] = [];

  replace(device, "createBindGroup", (make, descriptor: GPUBindGroupDescriptor) => {
    const group = make(descriptor) as GPUBindGroup;
    const resources = [...descriptor.entries].map(({ resource }) => resource);
    const bindings = resources.filter((one): one is GPUBufferBinding => isBinding(one));
    groups.set(group, {
      buffers: bindings.map(({ buffer }) => buffer),
      isOnce: resources.some((one) => isExternal(one)),
    });
    return group;
  });
  replace(device, "createBuffer", (make, descriptor: GPUBufferDescriptor) => {
    const buffer = make(descriptor) as GPUBuffer;
    usage.set(buffer, descriptor.usage);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      if (steps === null) destroy();
      else destroyed.push(destroy);
    };
    return buffer;
  });
  replace(device.queue, "writeBuffer", (write, ...args: Parameters<GPUQueue["writeBuffer"]>) => {
    const [buffer, offset, data, first = 0, count] = args;
    const bytes = copied(data as ArrayBuffer | ArrayBufferView<ArrayBuffer>, first, count);
    if (buffer.label === PARAMS) {
      if (paramBytes.length === 0) paramBytes = new Uint8Array(buffer.size);
      paramBytes.set(bytes, offset);
    }
    steps?.push({ kind: "write", buffer, offset, bytes });
    return write(...args);
  });
  replace(device.queue, "submit", (submit, buffers: Iterable<GPUCommandBuffer>) => {
    const all = [...buffers];
    for (const one of all) {
      for (const step of commands.get(one) ?? []) steps?.push(withParams(step));
    }
    return submit(all);
  });
  replace(device, "createCommandEncoder", (make, descriptor?: GPUCommandEncoderDescriptor) => {
    const encoder = make(descriptor) as GPUCommandEncoder;
    if (steps !== null) watchEncoder(encoder);
    return encoder;
  });

  function watchEncoder(encoder: GPUCommandEncoder): void {
    const taped: TapedStep[] = [];
    replace(encoder, "copyBufferToBuffer", (copy, ...args: readonly unknown[]) => {
      const whole = args as unknown as TapedCopy["args"];
      // What is mapped for reading cannot be written again.
      if (((usage.get(whole[2]) ?? 0) & MAP_READ) === 0) taped.push({ kind: "copy", args: whole });
      return copy(...args);
    });
    replace(encoder, "beginComputePass", (begin, descriptor?: GPUComputePassDescriptor) => {
      const pass = begin(descriptor) as GPUComputePassEncoder;
      watchPass(pass, taped);
      return pass;
    });
    replace(encoder, "finish", (finish) => {
      const buffer = finish() as GPUCommandBuffer;
      commands.set(buffer, taped);
      return buffer;
    });
  }

  function watchPass(pass: GPUComputePassEncoder, taped: TapedStep[]): void {
    let pipeline: GPUComputePipeline | undefined;
    const bound: { group: GPUBindGroup; offsets: readonly number[] }[] = [];
    replace(pass, "setPipeline", (set, next: GPUComputePipeline) => {
      pipeline = next;
      return set(next);
    });
    replace(
      pass,
      "setBindGroup",
      (set, index: number, group: GPUBindGroup, offsets: readonly number[] = []) => {
        bound[index] = { group, offsets };
        return offsets.length === 0 ? set(index, group) : set(index, group, offsets);
      },
    );
    replace(pass, "dispatchWorkgroups", (dispatch, x: number, y: number = 1, z: number = 1) => {
      const known = bound.map(({ group }) => groups.get(group));
      const buffers = new Set(known.flatMap((one) => one?.buffers ?? []));
      taped.push({
        kind: "dispatch",
        kernel: must(pipeline, "a pipeline").label.replace(KERNEL, ""),
        pipeline: must(pipeline, "a pipeline"),
        groups: [...bound],
        grid: [x, y, z],
        boundBytes: [...buffers].map(({ size }) => size),
        params: new Uint32Array(PARAM_WORDS),
        isOnce: known.some((one) => one?.isOnce === true),
      });
      return dispatch(x, y, z);
    });
  }

  /** The params are known when the commands are submitted: they may be written at any time before. */
  function withParams(step: TapedStep): TapedStep {
    if (step.kind !== "dispatch") return step;
    const at = step.groups.find(({ group }) => group === params.group)?.offsets[0];
    if (at === undefined) return step;
    return { ...step, params: new Uint32Array(paramBytes.slice(at, at + 4 * PARAM_WORDS).buffer) };
  }

  return {
    async tape(work) {
      steps = [];
      destroyed = [];
      try {
        await work();
        const held = destroyed;
        return {
          steps,
          release: () => {
            for (const destroy of held) destroy();
          },
        };
      } catch (thrown) {
        for (const destroy of destroyed) destroy();
        throw thrown;
      } finally {
        steps = null;
      }
    },
  };
}

type Call = (...args: readonly unknown[]) => unknown;

/** Puts a function in the place of an object's method; it gets the method first. */
function replace(
  object: object,
  name: string,
  by: (original: Call, ...args: readonly never[]) => unknown,
): void {
  const methods = object as Record<string, Call | undefined>;
  const original = must(methods[name], name).bind(object);
  Object.assign(object, {
    [name]: (...args: readonly unknown[]) => by(original, ...(args as readonly never[])),
  });
}

const isBinding = (resource: GPUBindingResource): resource is GPUBufferBinding =>
  "buffer" in resource;

const isExternal = (resource: GPUBindingResource): boolean =>
  "GPUExternalTexture" in globalThis && resource instanceof GPUExternalTexture;

function copied(
  data: ArrayBuffer | ArrayBufferView<ArrayBuffer>,
  first: number,
  count: number | undefined,
): Uint8Array<ArrayBuffer> {
  const width = "BYTES_PER_ELEMENT" in data ? Number(data.BYTES_PER_ELEMENT) : 1;
  const [buffer, start] = data instanceof ArrayBuffer ? [data, 0] : [data.buffer, data.byteOffset];
  const bytes = count === undefined ? data.byteLength - first * width : count * width;
  return new Uint8Array(buffer.slice(start + first * width, start + first * width + bytes));
}
