/** For runs over thousands of changed sources: a property gets half a second, and no time to shrink. */
import { configureGlobal } from 'fast-check'

configureGlobal({ interruptAfterTimeLimit: 500, endOnFailure: true })
