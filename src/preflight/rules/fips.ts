import { incompatibility } from "../incompatibility.js";

export const fips = incompatibility("fips", "FIPS");
