/** A node or a call that a person has picked. */
export interface Selection {
  type: 'node' | 'edge';
  id: string;
}

/** What is open, by the parameter of the address. */
export function readSelection(text: string | undefined): Selection | undefined {
  const match = /^(node|edge):(.+)$/s.exec(text ?? '');
  return match
    ? { type: match[1] as Selection['type'], id: match[2] }
    : undefined;
}

/** The parameter for what is open; undefined for nothing. */
export function selectionParameter(
  selection: Selection | undefined,
): string | undefined {
  return selection && `${selection.type}:${selection.id}`;
}
