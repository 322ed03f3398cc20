// A variable that is declared in a loop without a value is 0 in every round of it (https://www.w3.org/TR/WGSL/#var-decls). Chromium
// 156 keeps the last round's value where it compiles for Vulkan. The runtime's fused attention has such variables where there are
// subgroups, and gave wrong numbers from its second tile of keys on. We know of no issue that reports it;
// https://github.com/gfx-rs/wgpu/issues/9489 is the same in Firefox's compiler. test/stages/zeroed-variables.test.ts shows when this can go.

/** Lets a device give such variables their 0 by name, in all shaders that are made from now on. */
export function zeroVariables(device: GPUDevice): void {
  const createShaderModule = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) =>
    createShaderModule({ ...descriptor, code: zeroedVariables(descriptor.code) });
}

/** Textures and samplers, which no function declares, have no address space in their declarations either. */
const VARIABLE = /\bvar\s+(\w+)\s*:\s*(?!\s|texture_|sampler)([^=;]+?)\s*;/g;

/** Returns the shader with `var name: Type;` as `var name: Type = Type();`, each on the line where it was. */
export const zeroedVariables = (wgsl: string): string =>
  wgsl.replace(VARIABLE, "var $1: $2 = $2();");
