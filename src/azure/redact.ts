/**
 * A URL without anything that could be secret: host left out, query left out but for `api-version`. Operation URLs of
 * AKS carry their signature in the query.
 */
export function pathOf(url: string): string {
  const parsed = new URL(url);
  const version = parsed.searchParams.get("api-version");
  return version === null ? parsed.pathname : `${parsed.pathname}?api-version=${version}`;
}
