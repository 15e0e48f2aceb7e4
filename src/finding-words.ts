/** `a, b, c and 4 more`. */
export function someNames(all: readonly { readonly name: string }[]): string {
  const names = all.slice(0, 3).map(({ name }) => name);
  return all.length > 3 ? `${names.join(", ")} and ${all.length - 3} more` : names.join(", ");
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
