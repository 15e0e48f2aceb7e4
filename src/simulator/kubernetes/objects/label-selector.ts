import type { LabelSelector } from "./objects.js";

/** Whether labels match a `LabelSelector`; an absent selector matches nothing, an empty one everything. */
export function selects(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>> = {}): boolean {
  if (selector === undefined) return false;
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === "In") return value !== undefined && values.includes(value);
      if (operator === "NotIn") return value === undefined || !values.includes(value);
      return operator === "Exists" ? value !== undefined : value === undefined;
    })
  );
}

/** The selector in the API's text form, as `kubectl get -o wide` shows it; `<none>` for an empty one. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): string {
  const terms = [
    ...Object.keys(matchLabels)
      .sort()
      .map((key) => `${key}=${matchLabels[key] ?? ""}`),
    ...matchExpressions.map(({ key, operator, values = [] }) => {
      if (operator === "Exists") return key;
      if (operator === "DoesNotExist") return `!${key}`;
      return `${key} ${operator === "In" ? "in" : "notin"} (${[...values].sort().join(",")})`;
    }),
  ];
  return terms.length === 0 ? "<none>" : terms.join(",");
}
