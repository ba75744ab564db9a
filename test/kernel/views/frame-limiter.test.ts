import { describe, expect, it } from 'vitest';
import { FRAME_MS, FrameLimiter, HIDDEN_MS } from '../../../kernel/views/frame-limiter.ts';
import { ManualClock, settle } from './manual-clock.ts';

function limiter() {
  const clock = new ManualClock(0);
  const sent: { seq: number; hidden: boolean; at: number }[] = [];
  const gone = { count: 0 };
  const made = new FrameLimiter(clock, {
    emit: (seq, hidden) => void sent.push({ seq, hidden, at: clock.now() }),
    lost: () => void gone.count++,
  });
  return { clock, sent, gone, limiter: made };
}

describe('the frame limiter', () => {
  it('sends the first change at once and the next ones at most every 250 ms', async () => {
    const { clock, sent, limiter: frames } = limiter();
    for (let ms = 0; ms < 1000; ms += 50) {
      frames.offer();
      await clock.advance(50);
      const last = sent.at(-1);
      if (last) frames.ack(last.seq);
    }
    const gaps = sent.slice(1).map((frame, index) => frame.at - (sent[index]?.at ?? 0));
    expect(sent.length).toBe(5);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(FRAME_MS);
  });

  it('keeps at most two frames unanswered and then sends only the newest state', async () => {
    const { clock, sent, limiter: frames } = limiter();
    for (let change = 0; change < 20; change++) {
      frames.offer();
      await clock.advance(FRAME_MS);
    }
    expect(sent.map((frame) => frame.seq)).toEqual([1, 2]);
    frames.ack(2);
    await settle();
    expect(sent.map((frame) => frame.seq)).toEqual([1, 2, 3]);
  });

  it('sends nothing while nothing changes', async () => {
    const { clock, sent, limiter: frames } = limiter();
    frames.offer();
    await settle();
    frames.ack(1);
    await clock.advance(10_000);
    expect(sent).toHaveLength(1);
  });

  it('halves the pace of a view that answers late', async () => {
    const { clock, sent, limiter: frames } = limiter();
    frames.offer();
    await settle();
    await clock.advance(180);
    frames.ack(1);
    frames.offer();
    await clock.advance(FRAME_MS);
    expect(sent).toHaveLength(1);
    await clock.advance(FRAME_MS);
    expect(sent).toHaveLength(2);
  });

  it('gives a hidden view its figures every 2 s, and a frame as soon as it is seen again', async () => {
    const { clock, sent, limiter: frames } = limiter();
    frames.setHidden(true);
    for (let ms = 0; ms < 6000; ms += 100) {
      frames.offer();
      await clock.advance(100);
      frames.ack(sent.at(-1)?.seq ?? 0);
    }
    expect(sent.every((frame) => frame.hidden)).toBe(true);
    expect(sent.map((frame) => frame.at)).toEqual([0, 1, 2, 3].map((step) => step * HIDDEN_MS));
    frames.setHidden(false);
    await settle();
    expect(sent.at(-1)?.hidden).toBe(false);
  });

  it('takes a view that answers nothing for a minute for gone', async () => {
    const { clock, sent, gone, limiter: frames } = limiter();
    frames.offer();
    await clock.advance(59_000);
    expect(gone.count).toBe(0);
    await clock.advance(2000);
    expect(gone.count).toBe(1);
    frames.offer();
    await clock.advance(5000);
    expect(sent).toHaveLength(1);
  });
});
