// The numbers of WebGPU's flags. Browsers without WebGPU lack the objects that hold them, and our own device runs there.

export const BUFFER_USAGE = {
  MAP_READ: 0x01,
  COPY_SRC: 0x04,
  COPY_DST: 0x08,
  UNIFORM: 0x40,
  STORAGE: 0x80,
} as const;

export const TEXTURE_USAGE = {
  COPY_DST: 0x02,
  TEXTURE_BINDING: 0x04,
  RENDER_ATTACHMENT: 0x10,
} as const;

/** `GPUMapMode.READ` */
export const MAP_READ = 0x01;

/** `GPUShaderStage.COMPUTE` */
export const COMPUTE_STAGE = 0x04;
