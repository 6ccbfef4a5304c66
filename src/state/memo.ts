/** Remembers the last result of a function: called again with the same arguments, it is not run again. */
export function remembered<Args extends readonly unknown[], Value>(
  compute: (...args: Args) => Value,
): (...args: Args) => Value {
  let last: { readonly args: Args; readonly value: Value } | null = null
  return (...args) => {
    const previous = last
    if (previous !== null && args.every((arg, i) => Object.is(arg, previous.args[i])))
      return previous.value
    const value = compute(...args)
    last = { args, value }
    return value
  }
}
