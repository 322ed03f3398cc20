// Codes of tokens as bits, and back: four words of 32 bits are 128 numbers, 0 or 1.

export const bitsOfWords = (words: Uint32Array): Uint8Array =>
  Uint8Array.from({ length: 32 * words.length }, (_, at) => (words[at >> 5]! >>> (at % 32)) & 1);

export const wordsOfBits = (bits: Uint8Array): Uint32Array<ArrayBuffer> => {
  const words = new Uint32Array(bits.length / 32);
  for (const [at, bit] of bits.entries()) words[at >> 5]! |= bit << (at % 32);
  return words;
};
