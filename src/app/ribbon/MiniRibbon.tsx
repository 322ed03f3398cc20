import type { ChunkRole } from "../../store/whole/chunk-roles.ts";

/** The least width of a thick block, as a share of all chunks, so that it can be seen among very many. */
const LEAST_SHARE = 1 / 90;
const HEIGHT = 14;

/** One place a chunk: thick where it was in detail, empty where the answer saw nothing of it. Thin neighbours run together where there are very many. */
export function MiniRibbon({ roles }: { readonly roles: readonly ChunkRole[] }) {
  const count = Math.max(1, roles.length);
  const hasUnseen = roles.includes("unseen");
  const isDense = count > 48 && !hasUnseen;
  const gap = count > 48 ? 0 : 0.06;
  const least = count * LEAST_SHARE;
  return (
    <svg
      className="mini-ribbon"
      viewBox={`0 0 ${count} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {isDense && <rect className="compact" x={0} y={HEIGHT / 2 - 1.5} width={count} height={3} />}
      {roles.map((role, index) =>
        role === "compact" && !isDense ? (
          <rect
            // Chunks only ever follow one another: the place is the identity.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            className="compact"
            x={index + gap}
            y={HEIGHT / 2 - 1.5}
            width={1 - 2 * gap}
            height={3}
          />
        ) : null,
      )}
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
