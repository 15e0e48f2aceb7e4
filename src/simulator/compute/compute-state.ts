import { regionName } from "../arm/locations.js";

/** Region (or `*` for every one) -> name as in the usages (`cores`, `standardDSv3Family`, or `*` for every one) -> figure. */
export type FiguresByRegion = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A size that the subscription may not use in a region (`NotAvailableForSubscription`). */
export interface SizeRestriction {
  readonly location: string;
  /** A size's name or a family's; default: every size. */
  readonly size?: string;
  /** Only in these zones; default: nowhere in the region. */
  readonly zones?: readonly string[];
}

/** Machines that Azure has run out of. */
export interface CapacityShortage extends SizeRestriction {
  /**
   * `AKSCapacityError`, `AksCapacityHeavyUsage`: no new cluster in the region. `SkuNotAvailable`: a request for new
   * machines is refused.
   */
  readonly code: "AKSCapacityError" | "AksCapacityHeavyUsage" | "SkuNotAvailable";
}

/** What AKS counts beside Compute's usages: clusters of a region. */
export const clusterQuota = "managedClusters";

/**
 * vCPUs a family and a region, where nobody set a limit (assumed; a subscription was recorded with 100): high enough
 * that nothing is refused for want of quota that was not asked to be.
 */
export const defaultLimit = 100_000;

/** Clusters of a region and of the subscription: the documented most of a subscription (2024). */
export const defaultClusterLimit = 5_000;

/** Limits, what others use, restrictions and shortages: what the Compute service knows about the subscription. */
export class ComputeState {
  /**
   * By region: vCPUs by the lines of the usages, as last counted, and what was let in since. The true figures are these
   * or lower, so that counting all pools anew is only needed where these do not fit.
   */
  readonly atMostInUse = new Map<string, Map<string, number>>();
  readonly #limits: Figures;
  readonly #usedByOthers: Figures;
  /** Limits or others' use were changed while it ran, so that what AKS let in may not be had from Compute. */
  hasChanged = false;
  #restrictions: readonly SizeRestriction[];
  #shortages: readonly CapacityShortage[] = [];

  constructor(options: {
    readonly quotas?: FiguresByRegion | undefined;
    readonly usedByOthers?: FiguresByRegion | undefined;
    readonly restrictions: readonly SizeRestriction[];
  }) {
    this.#limits = new Figures(options.quotas ?? {});
    this.#usedByOthers = new Figures(options.usedByOthers ?? {});
    this.#restrictions = options.restrictions;
  }

  /** The limit that was set; undefined where none was. */
  limit(location: string, name: string): number | undefined {
    return this.#limits.get(location, name);
  }

  /** The limit that was set for this very name: `*` stands for families and `cores` alone. */
  exactLimit(location: string, name: string): number | undefined {
    return this.#limits.getNamed(location, name);
  }

  setLimit(location: string, name: string, limit: number): void {
    this.#limits.set(location, name, limit);
    this.hasChanged = true;
  }

  /** What machines outside of AKS use. */
  usedByOthers(location: string, name: string): number {
    return this.#usedByOthers.getNamed(location, name) ?? 0;
  }

  setUsedByOthers(location: string, name: string, count: number): void {
    this.#usedByOthers.set(location, name, count);
    this.hasChanged = true;
  }

  restrictions(location: string, size: string, family: string): readonly SizeRestriction[] {
    return this.#restrictions.filter((one) => meets(one, location, size, family));
  }

  /** Returns what lifts it again. */
  restrict(restriction: SizeRestriction): () => void {
    this.#restrictions = [...this.#restrictions, restriction];
    return () => {
      this.#restrictions = this.#restrictions.filter((other) => other !== restriction);
    };
  }

  shortages(location: string, size: string, family: string): readonly CapacityShortage[] {
    return this.#shortages.filter((one) => meets(one, location, size, family));
  }

  /** Shortages of a region's control planes. */
  clusterShortage(location: string): CapacityShortage | undefined {
    return this.#shortages.find((one) => one.code !== "SkuNotAvailable" && regionName(one.location) === location);
  }

  /** Returns what ends it. */
  runShort(shortage: CapacityShortage): () => void {
    this.#shortages = [...this.#shortages, shortage];
    return () => {
      this.#shortages = this.#shortages.filter((other) => other !== shortage);
    };
  }
}

function meets(one: SizeRestriction, location: string, size: string, family: string): boolean {
  if (regionName(one.location) !== location) return false;
  const wanted = one.size?.toLowerCase();
  return wanted === undefined || wanted === size.toLowerCase() || wanted === family.toLowerCase();
}

/** Figures by region and name; the more exact entry counts. */
class Figures {
  readonly #figures = new Map<string, number>();

  constructor(given: FiguresByRegion) {
    for (const [location, figures] of Object.entries(given)) {
      for (const [name, figure] of Object.entries(figures)) this.set(location, name, figure);
    }
  }

  set(location: string, name: string, figure: number): void {
    this.#figures.set(key(location, name), figure);
  }

  get(location: string, name: string): number | undefined {
    return this.getNamed(location, name) ?? this.getNamed(location, "*");
  }

  getNamed(location: string, name: string): number | undefined {
    return this.#figures.get(key(location, name)) ?? this.#figures.get(key("*", name));
  }
}

const key = (location: string, name: string) => `${regionName(location)}/${name.toLowerCase()}`;
