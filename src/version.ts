declare const __VERSION__: string;

/** Version of the package, put in at build time. */
export const version = __VERSION__;
