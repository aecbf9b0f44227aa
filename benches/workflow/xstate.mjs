// The benchmark's workflow in XState: `node xstate.mjs ROUNDS`. Prints events a second of processor
// time and the counters, as one JSON object.
import { assign, createActor, setup } from "xstate";

const SCRIPT = (
  "assign request_info timeout info_received assign refer_legal legal_done conclude " +
  "submit reject submit approve send paid reopen"
)
  .split(" ")
  .map((type) => ({ type }));

let now = 0;
const enter = assign(({ context }) => ({ entered: context.entered + 1, entered_at: now }));
const leave = assign(({ context }) => ({
  exited: context.exited + 1,
  spent: context.spent + now - context.entered_at,
}));
const state = (on = {}, more = {}) => ({ entry: enter, exit: leave, on, ...more });

const machine = setup({
  guards: {
    fraud: ({ context }) => context.fraud,
    assignable: ({ context }) => context.handler !== "" && context.category !== "",
    out_of_scope: ({ context }) => !context.in_scope,
    reminded: ({ context }) => context.reminders >= 2,
    remind: ({ context }) => context.reminders < 2,
    legal: ({ context }) => context.amount > 10000 || context.fraud,
    evidence: ({ context }) => context.evidence >= 2,
    breach: ({ context }) => context.days_open > 56,
    author: ({ context }) => context.author !== "",
    four_eyes: ({ context }) => context.approver !== context.author,
    redress: ({ context }) => context.redress_due > 0,
    no_redress: ({ context }) => context.redress_due === 0,
    final: ({ context }) => context.decision_final,
    recent: ({ context }) => context.days_since_close <= 180,
  },
}).createMachine({
  id: "complaint",
  initial: "received",
  context: {
    amount: 15000, fraud: false, in_scope: true, handler: "h1", category: "card", evidence: 2,
    author: "a", approver: "b", reminders: 0, redress_due: 250, days_open: 10,
    days_since_close: 5, decision_final: true, entered: 0, exited: 0, entered_at: 0, spent: 0,
  },
  states: {
    received: state({ acknowledge: "triage", withdraw: "withdrawn" }),
    triage: state({
      request_info: "awaiting_info",
      assign: [
        { guard: "fraud", target: "legal_review" },
        { guard: "assignable", target: "investigating" },
      ],
      reject_scope: { guard: "out_of_scope", target: "decision_draft" },
      withdraw: "withdrawn",
    }),
    awaiting_info: state({
      info_received: { target: "triage", actions: assign({ reminders: 0 }) },
      timeout: [
        { guard: "reminded", target: "closed" },
        {
          guard: "remind",
          target: "awaiting_info",
          reenter: true,
          actions: assign({ reminders: ({ context }) => context.reminders + 1 }),
        },
      ],
      withdraw: "withdrawn",
    }),
    investigating: state({
      request_info: "awaiting_info",
      refer_legal: { guard: "legal", target: "legal_review" },
      conclude: { guard: "evidence", target: "decision_draft" },
      sla_breach: { guard: "breach", target: "escalated" },
    }),
    legal_review: state({ legal_done: "investigating" }),
    decision_draft: state({ submit: { guard: "author", target: "qa_review" } }),
    qa_review: state({
      approve: { guard: "four_eyes", target: "final_response" },
      reject: "decision_draft",
    }),
    final_response: state({
      send: [
        { guard: "redress", target: "redress_pending" },
        { guard: "no_redress", target: "closed" },
      ],
      customer_dispute: "escalated",
    }),
    redress_pending: state({ paid: "closed" }),
    escalated: state({ ombudsman_decision: { guard: "final", target: "closed" } }),
    closed: state({ reopen: { guard: "recent", target: "triage" } }),
    withdrawn: state({}, { type: "final" }),
  },
});

const rounds = Number(process.argv[2]);
const actor = createActor(machine).start();
now = 1;
actor.send({ type: "acknowledge" });
const before = process.cpuUsage();
for (let round = 0; round < rounds; round++) {
  for (const event of SCRIPT) {
    now += 1;
    actor.send(event);
  }
}
const spent = process.cpuUsage(before);
const { entered, exited, spent: stayed } = actor.getSnapshot().context;
const rate = (rounds * SCRIPT.length) / ((spent.user + spent.system) / 1e6);
console.log(JSON.stringify({ rate, counters: [entered, exited, stayed] }));
