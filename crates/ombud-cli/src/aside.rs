//! A sink on a thread of its own: the program's pages are written while the next rows are read.

use std::{
    mem, panic,
    sync::{
        Arc,
        mpsc::{self, Receiver, SyncSender},
    },
    thread::{Scope, ScopedJoinHandle},
};

use ombud::error::Result;
use ombud_intake::{Problem, Row, Sink, Summary};

/// How many rows go over at once: a switch of threads a row costs more than the row.
const BATCH: usize = 256;
/// How many batches may wait, so that memory stays flat.
const WAITING: usize = 4;

enum Message {
    Row(Arc<Row>),
    Rejected(Box<Problem>),
}

enum Parcel {
    Batch(Vec<Message>),
    Finish(Box<Summary>),
}

pub(crate) struct Aside<'scope> {
    batch: Vec<Message>,
    to: SyncSender<Parcel>,
    /// Read batches come back to be dropped here: memory freed by another thread than the one that
    /// asked for it makes both wait for the allocator.
    read: Receiver<Vec<Message>>,
    thread: Option<ScopedJoinHandle<'scope, Result<()>>>,
}

impl<'scope> Aside<'scope> {
    pub(crate) fn new<S: Sink + Send + 'scope>(scope: &'scope Scope<'scope, '_>, mut sink: S) -> Self {
        let (to, parcels) = mpsc::sync_channel(WAITING);
        let (back, read) = mpsc::channel();
        let thread = scope.spawn(move || {
            for parcel in parcels {
                let batch = match parcel {
                    Parcel::Batch(batch) => batch,
                    Parcel::Finish(summary) => return Box::new(sink).finish(&summary),
                };
                for message in &batch {
                    match message {
                        Message::Row(row) => sink.row(row)?,
                        Message::Rejected(problem) => sink.rejected(problem)?,
                    }
                }
                // Where nobody takes it back, the run has ended, and it is dropped here.
                let _ = back.send(batch);
            }
            // The run ended early: there is nothing to finish.
            Ok(())
        });
        Aside { batch: Vec::with_capacity(BATCH), to, read, thread: Some(thread) }
    }

    fn add(&mut self, message: Message) -> Result<()> {
        self.batch.push(message);
        if self.batch.len() < BATCH { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<()> {
        let mut next = self.read.try_recv().unwrap_or_else(|_| Vec::with_capacity(BATCH));
        next.clear();
        let batch = mem::replace(&mut self.batch, next);
        self.send(Parcel::Batch(batch))
    }

    /// Where the thread has stopped listening it has an error, which ends the run.
    fn send(&mut self, parcel: Parcel) -> Result<()> {
        match self.to.send(parcel) {
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
        self.add(Message::Row(Arc::clone(row)))
    }

    fn rejected(&mut self, problem: &Problem) -> Result<()> {
        self.add(Message::Rejected(Box::new(problem.clone())))
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<()> {
        self.flush()?;
        self.send(Parcel::Finish(Box::new(summary.clone())))?;
        self.join()
    }
}
