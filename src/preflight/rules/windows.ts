import { incompatibility } from "../incompatibility.js";

export const windows = incompatibility("windows", "Operating system of the pool");
