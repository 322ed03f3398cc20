/** Says in a word whether an answer is right. */
export function VerdictMark({ isRight }: { readonly isRight: boolean }) {
  const verdict = isRight ? "right" : "wrong";
  return (
    <small className="verdict" data-verdict={verdict}>
      {verdict}
    </small>
  );
}
