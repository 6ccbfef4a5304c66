import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawGraph, hideCommits } from '../../../src/state/bisects/graph.ts'

type Node = { readonly sha: string; readonly parents: readonly string[] }

function drawn(nodes: readonly Node[]): string[] {
  return drawGraph(nodes).map(({ before, after }) => `${before}*${after}`)
}

const node = (sha: string, ...parents: readonly string[]): Node => ({ sha, parents })

describe('the graph of commits', () => {
  it('draws a straight history as one lane', () => {
    expect(drawn([node('c', 'b'), node('b', 'a'), node('a', 'old')])).toEqual(['*', '*', '*'])
  })

  it('opens a lane at a merge and closes it where the branches meet', () => {
    const rows = [node('m', 'x', 'y'), node('y', 'a'), node('x', 'a'), node('a')]
    expect(drawn(rows)).toEqual(['*─╮', '│ *', '* │', '*─╯'])
  })

  it('draws an octopus merge across the lanes it opens', () => {
    const rows = [
      node('m', 'x', 'y', 'z'),
      node('x', 'a'),
      node('y', 'a'),
      node('z', 'a'),
      node('a'),
    ]
    expect(drawn(rows)).toEqual(['*─┬─╮', '* │ │', '│ * │', '│ │ *', '*─┴─╯'])
  })

  it('draws no lane to a parent that is not in the list', () => {
    expect(drawn([node('m', 'gone', 'y'), node('y', 'gone')])).toEqual(['*', '*'])
  })

  it('joins a lane that is already on its way to the same parent', () => {
    const rows = [node('m', 'x', 'y'), node('x', 'a', 'y'), node('y', 'a'), node('a')]
    expect(drawn(rows)).toEqual(['*─╮', '*─┤', '│ *', '*─╯'])
  })

  it('leads past hidden commits to their nearest shown ancestors', () => {
    const rows = [node('d', 'c'), node('c', 'b', 'x'), node('x', 'b'), node('b', 'a'), node('a')]
    expect(hideCommits(rows, (sha) => sha === 'c' || sha === 'x')).toEqual([
      node('d', 'b'),
      node('b', 'a'),
      node('a'),
    ])
  })

  it('leads to a commit once where hidden merges led there twice', () => {
    const rows = [node('m', 'x', 'y'), node('x', 'a'), node('y', 'b'), node('b', 'a'), node('a')]
    expect(hideCommits(rows, (sha) => sha === 'x' || sha === 'y')).toEqual([
      node('m', 'b'),
      node('b', 'a'),
      node('a'),
    ])
  })

  it('draws one row for each commit of any history, in lanes that fit together', () => {
    const history = fc
      .array(fc.array(fc.nat(5), { maxLength: 3 }), { maxLength: 30 })
      .map((steps) =>
        steps.map((parents, i) =>
          node(String(i), ...new Set(parents.map((by) => String(i + 1 + by)))),
        ),
      )
    fc.assert(
      fc.property(history, (nodes) => {
        const rows = drawn(nodes)
        expect(rows).toHaveLength(nodes.length)
        for (const row of rows) {
          // Every second cell is a gap: blank, or a line from the commit to another lane.
          expect(Array.from(row).every((cell, i) => i % 2 === 0 || ' ─'.includes(cell))).toBe(true)
          expect(row.split('*')).toHaveLength(2)
        }
      }),
    )
  })
})
