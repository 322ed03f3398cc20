import { useActions } from "../hooks/session.tsx";
import { useInspecting } from "../hooks/use-inspecting.ts";

/** Shows everything, or what a reader of videos needs. */
export function InspectSwitch({ className = "btn plain" }: { readonly className?: string }) {
  const isInspecting = useInspecting();
  const { setInspecting } = useActions();
  return (
    <button
      type="button"
      className={className}
      aria-pressed={isInspecting}
      title={isInspecting ? "Show less" : "Show timings, memory and every setting"}
      onClick={() => setInspecting(!isInspecting)}
    >
      Inspect
    </button>
  );
}
