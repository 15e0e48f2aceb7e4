import { providerError } from "../arm/errors.js";

/** AKS's `InvalidParameter`; its frame is recorded, `why` is ours. */
export function invalid(target: string, why: string) {
  return providerError(400, "InvalidParameter", `The value of parameter ${target} is invalid. Error details: ${why}`, {
    target,
  });
}
