import { useSession } from "../hooks/session.tsx";

/** One question at several prices, side by side. */
export function Compare() {
  const compare = useSession(({ compare }) => compare);
  return <p>{compare.phase === "idle" ? "Nothing compared yet." : compare.question}</p>;
}
