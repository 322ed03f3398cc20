// What can be chosen, as tables: compression methods, and how a video is read whole and asked about.

import {
  METHOD_CHOICES,
  METHODS,
  RELEVANCE_IDS,
  RELEVANCES,
  SCORER_IDS,
  SCORERS,
} from "../../src/engine/catalogue.ts";

const rows = (cells: readonly (readonly string[])[]): string =>
  cells.map((row) => `| ${row.join(" | ")} |`).join("\n");

const named = <Id extends string>(
  ids: readonly Id[],
  entries: Readonly<Record<Id, { readonly name: string; readonly about: string }>>,
): string => rows(ids.map((id) => [`\`${id}\``, entries[id].name, entries[id].about]));

export const methodTables = (): string => `# Methods

What the page, its comparison and the lab offer. The tables are made from \`catalogue.ts\` and \`../memory/choices.ts\` by
\`npx tsx tools/docs/main.ts\`.

## Compression methods

| in the lab | on the page | what it does | frame budget | options |
| --- | --- | --- | --- | --- |
${rows(
  METHOD_CHOICES.map(({ id, name, about, method }) => {
    const { budget, options } = METHODS[method];
    return [`\`${id}\``, name, about, budget, options.join(", ") || "–"];
  }),
)}

## Scorers: which tokens of a chunk stay

| in the lab | on the page: keep tokens | what it looks at |
| --- | --- | --- |
${named(SCORER_IDS, SCORERS)}

## Relevance: which chunks a question gets in detail

| in the lab | on the page | what it looks at |
| --- | --- | --- |
${named(RELEVANCE_IDS, RELEVANCES)}
`;
