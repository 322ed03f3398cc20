/** What a browser lacks for a graphics adapter: WebGPU, HTTPS or localhost for it, or a driver that WebGPU may use. */
export type MissingGraphics = "webgpu" | "secure-context" | "adapter";

/** What the page may know about the graphics adapter. */
export interface AdapterFacts {
  /** Its vendor, such as "nvidia"; empty where the browser hides it. */
  readonly vendor: string;
  /** Its architecture, such as "ampere"; empty where the browser hides it. */
  readonly architecture: string;
  /** Its name; empty where the browser hides it. */
  readonly description: string;
  /** Whether it is a software adapter: slow, and the page says so. */
  readonly isSoftware: boolean;
  /** What is missing where there is no adapter and the browser's JavaScript computes instead; null where there is one. */
  readonly missing: MissingGraphics | null;
  /** Whether its shaders compute in 16 bits. */
  readonly hasShaderF16: boolean;
  /** The limits with which a device of this adapter is opened. */
  readonly limits: {
    /** The bytes of the largest buffer. */
    readonly maxBufferSize: number;
    /** The bytes of a buffer that a shader can see at once. */
    readonly maxStorageBufferBindingSize: number;
  };
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software/i;

/** Reads the plain facts of an adapter; texts are empty where the browser hides them. */
export function adapterFacts(adapter: GPUAdapter, missing: MissingGraphics | null): AdapterFacts {
  const { vendor, architecture, description } = adapter.info;
  return {
    vendor,
    architecture,
    description,
    isSoftware:
      adapter.info.isFallbackAdapter || SOFTWARE.test(`${vendor} ${architecture} ${description}`),
    missing,
    hasShaderF16: adapter.features.has("shader-f16"),
    limits: {
      maxBufferSize: adapter.limits.maxBufferSize,
      maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
    },
  };
}
