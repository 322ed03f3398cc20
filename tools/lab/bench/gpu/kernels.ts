// What the adapter can do at best, and which share of it each kernel reaches.

import type { Lab } from "../../browser/lab.ts";
import type { KernelTime, KernelTimes, WorkTime } from "../../page/gpu/time-kernels.ts";
import type { Speeds } from "../../page/gpu/speeds.ts";
import { median } from "../../../../src/evaluation/stats.ts";
import type { Rows } from "../../../../src/evaluation/table.ts";
import { type BenchLine, line } from "../lines.ts";
import { barPlot, pointPlot } from "./bar-plot.ts";
import { type Found, NotRun, type Section, type SectionOptions } from "./section.ts";

/** A kernel with its shares of what the adapter can do. */
export interface KernelShares extends Omit<KernelTime, "us"> {
  /** The median of its starts, in microseconds. */
  readonly us: number;
  /** Of the bytes a second of a shader that copies; above 1 where what is moved stays in a cache. */
  readonly copyShare: number;
  /** Of the measured rate of multiplication; null for one that computes little. */
  readonly fmaShare: number | null;
  /** Whether it takes hardly longer than a shader that does nothing, so that its shares tell nothing. */
  readonly isTooSmall: boolean;
}

/** A start below so many empty ones is not told from one. */
const TOO_SMALL = 3;

export function kernelShares(
  kernels: readonly KernelTime[],
  { streamBytesPerSec, fmasPerSec, emptyUs }: Speeds,
): KernelShares[] {
  return kernels
    .map((kernel) => {
      const us = median(kernel.us);
      const sec = Math.max(us, 1e-3) / 1e6;
      return {
        ...kernel,
        us,
        copyShare: kernel.bytes / sec / streamBytesPerSec,
        fmaShare: kernel.fmas === null ? null : kernel.fmas / sec / fmasPerSec,
        isTooSmall: us < TOO_SMALL * emptyUs,
      };
    })
    .sort((one, other) => other.us - one.us);
}

/** Measures speeds first; the kernels are compared with them. */
export function kernelSections(lab: Lab, { size, note }: SectionOptions): readonly Section[] {
  let speeds: Speeds | null = null;
  return [
    {
      id: "speeds",
      title: "What the adapter can do",
      about:
        "Copies count what they read and what they write. An empty shader is one of 512 of one submission, recording included.",
      async run() {
        note("Measuring what the adapter can do …");
        speeds = await lab.call("benchGpuSpeeds", { size });
        return { table: speedRows(speeds), data: speeds };
      },
    },
    {
      id: "kernels",
      title: "Kernels",
      about:
        "Each at the largest size that the product's own work starts it with here. A byte counts once, however often it is read. Shares above 100 % come from a cache.",
      async run() {
        if (speeds === null) throw new NotRun("There are no speeds to compare with.");
        note("Timing every kernel …");
        const repeats = size === "full" ? 5 : 2;
        const times = await lab.call("benchGpuKernels", { size, repeats });
        return kernelsFound(times, speeds);
      },
    },
  ];
}

/** Grey. */
const TOO_SMALL_KIND = 2;

const giga = (value: number): string => (value / 1e9).toFixed(2);

const speedRows = (speeds: Speeds): Rows => [
  ["", "measured"],
  ["Copy between buffers", `${giga(speeds.copyBytesPerSec)} GB/s`],
  ["Copy by a shader", `${giga(speeds.streamBytesPerSec)} GB/s`],
  ["Multiply and add, 32 bits", `${giga(speeds.fmasPerSec)} G/s`],
  ["An empty shader", `${speeds.emptyUs.toFixed(2)} µs`],
  ["Recording one shader", `${speeds.recordUs.toFixed(2)} µs`],
  ["The same with nothing prepared", `${speeds.recordFreshUs.toFixed(2)} µs`],
];

const percent = (share: number | null): string =>
  share === null ? "–" : `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;

function kernelsFound({ kernels: timed, works, failed }: KernelTimes, speeds: Speeds): Found {
  const kernels = kernelShares(timed, speeds);
  const byTimestamp = kernels.filter(({ clock }) => clock === "timestamp").length;
  const clock = `${byTimestamp} of ${kernels.length} by the device's timestamps, the others from submission to the end.`;
  const rows: Rows = [
    ["kernel", "µs", "MB", "of copying", "of multiplying", "starts", "in"],
    ...kernels.map((one) => [
      one.kernel,
      one.us.toFixed(1),
      (one.bytes / 1e6).toFixed(3),
      one.isTooSmall ? "too small" : percent(one.copyShare),
      one.isTooSmall ? "" : percent(one.fmaShare),
      String(one.starts),
      one.work,
    ]),
  ];
  const bar = (one: KernelShares, value: number) => ({
    name: one.kernel,
    value: 100 * value,
    text: `${percent(value)}, ${one.us.toFixed(1)} µs`,
    kind: one.isTooSmall ? TOO_SMALL_KIND : one.fmaShare === null ? 0 : 1,
  });
  const kinds = ["moves", "computes too", "too small to tell"];
  // Those that tell nothing come last.
  const bars = kernels
    .toSorted(
      (one, other) =>
        Number(one.isTooSmall) - Number(other.isTooSmall) || other.copyShare - one.copyShare,
    )
    .map((one) => bar(one, one.copyShare));
  const computing = kernels.filter(({ fmaShare, isTooSmall }) => fmaShare !== null && !isTooSmall);
  return {
    table: rows,
    plots: [
      pointPlot({
        title: `Time by bytes: ${clock}`,
        xLabel: "bytes, each once",
        yLabel: "microseconds",
        points: kernels.map(({ kernel, bytes, us }) => ({ name: kernel, x: bytes, y: us })),
        line: { slope: 1e6 / speeds.streamBytesPerSec, name: "copy by a shader" },
      }),
      barPlot({
        title: "Share of a copy's bytes a second",
        label: "% of a shader that copies",
        kinds,
        bars,
        measured: bars.filter(({ kind }) => kind !== TOO_SMALL_KIND),
      }),
      ...(computing.length === 0
        ? []
        : [
            barPlot({
              title: "Share of the rate of multiplication",
              label: "% of a shader that only multiplies and adds",
              kinds: ["computes"],
              bars: computing
                .toSorted((one, other) => (other.fmaShare ?? 0) - (one.fmaShare ?? 0))
                .map((one) => ({ ...bar(one, one.fmaShare ?? 0), kind: 0 })),
            }),
          ]),
    ],
    lines: joinableLines(works, speeds),
    failed: failed.map(({ work, message }) => `${work}: ${message}`),
    data: { kernels, works },
  };
}

/** What a work would save at most if all of its kernels were one: the time that as many empty shaders take. */
export const joinableLines = (works: readonly WorkTime[], { emptyUs }: Speeds): BenchLine[] =>
  works.map(({ work, starts, us }) => {
    const whole = median(us);
    return line(
      `Starting, of the time to ${work}`,
      Math.min(1, (emptyUs * (starts - 1)) / whole),
      null,
      "ratio",
      `${starts} starts in ${(whole / 1000).toFixed(2)} ms; an empty one takes ${emptyUs.toFixed(1)} µs`,
    );
  });
