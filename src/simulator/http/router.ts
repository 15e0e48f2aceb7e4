/** What a route is found by: method and a path pattern whose `:name` segments match anything. Nothing looks at case. */
interface TreeNode<Route> {
  readonly fixed: Map<string, TreeNode<Route>>;
  variable: { name: string; node: TreeNode<Route> } | undefined;
  readonly routes: Map<string, Route>;
}

export interface Match<Route> {
  readonly route: Route;
  readonly names: Readonly<Record<string, string>>;
}

/** A tree of path segments: finding a route costs one step a segment, however many routes there are. */
export class Router<Route> {
  readonly #root: TreeNode<Route> = newNode();

  /** `pattern` without a leading slash: `subscriptions/:subscription/resourceGroups/:group`. */
  add(method: string, pattern: string, route: Route): void {
    let node = this.#root;
    for (const segment of pattern.split("/")) {
      if (segment.startsWith(":")) {
        node.variable ??= { name: segment.slice(1), node: newNode() };
        node = node.variable.node;
      } else {
        const key = segment.toLowerCase();
        const next = node.fixed.get(key) ?? newNode<Route>();
        node.fixed.set(key, next);
        node = next;
      }
    }
    node.routes.set(method, route);
  }

  /** A fixed segment goes before a variable one, as far as the rest of the path fits below it. */
  find(method: string, path: string): Match<Route> | undefined {
    const segments = path.split("/").filter((segment) => segment !== "");
    return search(this.#root, method, segments, 0, {});
  }
}

function search<Route>(
  node: TreeNode<Route>,
  method: string,
  segments: readonly string[],
  index: number,
  names: Readonly<Record<string, string>>,
): Match<Route> | undefined {
  const segment = segments[index];
  if (segment === undefined) {
    const route = node.routes.get(method);
    return route === undefined ? undefined : { route, names };
  }
  const fixed = node.fixed.get(segment.toLowerCase());
  const found = fixed === undefined ? undefined : search(fixed, method, segments, index + 1, names);
  if (found !== undefined || node.variable === undefined) return found;
  const value = decode(segment);
  if (value === undefined) return undefined;
  return search(node.variable.node, method, segments, index + 1, { ...names, [node.variable.name]: value });
}

function newNode<Route>(): TreeNode<Route> {
  return { fixed: new Map(), variable: undefined, routes: new Map() };
}

/** undefined for a malformed escape. */
function decode(segment: string): string | undefined {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
