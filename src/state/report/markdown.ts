/** Text in Markdown, so that nothing in it is taken for Markdown. */

/** In a sentence or in a cell of a table. */
export function inline(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#!]/g, String.raw`\$&`)
}

export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text.replaceAll('|', String.raw`\|`)}\``
}

/** Behind what it is about; empty where there is none. */
export function link(url: string | null): string {
  return url === null ? '' : ` <${url.replaceAll(/[<>\s]/g, encodeURIComponent)}>`
}
