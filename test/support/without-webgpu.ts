// Lets the tests of kernels run in Node: there is no WebGPU, so that openGpu() opens the device that is written in
// TypeScript. The tests name the flags as browsers do.

import { BUFFER_USAGE, TEXTURE_USAGE } from "../../src/gpu/constants.ts";

Object.assign(globalThis, {
  GPUBufferUsage: BUFFER_USAGE,
  GPUTextureUsage: TEXTURE_USAGE,
  isSecureContext: true,
  navigator: {},
});
