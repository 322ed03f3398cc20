import type { ChunkRole } from "../../store/whole/chunk-roles.ts";

/** The least width of a thick block, as a share of all chunks, so that it can be seen among very many. */
const LEAST_SHARE = 1 / 90;
const HEIGHT = 14;

interface Stretch {
  readonly from: number;
  readonly length: number;
}

/** Returns what is drawn thin: each compact chunk, or where they run together each stretch of seen ones, which lies behind the thick. */
function thinStretches(roles: readonly ChunkRole[], isDense: boolean): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [from, role] of roles.entries()) {
    if (isDense ? role === "unseen" : role !== "compact") continue;
    const last = stretches.at(-1);
    if (isDense && last !== undefined && last.from + last.length === from)
      stretches[stretches.length - 1] = { from: last.from, length: last.length + 1 };
    else stretches.push({ from, length: 1 });
  }
  return stretches;
}

/** One place a chunk: thick where it was in detail, a hairline where the answer saw nothing of it. Thin neighbours run together where there are very many. */
export function MiniRibbon({ roles }: { readonly roles: readonly ChunkRole[] }) {
  const count = Math.max(1, roles.length);
  const isDense = count > 48;
  const gap = isDense ? 0 : 0.06;
  const least = count * LEAST_SHARE;
  return (
    <svg
      className="mini-ribbon"
      viewBox={`0 0 ${count} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {roles.includes("unseen") && (
        <rect className="unseen" x={0} y={HEIGHT / 2 - 0.5} width={count} height={1} />
      )}
      {thinStretches(roles, isDense).map(({ from, length }) => (
        <rect
          key={from}
          className="compact"
          x={from + gap}
          y={HEIGHT / 2 - 1.5}
          width={length - 2 * gap}
          height={3}
        />
      ))}
      {roles.map((role, index) =>
        role === "compact" || role === "unseen" ? null : (
          <rect
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            className={role}
            x={Math.min(count - least, Math.max(0, index + gap - Math.max(0, least - 1) / 2))}
            y={role === "ends" ? 0.5 : 0}
            width={Math.max(least, 1 - 2 * gap)}
            height={role === "ends" ? HEIGHT - 1 : HEIGHT}
            vectorEffect="non-scaling-stroke"
          />
        ),
      )}
    </svg>
  );
}
