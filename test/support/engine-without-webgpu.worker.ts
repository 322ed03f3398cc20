// The engine's worker in a browser without WebGPU.

import "./hide-webgpu.ts";
import "../../src/engine/engine.worker.ts";
