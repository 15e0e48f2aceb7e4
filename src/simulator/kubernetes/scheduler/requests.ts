import type { Container, PodObject } from "../objects/objects.js";
import { milliValue } from "../objects/quantity.js";

/** Resources by name, in thousandths of their unit. */
export type Amounts = ReadonlyMap<string, bigint>;

/** What a pod asks of a node: the larger of its containers' sum and its largest init container, plus the overhead. */
export function requestsOf(pod: PodObject): Amounts {
  const total = new Map<string, bigint>();
  const requests = (container: Container) =>
    Object.entries(container.resources?.requests ?? {}).map(
      ([name, quantity]) => [name, milliValue(quantity)] as const,
    );
  for (const container of pod.spec.containers)
    for (const [name, amount] of requests(container)) total.set(name, (total.get(name) ?? 0n) + amount);
  for (const container of pod.spec.initContainers ?? [])
    for (const [name, amount] of requests(container)) if (amount > (total.get(name) ?? 0n)) total.set(name, amount);
  for (const [name, quantity] of Object.entries(pod.spec.overhead ?? {}))
    total.set(name, (total.get(name) ?? 0n) + milliValue(quantity));
  return total;
}
