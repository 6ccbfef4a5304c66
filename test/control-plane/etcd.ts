/** What the tests do to etcd itself, through its JSON gateway. */

/** Forgets every version before the present one: the API server answers 410 for them. */
export async function compactEtcd(url: string): Promise<void> {
  const { header } = (await post(url, '/v3/kv/range', { key: btoa('/') })) as {
    header: { revision: string }
  }
  await post(url, '/v3/kv/compaction', { revision: header.revision, physical: true })
}

async function post(url: string, path: string, body: object): Promise<unknown> {
  const answer = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`etcd ${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
