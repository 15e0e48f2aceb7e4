import { existsSync } from "node:fs";
import { installerCases } from "./installer-cases.js";

// The shell of a busybox image where there is one; the suite on a real cluster takes a real containerd.
const busybox = "/bin/busybox";
if (existsSync(busybox)) installerCases("busybox sh", [busybox, "sh"]);
else installerCases("sh", ["sh"]);
