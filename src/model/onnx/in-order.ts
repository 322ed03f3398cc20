// Puts a graph's nodes in an order in which they can be run, which files must have already and need not.

import { reads, type OnnxNode } from "./onnx-model.ts";

/** Returns the nodes, each after those whose outputs it reads; null where some wait for each other. */
export function inOrder(nodes: readonly OnnxNode[]): OnnxNode[] | null {
  const makers = new Map<string, OnnxNode>();
  for (const node of nodes) for (const output of node.outputs) makers.set(output, node);
  const waiting = new Map<OnnxNode, number>();
  const readers = new Map<OnnxNode, OnnxNode[]>();
  for (const node of nodes) {
    const before = new Set(reads(node).flatMap((input) => makers.get(input) ?? []));
    waiting.set(node, before.size);
    for (const maker of before) {
      const known = readers.get(maker);
      if (known === undefined) readers.set(maker, [node]);
      else known.push(node);
    }
  }
  const ordered: OnnxNode[] = [];
  const isReady = (node: OnnxNode): boolean => waiting.get(node) === 0;
  const place = (first: OnnxNode): void => {
    const ready = [first];
    for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
      ordered.push(node);
      waiting.set(node, -1);
      for (const reader of readers.get(node) ?? []) {
        waiting.set(reader, (waiting.get(reader) ?? 0) - 1);
        // Those behind come when their place in the file does.
        if (isReady(reader) && isPassed(reader)) ready.push(reader);
      }
    }
  };
  const passed = new Set<OnnxNode>();
  const isPassed = (node: OnnxNode): boolean => passed.has(node);
  for (const node of nodes) {
    passed.add(node);
    if (isReady(node)) place(node);
  }
  return ordered.length === nodes.length ? ordered : null;
}
