// Command encoders: lists of what will be done when they are submitted.

import { softwareBuffer } from "./buffer.ts";
import type { Program, Resource } from "./program.ts";
import { wordsOf } from "./words.ts";

export interface SoftwarePipeline {
  readonly label: string;
  readonly program: Program;
}

export type SoftwareBindGroup = readonly Resource[];

export interface SoftwareCommands {
  run(): void;
}

export function createEncoder(): GPUCommandEncoder {
  const steps: (() => void)[] = [];
  const encoder = {
    beginComputePass: () => createPass(steps),
    copyBufferToBuffer(
      from: GPUBuffer,
      fromByte: number,
      to: GPUBuffer,
      toByte: number,
      bytes: number,
    ) {
      steps.push(() => {
        const source = bytesOf(from).subarray(fromByte, fromByte + bytes);
        bytesOf(to).set(source, toByte);
      });
    },
    finish: (): SoftwareCommands => ({
      run() {
        for (const step of steps) step();
      },
    }),
  };
  return encoder as unknown as GPUCommandEncoder;
}

/** The same number of bytes, so much further on in the buffer. */
function moved(resource: Resource, offset: number): Resource {
  if ("bytes" in resource) return resource;
  const { buffer, byteOffset, byteLength } = resource.uints;
  return wordsOf(buffer, byteOffset + offset, byteLength);
}

const bytesOf = (buffer: GPUBuffer): Uint8Array =>
  new Uint8Array(softwareBuffer(buffer).words.uints.buffer);

function createPass(steps: (() => void)[]) {
  let pipeline: SoftwarePipeline | undefined;
  const groups: SoftwareBindGroup[] = [];
  return {
    setPipeline(next: SoftwarePipeline) {
      pipeline = next;
    },
    setBindGroup(index: number, group: SoftwareBindGroup, [offset]: readonly number[] = []) {
      groups[index] = offset === undefined ? group : group.map((one) => moved(one, offset));
    },
    dispatchWorkgroups(across: number, down = 1, deep = 1) {
      const program = pipeline?.program;
      const bound = [...groups];
      steps.push(() => {
        program?.bind(bound);
        program?.run(across, down, deep);
        program?.unbind();
      });
    },
    end: () => undefined,
  };
}
