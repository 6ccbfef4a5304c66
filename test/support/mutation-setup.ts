/** For runs over thousands of changed sources: a property gets seconds, and no time to shrink. */
import { configureGlobal } from 'fast-check'

configureGlobal({ interruptAfterTimeLimit: 3000, endOnFailure: true })
