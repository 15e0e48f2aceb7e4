import { at, isRecord, linkUrl, type Exchange, type Json, type Recording, type Reply } from "./recording.js";

/**
 * What the recorded client had from earlier replies and sends back, turned into what the simulator said in the same
 * places: links to follow, ids that the service made up, and the values of a resource that is read, changed and put.
 */
export class Links {
  /** Recorded link -> the simulator's. */
  readonly #urls = new Map<string, string>();
  /** Texts that only a service can have made up (ids, tags of versions) -> the simulator's. */
  readonly #texts = new Map<string, string>();
  /** By path of a resource: its last recorded and simulated body. */
  readonly #bodies = new Map<string, readonly [Json, Json]>();
  readonly #simulatorUrl: string;
  /** Recorded names of Windows pools that a recorder made longer than they may be -> what they are called here. */
  readonly #shortened: ReadonlyMap<string, string>;

  constructor(simulatorUrl: string, { exchanges }: Recording, subscription: string) {
    this.#simulatorUrl = simulatorUrl;
    this.#texts.set(subscriptionOf(exchanges), subscription);
    this.#shortened = shortenedNames(exchanges);
    for (const [from, to] of this.#shortened) this.#texts.set(from, to);
  }

  /** A reply with the recorded names. */
  restored(reply: Reply): Reply {
    if (this.#shortened.size === 0) return reply;
    let text = JSON.stringify(reply);
    for (const [from, to] of this.#shortened) text = text.replaceAll(to, from);
    return JSON.parse(text) as Reply;
  }

  /** Path and query to ask the simulator for. */
  target(url: URL): string {
    const link = this.#urls.get(linkKey(url));
    if (link !== undefined) return link.replace(this.#simulatorUrl, "");
    return this.#replace(`${url.pathname}${url.search}`);
  }

  header(value: string): string {
    return this.#replace(value);
  }

  /** A body of a request: what it repeats of the last reply is repeated of the simulator's reply. */
  body(exchange: Exchange): Json | undefined {
    const { requestBody, url } = exchange;
    if (requestBody === undefined) return undefined;
    const [recorded, simulated] = this.#bodies.get(url.pathname.toLowerCase()) ?? [];
    return this.#echo(requestBody, recorded, simulated);
  }

  /** To be called with each pair of replies. */
  learn({ url, reply }: Exchange, simulated: Reply): void {
    for (const header of ["azure-asyncoperation", "location"]) {
      this.#learnUrl(reply.headers?.[header], simulated.headers?.[header]);
    }
    this.#learnUrl(at(reply.body, "nextLink"), at(simulated.body, "nextLink"));
    if (reply.body === undefined || simulated.body === undefined) return;
    if (isRecord(reply.body) && "properties" in reply.body) {
      this.#bodies.set(url.pathname.toLowerCase(), [reply.body, simulated.body]);
    }
    this.#learnTexts(reply.body, simulated.body);
  }

  #learnUrl(recorded: unknown, simulated: unknown): void {
    if (typeof recorded === "string" && typeof simulated === "string")
      this.#urls.set(linkKey(linkUrl(recorded)), simulated);
  }

  #learnTexts(recorded: Json, simulated: Json): void {
    if (typeof recorded === "string" && typeof simulated === "string") {
      if (recorded !== simulated && isMadeUp(recorded)) this.#texts.set(recorded, simulated);
      return;
    }
    if (typeof recorded !== "object" || recorded === null) return;
    for (const [key, value] of Object.entries(recorded)) {
      const other = typeof simulated === "object" && simulated !== null ? Object.entries(simulated) : [];
      const twin = other.find(([name]) => name === key)?.[1];
      if (twin !== undefined) this.#learnTexts(value, twin);
    }
  }

  #replace(text: string): string {
    let result = text;
    for (const [from, to] of this.#texts) result = result.replaceAll(from, to);
    return result;
  }

  #echo(sent: Json, recorded: Json | undefined, simulated: Json | undefined): Json {
    if (Array.isArray(sent)) {
      return sent.map((item: Json, index) =>
        this.#echo(item, elementLike(item, index, recorded), elementLike(item, index, simulated)),
      );
    }
    if (isRecord(sent)) {
      return Object.fromEntries(
        Object.entries(sent).map(([key, value]) => [key, this.#echo(value, at(recorded, key), at(simulated, key))]),
      );
    }
    const isRepeated = sent === recorded && typeof simulated === typeof sent && simulated !== undefined;
    if (isRepeated) return simulated;
    return typeof sent === "string" ? this.#replace(sent) : sent;
  }
}

/** The element of the same name, or at the same place where elements have none. */
function elementLike(item: Json, index: number, list: Json | undefined): Json | undefined {
  const items: readonly Json[] = Array.isArray(list) ? list : [];
  const name = at(item, "name");
  return name === undefined ? items[index] : items.find((other) => at(other, "name") === name);
}

/** GUIDs that were not blanked out of the recording, and names of machines. */
function isMadeUp(text: string): boolean {
  if (/^aks-[a-z0-9]+-\d{8}-vmss[a-z0-9]{6}$/.test(text)) return true;
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) && !text.startsWith("00000000-0000-0000-0000-0");
}

/** Recorders write a link sometimes decoded and sometimes not. */
function linkKey(url: URL): string {
  return `${decodeURIComponent(url.pathname)}${decodeURIComponent(url.search)}`.toLowerCase();
}

function subscriptionOf(exchanges: readonly Exchange[]): string {
  for (const { url } of exchanges) {
    const id = /^\/subscriptions\/([^/]+)/.exec(url.pathname)?.[1];
    if (id !== undefined) return id;
  }
  return "no subscription";
}

/** Azure CLI's recorder writes `c000003` for a name that its test had drawn: of a Windows pool it had at most six signs. */
function shortenedNames(exchanges: readonly Exchange[]): ReadonlyMap<string, string> {
  const names = exchanges.flatMap(({ method, url, requestBody }) => {
    const osType = at(requestBody, "properties", "osType");
    const name = /\/agentPools\/([^/]+)$/i.exec(url.pathname)?.[1] ?? "";
    const isWindows = method === "PUT" && typeof osType === "string" && osType.toLowerCase() === "windows";
    return isWindows && name.length > 6 ? [name] : [];
  });
  return new Map(names.map((name) => [name, `${name.slice(0, 1)}${name.slice(-5)}`]));
}
