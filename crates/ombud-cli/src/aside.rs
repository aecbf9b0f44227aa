//! A sink on a thread of its own: the program's pages are written while the next rows are read.

use std::{
    panic,
    sync::{
        Arc,
        mpsc::{self, SyncSender},
    },
    thread::{Scope, ScopedJoinHandle},
};

use ombud::error::Result;
use ombud_intake::{Problem, Row, Sink, Summary};

/// How many rows may wait, so that memory stays flat.
const WAITING: usize = 1024;

enum Message {
    Row(Arc<Row>),
    Rejected(Box<Problem>),
    Finish(Box<Summary>),
}

pub(crate) struct Aside<'scope> {
    to: SyncSender<Message>,
    thread: Option<ScopedJoinHandle<'scope, Result<()>>>,
}

impl<'scope> Aside<'scope> {
    pub(crate) fn new<S: Sink + Send + 'scope>(scope: &'scope Scope<'scope, '_>, mut sink: S) -> Self {
        let (to, messages) = mpsc::sync_channel(WAITING);
        let thread = scope.spawn(move || {
            for message in messages {
                match message {
                    Message::Row(row) => sink.row(&row)?,
                    Message::Rejected(problem) => sink.rejected(&problem)?,
                    Message::Finish(summary) => return Box::new(sink).finish(&summary),
                }
            }
            // The run ended early: there is nothing to finish.
            Ok(())
        });
        Aside { to, thread: Some(thread) }
    }

    /// Where the thread has stopped listening it has an error, which ends the run.
    fn send(&mut self, message: Message) -> Result<()> {
        match self.to.send(message) {
            Ok(()) => Ok(()),
            Err(_) => self.join(),
        }
    }

    fn join(&mut self) -> Result<()> {
        match self.thread.take().map(ScopedJoinHandle::join) {
            Some(Ok(result)) => result,
            Some(Err(fault)) => panic::resume_unwind(fault),
            None => Ok(()),
        }
    }
}

impl Sink for Aside<'_> {
    fn row(&mut self, row: &Arc<Row>) -> Result<()> {
        self.send(Message::Row(Arc::clone(row)))
    }

    fn rejected(&mut self, problem: &Problem) -> Result<()> {
        self.send(Message::Rejected(Box::new(problem.clone())))
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<()> {
        self.send(Message::Finish(Box::new(summary.clone())))?;
        self.join()
    }
}
