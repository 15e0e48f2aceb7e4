import { incompatibility } from "../incompatibility.js";

export const artifactStreaming = incompatibility("artifact-streaming", "Artifact Streaming");
