import { isAtLeast } from "../cluster-state.js";
import type { ContainerProgress } from "./pod-status.js";
import { backOffMs, durations } from "./durations.js";
import type { PodHandle } from "./pod-handle.js";

/** The images of one node, as its kubelet sees them. */
export interface NodeImages {
  /** Whether an image is there; it is once it was pulled. */
  has(image: string): boolean;
  add(image: string): void;
}

/** A reference's form (distribution's `reference` package): host and path in lower case, a tag, a digest. */
const part = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const host = "[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?";
const form = new RegExp(
  `^(?:${host}/)?${part}(?:/${part})*(?::[\\w][\\w.-]{0,127})?(?:@[a-z0-9+.-]+:[0-9a-fA-F]{32,})?$`,
);

/** What the parser says of capital letters before it looks at anything else. */
function caseFault(image: string): string {
  const [first = "", ...rest] = image.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost" || first.toLowerCase() !== first);
  const path = hasHost ? rest.join("/") : rest.length > 0 ? image : `library/${image}`;
  const repository = path.replace(/:.*$/s, "");
  return repository.toLowerCase() === repository ? "" : `: repository name (${repository}) must be lowercase`;
}

/** Azure's name server, which nodes ask. */
const nameServer = "168.63.129.16:53";

/** Why an image cannot be pulled, in the words of containerd 2.2; undefined when it can. */
function pullFault(image: string): string | undefined {
  const server = /^([a-z0-9.-]+\.invalid)(?::\d+)?\//.exec(image)?.[1];
  // The one ending that is sure to have no address (RFC 6761); every other registry is taken to have every image.
  if (server === undefined) return undefined;
  const tagged = image.includes("@") || /:[^/]+$/.test(image.slice(server.length)) ? image : `${image}:latest`;
  const path = tagged.slice(server.length + 1).replace(/[:@].*$/, "");
  const tag = tagged.split(/[:@]/).at(-1) ?? "latest";
  return (
    `failed to pull and unpack image "${tagged}": failed to resolve image: failed to do request: ` +
    `Head "https://${server}/v2/${path}/manifests/${tag}": dial tcp: lookup ${server} on ${nameServer}: no such host`
  );
}

/** Gets a container's image onto the node, then calls `start`; tries again for ever where that fails. */
export class ImagePull {
  readonly #handle: PodHandle;
  readonly #images: NodeImages;
  readonly #start: (item: ContainerProgress) => void;
  readonly #failures = new Map<ContainerProgress, number>();

  constructor(handle: PodHandle, images: NodeImages, start: (item: ContainerProgress) => void) {
    this.#handle = handle;
    this.#images = images;
    this.#start = start;
  }

  pull(item: ContainerProgress): void {
    const { image = "", imagePullPolicy: policy } = item.container;
    const isThere = this.#images.has(image);
    if (!form.test(image)) {
      const why = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format${caseFault(image)}`;
      this.#refuse(item, "InvalidImageName", why, "InspectFailed");
    } else if (policy === "Never" && !isThere) {
      const why = `Container image "${image}" is not present with pull policy of Never`;
      this.#refuse(item, "ErrImageNeverPull", why, "ErrImageNeverPull");
    } else if (isThere && policy !== "Always") {
      const present = `Container image "${image}" already present on machine`;
      // From 1.35 on the kubelet checks credentials for it, too (KubeletEnsureSecretPulledImages).
      const text = isAtLeast(this.#handle.state, 35) ? `${present} and can be accessed by the pod` : present;
      this.#handle.event("Normal", "Pulled", text, item);
      this.#handle.later(durations.startMs, () => {
        this.#start(item);
      });
    } else this.#fetch(item, image);
  }

  #fetch(item: ContainerProgress, image: string): void {
    this.#handle.event("Normal", "Pulling", `Pulling image "${image}"`, item);
    const fault = pullFault(image);
    if (fault !== undefined) {
      this.#handle.later(durations.failedPullMs, () => {
        this.#fail(item, image, fault);
      });
      return;
    }
    this.#handle.later(durations.pullMs, () => {
      this.#images.add(image);
      const took = `${durations.pullMs / 1000}s`;
      const message = `Successfully pulled image "${image}" in ${took} (${took} including waiting).`;
      this.#handle.event("Normal", "Pulled", message, item);
      this.#start(item);
    });
  }

  /** What no second try can help: said again each round of the kubelet. */
  #refuse(item: ContainerProgress, reason: string, message: string, event: string): void {
    this.#handle.event("Warning", event, message, item);
    this.#wait(item, reason, message);
    this.#handle.later(durations.sandboxRetryMs, () => {
      this.pull(item);
    });
  }

  #fail(item: ContainerProgress, image: string, fault: string): void {
    const failures = (this.#failures.get(item) ?? 0) + 1;
    this.#failures.set(item, failures);
    this.#handle.event("Warning", "Failed", `Failed to pull image "${image}": ${fault}`, item);
    this.#wait(item, "ErrImagePull", fault);
    this.#handle.later(durations.sandboxRetryMs, () => {
      const text = `Back-off pulling image "${image}"`;
      this.#handle.event("Normal", "BackOff", text, item);
      this.#wait(item, "ImagePullBackOff", `${text}: ErrImagePull: ${fault}`);
    });
    this.#handle.later(durations.sandboxRetryMs + backOffMs(failures), () => {
      this.pull(item);
    });
  }

  #wait(item: ContainerProgress, reason: string, message: string): void {
    this.#handle.event("Warning", "Failed", `Error: ${reason}`, item);
    item.state = { waiting: { reason, message } };
    this.#handle.report();
  }
}
