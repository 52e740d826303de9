/** A library whose types cannot be used; the shape is what is used of it here. */
export function load<Library>(name: string): Promise<Library> {
  return import(name)
}
