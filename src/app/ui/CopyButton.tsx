import { useEffect, useState } from "react";

interface Props {
  readonly text: () => string;
  readonly children: string;
  readonly className?: string;
}

/** Copies a text and says so for a moment. */
export function CopyButton({ text, children, className = "btn" }: Props) {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return undefined;
    const timer = setTimeout(() => setSaid(null), 2_000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setSaid("Copied");
    } catch {
      // Refused without focus or permission; the words say it.
      setSaid("Not copied");
    }
  };
  return (
    <>
      <button type="button" className={className} onClick={() => void copy()}>
        {said ?? children}
      </button>
      {/* Beside the button: a live region inside it would take its name away. */}
      <span className="sr" role="status">
        {said}
      </span>
    </>
  );
}
