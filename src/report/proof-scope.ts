/** What every result of a proof says of itself. */
export const proofScope =
  "finds misconfiguration and silent fallback; node, kubelet and API server are trusted; it is no attestation";
