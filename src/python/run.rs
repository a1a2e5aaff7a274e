//! Long calls: the work runs on the pool; the calling thread works along or waits, looks for Ctrl-C and shows progress.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use rayon::ThreadPool;

use crate::error::{Error, Result};
use crate::parallel::{Control, Pool, TICK, check_thread_count, pool, shared};
use crate::python::convert::to_python;

/// Numbers that are read in the time it takes to wake a thread, some tens of microseconds.
const FEW: usize = 1 << 16;

/// Does the work and makes an error of a panic: of arguments that do not fit together, or of data that another thread
/// changed between two looks at them. An exception of Python may not end in what nobody catches.
pub fn guard<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(Error::Arguments { reason: text.unwrap_or("no reason known").to_owned() })
    })
}

/// Does work that is over at once on the calling thread, guarded.
pub fn at_once<T>(work: impl FnOnce() -> T) -> PyResult<T> {
    guard(|| Ok(work())).map_err(to_python)
}

/// Runs `work` on the pool with the interpreter released.
///
/// `progress`, if given, is called with the units of work done, from the calling thread only. An exception it raises,
/// or a signal such as Ctrl-C, stops the work and is raised.
pub fn run<T: Send>(
    py: Python<'_>,
    progress: Option<&Py<PyAny>>,
    work: impl FnOnce(&Control) -> Result<T> + Send,
) -> PyResult<T> {
    match pool().map_err(to_python)? {
        Pool::Own(pool) => work_along(py, progress, pool, work),
        Pool::Other(pool) => wait(py, progress, pool, work),
    }
}

/// The calling thread does its share of the work and looks up from it.
fn work_along<T: Send>(
    py: Python<'_>,
    progress: Option<&Py<PyAny>>,
    pool: &ThreadPool,
    work: impl FnOnce(&Control) -> Result<T> + Send,
) -> PyResult<T> {
    let raised = Arc::new(Mutex::new(None));
    let (slot, progress) = (Arc::clone(&raised), progress.map(|callback| callback.clone_ref(py)));
    let control = Control::with_look(move |done| {
        let error = Python::attach(|py| look_up(py, progress.as_ref(), done)).err();
        let goes_on = error.is_none();
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = error;
        goes_on
    });
    let found = py.detach(|| pool.install(|| shared(|| guard(|| work(&control)))));
    // Whoever asked the caller to look up, it is too late.
    control.stop();
    let raised = raised.lock().unwrap_or_else(PoisonError::into_inner).take();
    raised.map_or_else(|| found.map_err(to_python), Err)
}

/// The calling thread waits and looks up.
fn wait<T: Send>(
    py: Python<'_>,
    progress: Option<&Py<PyAny>>,
    pool: &ThreadPool,
    work: impl FnOnce(&Control) -> Result<T> + Send,
) -> PyResult<T> {
    let control = Control::default();
    let (sender, receiver) = sync_channel(1);
    let control_ref = &control;
    py.detach(move || {
        pool.in_place_scope(|scope| {
            scope.spawn(move |_| drop(sender.send(guard(|| work(control_ref)))));
            let mut raised = None;
            loop {
                match receiver.recv_timeout(TICK) {
                    Ok(result) => return raised.map_or_else(|| result.map_err(to_python), Err),
                    // The work is gone without a word, which cannot be.
                    Err(RecvTimeoutError::Disconnected) => return Err(to_python(Error::Interrupted)),
                    Err(RecvTimeoutError::Timeout) if raised.is_none() => {
                        raised = Python::attach(|py| look_up(py, progress, control_ref.done())).err();
                        if raised.is_some() {
                            control_ref.stop();
                        }
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
        })
    })
}

/// Runs `work` that reads `numbers` numbers once: on the calling thread where these are few, otherwise as [`run`] does.
pub fn scan<T: Send>(
    py: Python<'_>,
    progress: Option<&Py<PyAny>>,
    numbers: usize,
    work: impl FnOnce(&Control) -> Result<T> + Send,
) -> PyResult<T> {
    if numbers > FEW {
        return run(py, progress, work);
    }
    guard(|| check_thread_count().and_then(|()| work(&Control::default()))).map_err(to_python)
}

fn look_up(py: Python<'_>, progress: Option<&Py<PyAny>>, done: u64) -> PyResult<()> {
    py.check_signals()?;
    if let Some(callback) = progress {
        callback.call1(py, (done,))?;
    }
    Ok(())
}
