import type { NodeImages } from "./image-pull.js";

/** The containerd of one node, as its pods meet it. */
export interface NodeRuntime {
  readonly images: NodeImages;
  /** A container has started, and has not done anything yet. */
  readonly onContainerStart: () => void;
}
