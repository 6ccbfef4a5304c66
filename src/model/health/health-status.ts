/** The words for a workload's health. */
import type { Health, HealthStatus } from '../workload.ts'

export const healthy: Health = { status: 'healthy', reason: null, message: null, since: null }

export function degraded(reason: string, message: string, since: string | null): Health {
  return { status: 'degraded', reason, message, since }
}

/** A status that needs no one to act. */
export function calm(status: HealthStatus, reason: string, message: string): Health {
  return { status, reason, message, since: null }
}
