/** The closest known name to a misspelt one. */

/** ` (did you mean …?)`, or nothing where no name is near. */
export function suggestion(wrong: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({ name, distance: distanceOf(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  const [best] = near;
  return best === undefined ? '' : `; did you mean "${best.name}"?`;
}

/** Levenshtein's: the fewest insertions, deletions and replacements. */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const change = from[line - 1] === to[column - 1] ? 0 : 1;
      const above = row[column] ?? 0;
      const before = next[column - 1] ?? 0;
      next.push(Math.min(above + 1, before + 1, (row[column - 1] ?? 0) + change));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
