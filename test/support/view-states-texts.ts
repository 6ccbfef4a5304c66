/** The states of logs, of texts, and of panes that are read as texts. */
import type { LogSource } from '../../src/model/logs/log-reading.ts'
import type { Action } from '../../src/state/action.ts'
import { keysOf } from '../../src/state/commands/key-names.ts'
import { bufferOf } from '../../src/state/text/line-buffer.ts'
import { fleetShown, workload } from './state-fixtures.ts'
import { detailed } from './view-states-pages.ts'
import { state } from './view-state.ts'

const cart = 'prod/cart'

function source(pod: string, parts: Partial<LogSource> = {}): LogSource {
  return {
    ...{ pod: `cart-${pod}`, short: pod, container: 'app', state: 'reading', message: null },
    ...parts,
  }
}

const pods = [source('x2k4q'), source('q2xvn')]

function logs(sources: readonly LogSource[], lines: readonly string[]): (Action | string)[] {
  return [
    ...fleetShown,
    'l',
    {
      ...{ type: 'logsStarted', workload: cart, sources, unread: 0, containers: ['app', 'proxy'] },
      pods: sources.map(({ pod }) => pod),
    },
    {
      type: 'logsRead',
      gone: 0,
      workload: cart,
      sources,
      unread: 0,
      lines: lines.map((text, i) => ({
        text,
        source: sources.length === 0 ? null : i % sources.length,
        at: `2025-03-14T11:00:${String(i % 60).padStart(2, '0')}.250Z`,
      })),
    },
  ]
}

const written = Array.from({ length: 300 }, (_, i) =>
  i % 40 === 7
    ? `ERROR 价格缓存 is empty: could not load prices for basket ${i} of customer ${i * 7} from http://prices.shop.svc.cluster.local:8080/v2/prices?currency=EUR`
    : `INFO  request ${i} answered in ${(i * 37) % 90} ms`,
)

const yaml = [
  'apiVersion: apps/v1',
  'kind: Deployment',
  'metadata:',
  '  name: cart',
  '  namespace: shop',
]

function text(form: 'yaml' | 'describe', ...lines: readonly string[]): Action {
  return {
    type: 'textRead',
    workload: cart,
    form,
    text: { ok: true, value: { lines: bufferOf(lines), all: null } },
  }
}

export const textStates = [
  state(
    'logs',
    'the logs of two pods, followed',
    logs(pods, written),
    /all 2 pods › app · following/,
  ),
  state(
    'logs-long-pod',
    'the log of a pod with a long name',
    logs([source('the-service-that-prices-every-basket-of-the-world-6f7d9c4b8-x2k4q')], written),
    /cart-the-.*x2k4q › app · following/,
  ),
  state(
    'logs-reading',
    'logs that are being read',
    logs(
      pods.map((pod) => ({ ...pod, state: 'asking' })),
      [],
    ),
    /Reading/,
  ),
  state(
    'logs-answered',
    'logs of which one has answered',
    logs([source('x2k4q', { state: 'asking' }), source('q2xvn')], []),
    /Reading 2 logs, 1 answered so far …/,
  ),
  state(
    'logs-empty',
    'logs in which nothing was written',
    logs(pods, []),
    /Nothing has been written so far/,
  ),
  state('logs-no-pods', 'logs of a workload without pods', logs([], []), /no pods to read logs of/),
  state(
    'logs-refused',
    'logs that may not be read',
    logs(
      pods.map((pod) => ({
        ...pod,
        state: 'refused',
        message: 'you may not read logs here, ask for get on pods/log: pods "cart" is forbidden',
      })),
      [],
    ),
    /ask for get on pods\/log/,
  ),
  state(
    'logs-searched',
    'a search in wrapped logs with times',
    [...logs(pods, written), 'g', 't', 'w', '/', ...keysOf('ERROR'), 'enter'],
    /match 1 of 8/,
  ),
  state(
    'logs-not-found',
    'a search that finds nothing',
    [...logs(pods, written), '/', ...keysOf('FATAL'), 'enter'],
    /no line has “FATAL”/,
  ),
  state('logs-since', 'since when logs are read', [...logs(pods, written), 's'], /the last 5 min/),
  state('yaml', 'an object', [...fleetShown, 'y', text('yaml', ...yaml)], /kind: Deployment/),
  state('yaml-reading', 'an object that is being read', [...fleetShown, 'y'], /Reading/),
  state(
    'yaml-failed',
    'an object that may not be read',
    [
      ...fleetShown,
      'y',
      {
        type: 'textRead',
        workload: cart,
        form: 'yaml',
        text: {
          ok: false,
          failure: {
            kind: 'cluster',
            message: 'shop/cart could not be read',
            cause: 'deployments.apps "cart" is forbidden',
            next: 'ask for the get permission, or try again',
          },
        },
      },
    ],
    /→ ask for the get permission/,
  ),
  state(
    'selected-lines',
    'lines selected to be copied',
    [...fleetShown, 'y', text('yaml', ...yaml), 'v', 'j'],
    /2 lines selected/,
  ),
  state(
    'description',
    'everything that is known of a workload',
    [...fleetShown, 'd', text('describe', 'cart', 'owner payments, from label team')],
    /Description/,
  ),
  state(
    'pane',
    'the evidence, read as a text',
    [...fleetShown, 'enter', ...detailed, 'z'],
    /Evidence · wrapped/,
  ),
  state(
    'pane-searched',
    'the evidence, searched',
    [...fleetShown, 'enter', ...detailed, '/', ...keysOf('cart-6f7d9'), 'enter'],
    /match 1 of 3/,
  ),
  state(
    'pane-long',
    'a pane with long lines in Chinese and emoji',
    [
      { type: 'workloadsChanged', put: [workload('cart', { contacts: [] })], gone: [] },
      'enter',
      {
        type: 'detailsLoaded',
        workload: cart,
        details: {
          events: [],
          problems: [],
          log: {
            ...{ pod: 'cart-1', container: 'app', previous: false },
            lines: ['价格缓存为空 👩‍👩‍👧 '.repeat(30), 'e\u0301 '.repeat(90)],
          },
        },
      },
      'z',
    ],
    /价格缓存为空/,
  ),
  state('help-text', 'the help, read as a text', [...fleetShown, '?', 'z'], /Keys · wrapped/),
]
