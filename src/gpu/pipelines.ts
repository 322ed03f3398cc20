// Keeps every compute pipeline of a device, so that what was compiled once is not compiled again, whoever asks for it: our
// kernels, or the ONNX runtime, which forgets its own with the last of its sessions.

export interface Pipelines {
  /** How many were compiled. */
  readonly compiled: number;
}

/**
 * Wraps what makes pipelines. Two are the same when their shaders have the same text, and their layouts and constants are equal;
 * those whose layout follows from the shader are the caller's own, because their bind groups fit no other pipeline.
 */
export function keepPipelines(device: GPUDevice): Pipelines {
  const texts = new Map<string, number>();
  const shaders = new WeakMap<GPUShaderModule, number>();
  const layouts = new WeakMap<GPUBindGroupLayout | GPUPipelineLayout, string>();
  const kept = new Map<string, Promise<GPUComputePipeline>>();
  let compiled = 0;

  const createShaderModule = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => {
    const module = createShaderModule(descriptor);
    const { code } = descriptor;
    if (!texts.has(code)) texts.set(code, texts.size);
    shaders.set(module, texts.get(code) ?? 0);
    return module;
  };

  const createBindGroupLayout = device.createBindGroupLayout.bind(device);
  device.createBindGroupLayout = (descriptor) => {
    const layout = createBindGroupLayout(descriptor);
    layouts.set(layout, JSON.stringify([...descriptor.entries]));
    return layout;
  };

  const createPipelineLayout = device.createPipelineLayout.bind(device);
  device.createPipelineLayout = (descriptor) => {
    const layout = createPipelineLayout(descriptor);
    const groups = [...descriptor.bindGroupLayouts].map(
      (group) => (group && layouts.get(group)) ?? "",
    );
    layouts.set(layout, JSON.stringify(groups));
    return layout;
  };

  /** Names what is compiled; null where that cannot be told. */
  const keyOf = ({ layout, compute }: GPUComputePipelineDescriptor): string | null => {
    const shader = shaders.get(compute.module);
    const places = layout === "auto" ? undefined : layouts.get(layout);
    if (shader === undefined || places === undefined) return null;
    return JSON.stringify([shader, places, compute.entryPoint, compute.constants]);
  };

  const createPipeline = device.createComputePipelineAsync.bind(device);
  const compile = async (descriptor: GPUComputePipelineDescriptor): Promise<GPUComputePipeline> => {
    const pipeline = await createPipeline(descriptor);
    compiled++;
    return pipeline;
  };
  device.createComputePipelineAsync = (descriptor) => {
    const key = keyOf(descriptor);
    if (key === null) return compile(descriptor);
    let pipeline = kept.get(key);
    if (pipeline === undefined) {
      pipeline = compile(descriptor);
      kept.set(key, pipeline);
      pipeline.catch(() => kept.delete(key));
    }
    return pipeline;
  };

  return {
    get compiled() {
      return compiled;
    },
  };
}
