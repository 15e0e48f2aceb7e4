import { incompatibility } from "../incompatibility.js";

export const trustedLaunch = incompatibility("trusted-launch", "Trusted Launch");
