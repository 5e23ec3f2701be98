/** WebAssembly where there is some: a host without it, or without its vectors, has the plain twins of the kernels. */

/** As much of WebAssembly as is used here. */
interface Host {
  readonly WebAssembly?: {
    readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
    readonly validate: (bytes: Uint8Array) => boolean;
  };
}

const PAGE = 65536;

/** Compiled once each; null for one that this host cannot run. */
const modules = new Map<readonly number[], object | null>();

/**
 * A kernel with a memory of its own of at least so many bytes, all 0.
 * @returns null when this host cannot run it
 */
export function instantiate(
  kernel: readonly number[],
  bytes: number,
): { readonly exports: unknown; readonly buffer: ArrayBuffer } | null {
  const { WebAssembly } = globalThis as Host;
  const module = moduleOf(kernel);
  if (WebAssembly === undefined || module === null) return null;
  const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil(bytes / PAGE)) });
  const { exports } = new WebAssembly.Instance(module, { host: { memory } });
  return { exports, buffer: memory.buffer };
}

function moduleOf(kernel: readonly number[]): object | null {
  const { WebAssembly } = globalThis as Host;
  const known = modules.get(kernel);
  if (known !== undefined) return known;
  const bytes = Uint8Array.from(kernel);
  const made = WebAssembly?.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  modules.set(kernel, made);
  return made;
}
