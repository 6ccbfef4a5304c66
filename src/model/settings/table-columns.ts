/** The columns that the table can show, and what each is about. */

export const tableColumns = [
  {
    id: 'context',
    title: 'CONTEXT',
    help: 'the context of the kubeconfig; only where several are open',
  },
  { id: 'namespace', title: 'NAMESPACE', help: 'its namespace' },
  { id: 'name', title: 'NAME', help: 'its name' },
  { id: 'kind', title: 'KIND', help: 'Deployment, StatefulSet, …' },
  { id: 'owner', title: 'OWNER', help: 'who answers for it' },
  { id: 'version', title: 'VERSION', help: 'what runs' },
  { id: 'previous', title: 'PREVIOUS', help: 'what ran before, and whether it worked' },
  { id: 'changed', title: 'CHANGED', help: 'how long ago it was released' },
  { id: 'health', title: 'HEALTH', help: 'whether it works, or why not' },
  { id: 'ready', title: 'READY', help: 'ready and wanted pods' },
  { id: 'restarts', title: 'RESTARTS', help: 'how often its containers were restarted' },
  { id: 'cpu', title: 'CPU', help: 'what it takes of what it asks for' },
  { id: 'memory', title: 'MEMORY', help: 'what it takes of what it asks for' },
  { id: 'commit', title: 'COMMIT', help: 'the commit it was built from' },
  { id: 'part-of', title: 'PART OF', help: 'the label app.kubernetes.io/part-of' },
  { id: 'image', title: 'IMAGE', help: 'the image of its main container' },
  { id: 'repository', title: 'REPOSITORY', help: 'where its source is' },
  { id: 'message', title: 'MESSAGE', help: 'what its health means, in a sentence' },
] as const

export type ColumnId = (typeof tableColumns)[number]['id']

export function isColumnId(text: string): text is ColumnId {
  return tableColumns.some(({ id }) => id === text)
}

/** From left to right, where the settings choose none. */
export const usualColumns: readonly ColumnId[] = [
  ...(['context', 'namespace', 'name', 'kind', 'owner', 'version', 'previous'] as const),
  ...(['changed', 'health', 'ready', 'message'] as const),
]

/** Of the usual ones, those that are shown only where there is room to spare. */
export const spareColumns: readonly ColumnId[] = ['kind', 'message']
