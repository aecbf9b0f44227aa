//! `ombud_workflow`.

use std::ffi::c_char;

use ombud_doors::Workflow;

use crate::{
    engine::ombud_engine,
    error::ombud_error,
    guard::{free, guard},
    input,
};

/// A workflow, compiled: made once, never changed, used by any number of threads at once. Machines that
/// were made of it live on after it is freed.
pub struct ombud_workflow(pub(crate) Workflow);

/// Compiles a workflow of your own from its JSON definition. `engine` may be NULL; then guards read no
/// fact of the catalogue and refusals have no sentence.
///
/// Returns 0 and writes `out`, to be freed with ombud_workflow_free(); or the number of the error,
/// with every finding in its JSON document.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_workflow_compile(
    engine: *const ombud_engine,
    definition: *const u8,
    definition_len: usize,
    out: *mut *mut ombud_workflow,
    error: *mut *mut ombud_error,
) -> u32 {
    let body = || {
        // SAFETY: the caller hands over an engine or NULL, a document and room for a pointer.
        unsafe {
            let out = input::out("out", out)?;
            let engine = if engine.is_null() { None } else { Some(&input::shared("engine", engine)?.0) };
            let definition = input::document("definition", definition, definition_len)?;
            let workflow = Workflow::compile(engine, definition)?;
            out.set(Box::into_raw(Box::new(ombud_workflow(workflow))));
        }
        Ok(())
    };
    // SAFETY: the caller hands over NULL or room for an error.
    unsafe { guard(error, body) }
}

/// Finds a workflow of the engine's packs by its id.
///
/// Returns 0 and writes `out`, to be freed with ombud_workflow_free(); or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_workflow_find(
    engine: *const ombud_engine,
    id: *const c_char,
    out: *mut *mut ombud_workflow,
    error: *mut *mut ombud_error,
) -> u32 {
    let body = || {
        // SAFETY: the caller hands over an engine, a name and room for a pointer.
        unsafe {
            let out = input::out("out", out)?;
            let engine = input::shared("engine", engine)?;
            let workflow = Workflow::packed(&engine.0, input::text("id", id)?)?;
            out.set(Box::into_raw(Box::new(ombud_workflow(workflow))));
        }
        Ok(())
    };
    // SAFETY: the caller hands over NULL or room for an error.
    unsafe { guard(error, body) }
}

/// Tells the number of an event, which ombud_machine_send() takes. Numbers hold for this definition
/// only.
///
/// Returns 0 and writes `out`; or OMBUD_ERROR_UNKNOWN_EVENT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_workflow_event(
    workflow: *const ombud_workflow,
    name: *const c_char,
    out: *mut u32,
    error: *mut *mut ombud_error,
) -> u32 {
    let body = || {
        // SAFETY: the caller hands over a workflow, a name and room for a number.
        unsafe {
            let out = input::out("out", out)?;
            let workflow = input::shared("workflow", workflow)?;
            out.set(u32::from(workflow.0.event(input::text("name", name)?)?));
        }
        Ok(())
    };
    // SAFETY: the caller hands over NULL or room for an error.
    unsafe { guard(error, body) }
}

/// Frees a workflow. NULL is allowed; a workflow is freed once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_workflow_free(workflow: *mut ombud_workflow) {
    // SAFETY: made by one of the functions above, and handed back once.
    unsafe { free(workflow) }
}
