// The adapter of the device that is written in TypeScript.

import { createSoftwareDevice, SOFTWARE_LIMITS } from "./device.ts";

/** Returns what stands in for a graphics adapter where there is none. */
export function softwareAdapter(): GPUAdapter {
  const adapter = {
    info: {
      vendor: "",
      architecture: "",
      device: "",
      description: "this browser's JavaScript",
      isFallbackAdapter: true,
      subgroupMinSize: 1,
      subgroupMaxSize: 1,
    },
    features: new Set<GPUFeatureName>(),
    limits: SOFTWARE_LIMITS,
    requestDevice: async () => createSoftwareDevice(),
  };
  return adapter as unknown as GPUAdapter;
}
