/** The same words of memory, as each of the types that a shader reads them as. */
export interface Words {
  readonly floats: Float32Array<ArrayBuffer>;
  readonly uints: Uint32Array<ArrayBuffer>;
  readonly ints: Int32Array<ArrayBuffer>;
}

export const wordsOf = (
  buffer: ArrayBuffer,
  offset = 0,
  bytes = buffer.byteLength - offset,
): Words => ({
  floats: new Float32Array(buffer, offset, bytes >> 2),
  uints: new Uint32Array(buffer, offset, bytes >> 2),
  ints: new Int32Array(buffer, offset, bytes >> 2),
});
