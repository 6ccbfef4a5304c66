/** For runs over thousands of changed sources: a property gets a moment, and no time to shrink. */
import { configureGlobal } from 'fast-check'

configureGlobal({ interruptAfterTimeLimit: 300, endOnFailure: true })
