/** A float32 array of NumPy's .npy format, version 1, C order, as the goldens are stored. */
export function parseNpy(bytes: ArrayBuffer): {
  data: Float32Array<ArrayBuffer>;
  dims: number[];
} {
  const headerBytes = new DataView(bytes).getUint16(8, true);
  const header = new TextDecoder("latin1").decode(new Uint8Array(bytes, 10, headerBytes));
  if (!header.includes("'<f4'") || header.includes("'fortran_order': True")) {
    throw new Error(`This .npy file is not C-ordered float32: ${header}`);
  }
  const shape = /'shape': \(([^)]*)\)/.exec(header)?.[1] ?? "";
  const dims = shape
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(Number);
  return { data: new Float32Array(bytes.slice(10 + headerBytes)), dims };
}

export async function fetchNpy(url: string): Promise<ReturnType<typeof parseNpy>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return parseNpy(await response.arrayBuffer());
}
