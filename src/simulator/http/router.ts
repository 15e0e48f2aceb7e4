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

  find(method: string, path: string): Match<Route> | undefined {
    const names: Record<string, string> = {};
    let node = this.#root;
    for (const segment of path.split("/")) {
      if (segment === "") continue;
      const next = node.fixed.get(segment.toLowerCase());
      if (next !== undefined) {
        node = next;
        continue;
      }
      if (node.variable === undefined) return undefined;
      const value = decode(segment);
      if (value === undefined) return undefined;
      names[node.variable.name] = value;
      node = node.variable.node;
    }
    const route = node.routes.get(method);
    return route === undefined ? undefined : { route, names };
  }
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
