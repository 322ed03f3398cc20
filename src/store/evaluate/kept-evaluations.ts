// Evaluations on the disk: a record for each, and a record for each sample that was asked, so that no answer is lost with the
// page.

import type { KeptDisk } from "../kept/disk.ts";
import { isHead, isKeptSample } from "./kept-shapes.ts";
import type { EvaluationHead, KeptSample } from "./types.ts";

export interface KeptEvaluations {
  /** The latest first. What is damaged, or of an older version of the page, is left out. */
  readonly list: () => Promise<EvaluationHead[]>;
  /** Returns one; null when it is not there. */
  readonly head: (id: string) => Promise<EvaluationHead | null>;
  readonly samples: (id: string) => Promise<KeptSample[]>;
  /** @throws DOMException when there is no room. */
  readonly writeHead: (head: EvaluationHead) => Promise<void>;
  /** @throws DOMException when there is no room. */
  readonly writeSample: (id: string, sample: KeptSample) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
}

const headName = (id: string): string => `evaluations/${id}`;
const samplesName = (id: string): string => `evaluation/${id}/`;

export const createKeptEvaluations = (kept: KeptDisk): KeptEvaluations => ({
  async list() {
    const heads = (await kept.listShared(headName(""))).filter(isHead);
    return heads.sort((one, other) => other.startedMs - one.startedMs);
  },
  async head(id) {
    const head = await kept.readShared(headName(id));
    return isHead(head) ? head : null;
  },
  samples: async (id) => (await kept.listShared(samplesName(id))).filter(isKeptSample),
  writeHead: (head) => kept.writeShared(headName(head.id), head),
  writeSample: (id, sample) => kept.writeShared(`${samplesName(id)}${sample.index}`, sample),
  async remove(id) {
    await kept.removeAllShared(samplesName(id));
    await kept.removeShared(headName(id));
  },
});
