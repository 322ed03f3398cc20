import { useSession } from "../hooks/session.tsx";

/** The turns so far and the prompt. */
export function Conversation() {
  const turns = useSession(({ turns }) => turns);
  return (
    <ol>
      {turns.map((turn) => (
        <li key={turn.id}>{turn.question}</li>
      ))}
    </ol>
  );
}
