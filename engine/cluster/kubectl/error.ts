// kubectl gives up: what it says on its error output.
export class KubectlError extends Error {}
