import { csvHeader } from '../../../exports/own-marks';
import { csvAdapter } from './csv.adapter';

const adapt = (document: string, roles = {}) => csvAdapter.adapt(document, roles);
const utterances = (document: string, roles = {}) => adapt(document, roles).call['utterances'];
const OWN = csvHeader.join(',');

describe('CSV', () => {
  it.each([
    ['speaker,text\n', true],
    ['\uFEFF"Start (ms)";"Utterance"\r\n', true],
    ['Speaker Name\tMESSAGE', true],
    ['text', false],
    ['a,b\ntext,speaker', false],
    ['WEBVTT\ttext', false],
    ['', false],
    [`text,${'x,'.repeat(80)}`, false],
  ])('%j is known by a column of text: %s', (document, known) => {
    expect(csvAdapter.recognises(document)).toBe(known);
  });

  it('has no times where the document has none, and says what it dropped', () => {
    const adapted = adapt('Speaker;Text;Confidence\nCaller;"a ""b"";\nc";0.9\n\nRep; d ;\nRep;;0.5\n');
    expect(adapted.call['utterances']).toEqual([
      { seq: 1, speaker: 'customer', startMs: null, endMs: null, text: 'a "b";\nc' },
      { seq: 2, speaker: 'agent', startMs: null, endMs: null, text: 'd' },
    ]);
    expect(adapted.places).toEqual(['line 2', 'line 5']);
    expect(adapted.guessed).toEqual([]);
    expect(adapted.dropped).toEqual([
      { from: 'rows.*.Confidence', reason: 'a call has no place for it', count: 2 },
      { from: 'rows.*', reason: 'nothing was said', count: 1 },
    ]);
  });

  it.each([
    ['start_ms,end_ms', '1500,2000.4', 1500, 2000],
    ['Start (ms),End (ms)', '1500,2000', 1500, 2000],
    ['startSeconds,endSeconds', '1.5,2', 1500, 2000],
    ['START_SEC,END_SEC', '1,2', 1000, 2000],
    ['start_s,duration_ms', '1.5,500', 1500, 2000],
    ['begin_offset_millis,stop', '1500,0:02', 1500, 2000],
    ['start_time,end_time', '0:00:01.5,1:00:00', 1500, 3_600_000],
    ['start,end', '1.5,2', 1500, 2000],
    ['start,start_ms,end', '9,1500,2.0', 1500, 2000],
  ])('reads times in %s: %s', (header, cells, startMs, endMs) => {
    expect(utterances(`${header},text\n${cells},x`)).toMatchObject([{ startMs, endMs }]);
  });

  it.each([
    ['start_s;end_s', '1,5;2'],
    ['start\tend', '1,5\t2,0'],
    ['start,end', '"0:00:01,500","0:00:02,000"'],
  ])('reads a comma of decimals where it can be nothing else, in %j: %j', (header, cells) => {
    const delimiter = header[header.search(/[;\t,]/)];
    const document = `${header}${delimiter}text\n${cells}${delimiter}x`;
    expect(utterances(document)).toMatchObject([{ startMs: 1500, endMs: 2000 }]);
  });

  it('names columns as the document does', () => {
    const document = 'Utterance;Speaker Name;Start (s);Length\nHi;Ann;1,5;0:01\n;;;';
    expect(adapt(document).mapped).toEqual([
      { from: 'rows.*.Start (s)', to: 'utterances.*.startMs', count: 1 },
      { from: 'rows.*.Length', to: 'utterances.*.endMs', count: 1 },
      { from: 'rows.*.Utterance', to: 'utterances.*.text', count: 1 },
      { from: 'rows.*.Speaker Name', to: 'utterances.*.speaker', count: 1 },
    ]);
  });

  it('puts rows into the order of their times before it guesses who is who', () => {
    const document = 'channel,start_s,end_s,text\n0,10,11,Late\n0,,,Untimed\n1,1,2,Early\n1,12,13,Last';
    const { call, places, guessed } = adapt(document);
    expect(call['utterances']).toMatchObject([
      { seq: 1, speaker: 'agent', text: 'Early' },
      { seq: 2, speaker: 'customer', text: 'Late' },
      { seq: 3, speaker: 'customer', text: 'Untimed' },
      { seq: 4, speaker: 'agent', text: 'Last' },
    ]);
    expect(places).toEqual(['line 4', 'line 2', 'line 3', 'line 5']);
    expect(guessed).toEqual([{ field: 'utterances.*.speaker', guess: 'the first to speak is the agent' }]);
  });

  it('keeps the numbers and the order of what Parley wrote', () => {
    const rows = ['9,agent,5000,6000,Late', '4,customer,0,1000,Early'].map((row) => row + ','.repeat(13));
    expect(utterances([OWN, ...rows].join('\n'))).toMatchObject([{ seq: 9 }, { seq: 4 }]);
  });

  it('has the same text however its lines end', () => {
    const document = 'speaker,text\nA,"one\ntwo"\nB,x\n';
    expect(utterances(document.replaceAll('\n', '\r\n'))).toEqual(utterances(document));
    expect(utterances(document.replaceAll('\n', '\r'))).toEqual(utterances(document));
  });

  it('says that it took fractions for seconds', () => {
    expect(adapt('start,end,text\n0,1.5,x').guessed).toContainEqual({
      field: 'utterances.*.startMs',
      guess: 'times are in seconds, since they have fractions',
    });
  });

  it('drops a time that has no other beside it', () => {
    const { call, dropped } = adapt('start_ms,end_ms,text\n5,,x\n,7,y');
    expect(call['utterances']).toMatchObject([
      { startMs: null, endMs: null },
      { startMs: null, endMs: null },
    ]);
    expect(dropped.map(({ from }) => from)).toEqual(['rows.*.start_ms', 'rows.*.end_ms']);
  });

  it('tells the agent by channel or by speaker, as the caller does', () => {
    const document = 'channel,speaker,text\n0,Ann,x\n1,Bob,y';
    expect(utterances(document, { agentChannel: 1 })).toMatchObject([{ speaker: 'customer' }, { speaker: 'agent' }]);
    expect(utterances(document, { agentSpeaker: 'Bob' })).toMatchObject([
      { speaker: 'customer' },
      { speaker: 'agent' },
    ]);
    expect(() => utterances('speaker,text\nAnn,x', { agentChannel: 1 })).toThrow('there is no column of channels');
  });

  it.each([
    ['a,b\nc,d', 'the header', 'must have a column of text'],
    ['speaker,text\nA,x\nB', 'line 3', 'has 1 cells where the header has 2'],
    ['speaker,text\nA,x,y', 'line 2', 'has more cells than the header, which has 2'],
    ['speaker,text\n"A\r\n\r\nB",x\n\nB', 'line 6', 'has 1 cells where the header has 2'],
    ['speaker,text\nA,x\n\n\nA,"x\ny\n', 'line 5', 'begins a row with a quote that is never closed'],
    ['speaker,text\nA,"x" y', 'line 2', 'has a quote in the wrong place'],
    ['speaker,text\nA,5" pipe, yes', 'line 2', 'has a quote in the wrong place'],
    ['speaker,text\nA,x\nA,5" pipe', 'line 3', 'has a quote in the wrong place'],
    ['start,end,text\n1,2,x', 'line 2', 'has a start of unknown unit: name the column start_ms or start_s'],
    ['start_ms,end_ms,text\n0,1,x\n-1,2,x', 'line 3: start_ms', 'must be a time'],
    ['Start (ms),End (ms),text\n0,2024-01-01 10:00,x', 'line 2: End (ms)', 'must be a time'],
    ['start_ms,end_ms,text\n"1,500","2,250",x', 'line 2: start_ms', 'a comma in milliseconds'],
    ['start_ms;end_ms;text\n1500;2,250;x', 'line 2: end_ms', 'a comma in milliseconds'],
    ['start_s,end_s,text\n"1,500","2,250",x', 'line 2: start_s', 'a comma where commas part the cells'],
    ['start,end,text\n"1,500","2,250",x', 'line 2: start', 'a comma where commas part the cells'],
    ['start_ms,duration_s,text\n1,"2,5",x', 'line 2: duration_s', 'a comma where commas part the cells'],
    ['start_ms,end_ms,text\n2,1,x', 'line 2', 'must not end before it begins'],
    [`speaker,text\n${'A,x\n'.repeat(20_001)}`, 'line 20002', 'is one more than the 20000 utterances a call may hold'],
    ['speaker,text' + '\n'.repeat(3_000_000), 'line 3000001', 'is one more than the 3000000 that are read'],
    [`${OWN}\n1,agent,0,one,x${','.repeat(13)}`, 'line 2: endMs', 'must be a whole number'],
    [`${OWN}\n1,agent,0,1,x,{${','.repeat(12)}`, 'line 2: words', 'must hold JSON'],
  ])('refuses what is wrong, naming the place', (document, place, message) => {
    const fault = expect.objectContaining({ place, message: expect.stringContaining(message) as string }) as Error;
    expect(() => adapt(document)).toThrow(fault);
  });

  it('keeps an apostrophe in what others wrote, and undoes the escape in what Parley wrote', () => {
    expect(utterances("speaker,text\nA,'=x")).toMatchObject([{ text: "'=x" }]);
    expect(utterances(`${OWN}\n1,agent,,,'=x${','.repeat(13)}`)).toMatchObject([{ text: '=x' }]);
  });
});
