/** The clipboard of the terminal the user sits at, also through ssh and tmux: OSC 52. */

export function copyToClipboard(text: string): void {
  const sequence = `\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`
  // tmux hands a sequence on to its own terminal only where it is wrapped for it.
  const wrapped =
    process.env['TMUX'] === undefined
      ? sequence
      : `\u001BPtmux;${sequence.replaceAll('\u001B', '\u001B\u001B')}\u001B\\`
  process.stdout.write(wrapped)
}
