/** The stages whose tests need neither a model nor a page: methods beside their twins, and the kernels that have no file of their own. */
export const KERNEL_STAGES: readonly string[] = [
  "compression",
  "cover",
  "cover-chunk",
  "every-method",
  "pool",
  "quality",
  "rivals",
  "rivals-merging",
  "zeroed-variables",
].map((name) => `test/stages/${name}.test.ts`);
