/** Shows what stands between backticks as code, as documents and messages of this project write it. */
export function Marked({ text }: { text: string }) {
  return (
    <>{text.split('`').map((part, at) => (at % 2 === 1 ? <code key={part}>{part}</code> : part))}</>
  );
}
