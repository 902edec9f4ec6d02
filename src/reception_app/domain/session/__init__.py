"""One check at the desk: ``states``, ``events``, ``effects``, and ``step``; what decides a check.

Rules for this package: it is pure, knows no thread and no screen, and time comes with the events.
``step.step`` is the table of events; ``beginning``, ``holder``, ``numbers``, ``answering`` and
``ending`` say what each one does, in the order of a check.

What always holds (tested with a Hypothesis machine):

* every answer is saved exactly once, whatever the screen shows meanwhile;
* a ``Pin`` lives only in ``AwaitingChallenge`` or in a ``Sign`` effect; every other one is wiped;
* ``Sign`` is asked for once per ``PinEntered``, never again by itself;
* the card of a visual check is opened only after its witness was recorded, never after a refusal;
* a question goes out again only after its own time-out, as often as the request allows;
* an answer changes the screen only if it is the answer to the check on the screen.

Idle ─CardInserted─▶ Opening (or AskingWitness, where visual is the default)
Idle ─MethodChosen─▶ AwaitingCard (PIN) or AskingWitness (visual) ─WitnessRecorded─▶ AwaitingCard
Idle ─MethodChosen─▶ AskingNumbers ─NumbersAsked─▶ AskingBackend (a card meanwhile waits)
AwaitingCard ─CardInserted─▶ Opening ─CardOpened─▶ AskingPin ─PinEntered─▶ [AwaitingChallenge ▶]
Signing ─CardRead─▶ AskingBackend ─AnswerCame─▶ Answered
Opening (visual) ─CardOpened─▶ AskingBackend        Signing ─PinRejected─▶ AskingPin
any step ─StepFailed, Overdue─▶ Failed              any ─Dismissed─▶ Idle
A new card takes over from AskingBackend, Answered and Failed; a late answer is still saved.
"""
