/**
 * The package by a static import, and this file to be loaded with `import()`: in the bundle, a CommonJS package that is
 * itself loaded with `import()` has a default export alone.
 */
export { HttpsProxyAgent } from "https-proxy-agent";
