// Every tolerance of the tests, each with its reason. Loosening one is a commit of its own.

export interface Tolerance {
  readonly abs: number;
  readonly rel: number;
}

/** One rounding of an f32 result whose magnitude is near 1. */
export const F32_ONE: Tolerance = { abs: 1e-6, rel: 1e-6 };

/** 3 units in the last place of an f32 product or quotient: WGSL allows a quotient 2.5, and the twin rounds once less. */
export const QUOTIENT_F32: Tolerance = { abs: 0, rel: 3 * 2 ** -23 };

/** A sum of up to a few thousand f32 terms in another order than the f64 twin's. */
export const F32_SUM: Tolerance = { abs: 1e-5, rel: 1e-5 };

/** Nothing but copies and integers: no difference is allowed. */
export const EXACT: Tolerance = { abs: 0, rel: 0 };

/** KL divergence: f32 differences of logits of about ±30, whose rounding is 2e-6, weighted by probabilities. */
export const KL_NATS: Tolerance = { abs: 1e-6, rel: 1e-4 };

/** The logarithm of a probability: a difference of logits of up to 30, and the logarithm of a mass that is 2e-5 off. */
export const LOG_PROBABILITY: Tolerance = { abs: 2e-5, rel: 1e-6 };

/** A probability mass: f32 exponentials (WGSL allows 3 + 2|x| ulp) summed over a vocabulary. */
export const MASS_F32: Tolerance = { abs: 2e-5, rel: 0 };

/** Logits after four layers in f32, summed in another order on GPU and CPU. */
export const LOGITS: Tolerance = { abs: 2e-4, rel: 1e-4 };

/** An attention's weights below 1, behind up to four layers in f32 whose hidden states are 1e-5 off. */
export const ATTENTION_MAP: Tolerance = { abs: 2e-5, rel: 2e-4 };

/** A flat colour after lossy coding, and two roundings between YUV and RGB; each browser path converts in its own way. */
export const DECODED_COLOR: Tolerance = { abs: 6, rel: 0 };

/** The same by `VideoFrame.copyTo`: Chromium 156 converts with 8-bit coefficients, of which blue's is cut off (10 measured). */
export const COPIED_COLOR: Tolerance = { abs: 12, rel: 0 };

/** One or two cosines: f32 dot products of up to a thousand terms over norms that rounding moves by 1e-7. */
export const COSINE_F32: Tolerance = { abs: 2e-6, rel: 2e-6 };

/** Five Gaussians of a squared distance: their slope is at most 7.75, the distance is an f32 sum. */
export const GAUSSIANS_F32: Tolerance = { abs: 1e-5, rel: 0 };

/** LOGITS of a graph that takes sines of its positions: WGSL allows them to be 2⁻¹¹ off. */
export const LOGITS_OF_SINES: Tolerance = { abs: 1e-3, rel: 5e-4 };

/** Logits of magnitude 2 … 8 after two small layers in f16 instead of f32, features and keys rounded alike. */
export const REPLICA_HALF: Tolerance = { abs: 2e-2, rel: 5e-3 };

/** Visual tokens of a family: a vision tower and a pool in f32, against the CPU and f64 pooling. */
export const FAMILY_FEATURES: Tolerance = { abs: 2e-4, rel: 1e-4 };

/** Keys of length about 1 a channel, turned: cosines, sines and two products, each rounded to f32. */
export const ROTATION_F32: Tolerance = { abs: 2e-6, rel: 1e-6 };

/** The same moved by up to 32,768 positions: 2⁻³³ of a circle a position make 2.4e-5 radians, of keys of up to 5. */
export const ROTATION_FAR: Tolerance = { abs: 1.5e-4, rel: 0 };

/** Normalised pixels: a byte is never another, its scaling is rounded to f32 in another order than NumPy's. */
export const EXPORT_PIXELS: Tolerance = { abs: 1e-6, rel: 1e-6 };

/** Visual tokens of magnitude 1 to 4 after two small vision layers in f32, against PyTorch: 3e-6 measured. */
export const EXPORT_TOKENS: Tolerance = { abs: 1e-5, rel: 1e-5 };

/** EXPORT_TOKENS of a tower that takes sines of rows and columns: WGSL allows them to be 2⁻¹¹ off. */
export const EXPORT_TOKENS_OF_SINES: Tolerance = { abs: 1e-3, rel: 5e-4 };

/** Logits of magnitude 2 … 10 after two small layers in f32, against PyTorch. */
export const EXPORT_LOGITS: Tolerance = { abs: 2e-5, rel: 1e-5 };

/**
 * EXPORT_LOGITS of a decoder with recurrences: PyTorch takes a prompt in chunks of 64 by inverting a matrix, the operator row
 * by row, so that rounding goes other ways. 4.2e-5 measured.
 */
export const EXPORT_LOGITS_OF_STATES: Tolerance = { abs: 1e-4, rel: 1e-5 };

/**
 * EXPORT_LOGITS of a decoder that takes sines of positions, and perhaps tokens of such a tower. The sines of software WebGPU
 * are 2e-4 off, and attention that looks at few tokens makes more of it: 2.7e-3 measured. The CPU is held to EXPORT_LOGITS.
 */
export const EXPORT_LOGITS_OF_SINES: Tolerance = { abs: 5e-3, rel: 1e-3 };

/** EXPORT_LOGITS with the decoder in f16: the oracle's weights are the same numbers, activations are rounded to 11 bits. */
export const EXPORT_HALF: Tolerance = { abs: 5e-2, rel: 1e-2 };

/**
 * Bytes counted for a run, to those allocated. The runtime rounds a tensor up to a size that it keeps, a power of two or half as
 * much again, and how many tensors of a layer are alive at once is a round number. 0.76 to 1.22 measured.
 */
export const RUN_MEMORY = { least: 0.65, most: 1.35 };
/** Log-likelihoods of up to 30 tokens: as many differences of two logits, each as far off as EXPORT_LOGITS allow. */
export const EXPORT_LIKELIHOODS: Tolerance = { abs: 1e-3, rel: 1e-5 };

/** An eigenvalue of a matrix whose trace is 1: some hundred f32 reflections, each of which rounds its entries once. */
export const EIGENVALUES_F32: Tolerance = { abs: 2e-6, rel: 1e-5 };

/** The exponential of an f32 entropy of up to 9 nats, whose terms are logarithms that WGSL allows 3 ulp each. */
export const EFFECTIVE_DIMENSIONS: Tolerance = { abs: 1e-4, rel: 1e-4 };

/** A mean KL of some thousandths of a nat up, between logits that are each as far off as LOGITS_OF_SINES allow. */
export const DIVERGENCE_NATS: Tolerance = { abs: 1e-5, rel: 2e-2 };

/** A sum that a golden file holds with six decimals. */
export const GOLDEN_SUM: Tolerance = { abs: 1e-6, rel: 0 };

/** A channel of 255 after a decoder's own conversion to RGB, which rounds and filters otherwise than ffmpeg's. */
export const COLOR_TOLERANCE = 8;

/** Features of a vision encoder in parts, beside the whole's: the same operators, which the runtime may fuse otherwise. */
export const CUT_FEATURES: Tolerance = { abs: 1e-5, rel: 1e-5 };
