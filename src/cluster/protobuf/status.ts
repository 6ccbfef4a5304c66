/** What an API server says in a refusal that it wrote as protobuf. */
import { cleanLine } from '../../model/text.ts'
import { Malformed, Wire } from './wire.ts'

const magic = 'k8s\0'

/**
 * The message of a Status in its envelope; null where the bytes are none. Fields: generated.proto of
 * k8s.io/apimachinery, pkg/runtime (Unknown) and pkg/apis/meta/v1 (Status).
 */
export function protobufStatusMessage(body: Buffer): string | null {
  if (!body.toString('latin1').startsWith(magic)) return null
  const wire = new Wire()
  wire.read(body, magic.length)
  try {
    const status = find(wire, 2, body.length)
    const message = status === null ? null : find(wire, 3, status)
    return message === null ? null : cleanLine(body.toString('utf8', wire.at, message)) || null
  } catch (error) {
    if (error instanceof Malformed) return null
    throw error
  }
}

/** Where the content of that field ends, which begins at `at`; null where there is no such field. */
function find(wire: Wire, wanted: number, end: number): number | null {
  for (let field = wire.field(end); field !== 0; field = wire.field(end)) {
    if (field === wanted) return wire.enter()
    wire.skip()
  }
  return null
}
