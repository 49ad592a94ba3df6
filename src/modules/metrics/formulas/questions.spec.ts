import { questionsIn } from './questions';

describe('the questions of a text', () => {
  it.each([
    ['What would you prefer?', 1, 0],
    ['Okay perfect and quick security question, what city were you born in?', 1, 0],
    ['Uh, so how did that happen?', 1, 0],
    ['Could you tell me about your trip?', 1, 0],
    ['How did it happen, is it lost?', 0, 1],
    ['How many cards do you have?', 0, 1],
    ['What time is it?', 0, 1],
    ['Is it lost?', 0, 1],
    ['Where is it?', 0, 1],
    ['Correct?', 0, 1],
    ['Why? Is it lost? Really?!', 1, 2],
    ['Can I give you a P. O. Box?', 0, 1],
    ['Did Dr. Who call?', 0, 1],
    ['He asked "why?" and left.', 0, 1],
    ['which one would you like to check', 0, 1],
    ['so what kind of card do you have', 1, 0],
    ['can you repeat that please', 0, 1],
    ["what's your name", 1, 0],
  ])('"%s": %d open, %d closed', (text, open, closed) => expect(questionsIn(text)).toEqual({ open, closed }));

  it.each([
    ['What a day.'],
    ['That is what I need'],
    ['what I need is a card'],
    ['when you are ready'],
    ['how nice'],
    ['is lost'],
    ['Tell me!'],
    ['See www.example.org/?a=1 for it.'],
    ['...'],
    ['??'],
    ['So, um?'.slice(0, -1)],
    [''],
  ])('"%s" asks nothing', (text) => expect(questionsIn(text)).toEqual({ open: 0, closed: 0 }));

  it('are found in time that grows with the text alone', () => {
    const started = process.cpuUsage();
    for (const part of ['?', '.', '."', '?"x', 'how ', 'what do ', 'a. ', ',', 'do you, '])
      questionsIn(part.repeat(20_000));
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(3_000);
  });
});
