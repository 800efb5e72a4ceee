/** The kind of the fault that struck, if one did. */
export function Fault({ kind }: { kind: string | null }) {
  return kind === null ? null : <span class="fault">fault: {kind}</span>;
}
