/*
 * The native half of the Java door: org.ombud.Native over include/ombud.h, linked with the static
 * library into one shared object, so that nothing has to find anything at run time.
 *
 * Only byte[] in UTF-8, numbers and handles (the address of what the library handed over) cross. What
 * crosses is copied, but for direct buffers, whose memory stays where it is: nothing that the collector
 * moves is held while the library works. Nothing is kept between calls, so a copy of the library can be
 * loaded by each class loader, and unloaded with it.
 */

#include <jni.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ombud.h"

#define NATIVE(name) Java_org_ombud_Native_##name

static jlong handle(const void *pointer) { return (jlong)(intptr_t)pointer; }

static void *pointer(jlong handle) { return (void *)(intptr_t)handle; }

/* ---- exceptions --------------------------------------------------------------------------- */

static bool thrown(JNIEnv *env) { return (*env)->ExceptionCheck(env) == JNI_TRUE; }

static void throw_out_of_memory(JNIEnv *env, const char *what)
{
    jclass type = (*env)->FindClass(env, "java/lang/OutOfMemoryError");
    if (type != NULL) {
        (*env)->ThrowNew(env, type, what);
    }
}

/* The bytes as an array, or NULL with an exception pending. */
static jbyteArray array_of(JNIEnv *env, const void *data, size_t len)
{
    if (len > INT32_MAX) {
        throw_out_of_memory(env, "the answer is larger than an array can be");
        return NULL;
    }
    jbyteArray array = (*env)->NewByteArray(env, (jsize)len);
    if (array != NULL) {
        (*env)->SetByteArrayRegion(env, array, 0, (jsize)len, data);
    }
    return array;
}

static jbyteArray array_of_text(JNIEnv *env, const char *text)
{
    return array_of(env, text, strlen(text));
}

static void throw_made(JNIEnv *env, jobject exception)
{
    if (exception != NULL && !thrown(env)) {
        (*env)->Throw(env, exception);
    }
}

/* Throws what the library says went wrong, and frees it. Which class it is, Java decides. Where there
 * was no room for more, the error is NULL and its number all that is known. */
static void throw_error(JNIEnv *env, uint32_t code, ombud_error *error)
{
    jclass type = (*env)->FindClass(env, "org/ombud/OmbudException");
    jmethodID of = NULL;
    jbyteArray name = NULL, en = NULL, zh = NULL, json = NULL;
    if (type != NULL
        && (of = (*env)->GetStaticMethodID(env, type, "of", "(I[B[B[B[B)Lorg/ombud/OmbudException;"))
        && (name = array_of_text(env, ombud_error_name(error)))
        && (en = array_of_text(env, ombud_error_message(error, OMBUD_LANG_EN)))
        && (zh = array_of_text(env, ombud_error_message(error, OMBUD_LANG_ZH)))
        && (json = array_of_text(env, ombud_error_json(error)))) {
        throw_made(env, (*env)->CallStaticObjectMethod(env, type, of, (jint)code, name, en, zh, json));
    }
    ombud_error_free(error);
}

/* Throws what org.ombud.Refused makes of a name that the library cannot be shown. */
static void throw_zero_byte(JNIEnv *env, const char *argument)
{
    jclass type = (*env)->FindClass(env, "org/ombud/Refused");
    jmethodID of = NULL;
    jstring name = NULL;
    if (type != NULL
        && (of = (*env)->GetStaticMethodID(env, type, "zeroByte", "(Ljava/lang/String;)Lorg/ombud/OmbudException;"))
        && (name = (*env)->NewStringUTF(env, argument))) {
        throw_made(env, (*env)->CallStaticObjectMethod(env, type, of, name));
    }
}

/* ---- what goes in ------------------------------------------------------------------------- */

/* A copy of an array of Java's. */
typedef struct {
    void *data;
    size_t len;
} input;

/* What stands for null: the library itself refuses it, and names the argument. */
static const input NOTHING = {NULL, 1};

static void release(input *in) { free(in->data); }

static bool make_room(JNIEnv *env, input *in, size_t len, size_t size)
{
    in->len = len;
    /* One item more than needed: no items need room too, and a name its end. */
    in->data = calloc(len + 1, size);
    if (in->data == NULL) {
        throw_out_of_memory(env, "no memory for an argument");
    }
    return in->data != NULL;
}

static bool take_document(JNIEnv *env, jbyteArray array, input *in)
{
    if (array == NULL) {
        return true;
    }
    jsize len = (*env)->GetArrayLength(env, array);
    if (!make_room(env, in, (size_t)len, 1)) {
        return false;
    }
    (*env)->GetByteArrayRegion(env, array, 0, len, in->data);
    return !thrown(env);
}

static bool take_name(JNIEnv *env, const char *argument, jbyteArray array, input *in)
{
    if (!take_document(env, array, in)) {
        return false;
    }
    if (in->data != NULL && memchr(in->data, 0, in->len) != NULL) {
        throw_zero_byte(env, argument);
        return false;
    }
    return true;
}

static bool take_dates(JNIEnv *env, jintArray array, input *in)
{
    if (array == NULL) {
        return true;
    }
    jsize len = (*env)->GetArrayLength(env, array);
    if (!make_room(env, in, (size_t)len, sizeof(jint))) {
        return false;
    }
    (*env)->GetIntArrayRegion(env, array, 0, len, in->data);
    return !thrown(env);
}

static bool take_events(JNIEnv *env, jcharArray array, input *in)
{
    if (array == NULL) {
        return true;
    }
    jsize len = (*env)->GetArrayLength(env, array);
    if (!make_room(env, in, (size_t)len, sizeof(jchar))) {
        return false;
    }
    (*env)->GetCharArrayRegion(env, array, 0, len, in->data);
    return !thrown(env);
}

/* ---- what comes out ----------------------------------------------------------------------- */

/* Where the library writes: only one of the two is set. */
typedef struct {
    ombud_bytes *bytes;
    ombud_error *error;
} output;

/* By its address: the call that writes it may stand in the same expression. */
static bool went_well(JNIEnv *env, uint32_t code, ombud_error *const *error)
{
    if (code != OMBUD_OK) {
        throw_error(env, code, *error);
    }
    return code == OMBUD_OK;
}

static jbyteArray answer(JNIEnv *env, uint32_t code, output *out)
{
    if (!went_well(env, code, &out->error)) {
        return NULL;
    }
    jbyteArray array = array_of(env, ombud_bytes_data(out->bytes), ombud_bytes_len(out->bytes));
    ombud_bytes_free(out->bytes);
    return array;
}

/* ---- the library -------------------------------------------------------------------------- */

JNIEXPORT jint JNICALL NATIVE(abiVersion)(JNIEnv *env, jclass type)
{
    (void)env, (void)type;
    return (jint)ombud_abi_version();
}

JNIEXPORT jbyteArray JNICALL NATIVE(version)(JNIEnv *env, jclass type)
{
    (void)type;
    return array_of_text(env, ombud_version());
}

JNIEXPORT jbyteArray JNICALL NATIVE(buildInfo)(JNIEnv *env, jclass type)
{
    (void)type;
    output out = {0};
    return answer(env, ombud_build_info(&out.bytes, &out.error), &out);
}

/* ---- engines ------------------------------------------------------------------------------ */

JNIEXPORT jlong JNICALL NATIVE(engineBuiltin)(JNIEnv *env, jclass type)
{
    (void)type;
    ombud_engine *engine = NULL;
    ombud_error *error = NULL;
    went_well(env, ombud_engine_new(NULL, 0, &engine, &error), &error);
    return handle(engine);
}

JNIEXPORT jlong JNICALL NATIVE(engineNew)(JNIEnv *env, jclass type, jbyteArray settings)
{
    (void)type;
    ombud_engine *engine = NULL;
    ombud_error *error = NULL;
    input document = NOTHING;
    if (take_document(env, settings, &document)) {
        went_well(env, ombud_engine_new(document.data, document.len, &engine, &error), &error);
    }
    release(&document);
    return handle(engine);
}

JNIEXPORT void JNICALL NATIVE(engineFree)(JNIEnv *env, jclass type, jlong engine)
{
    (void)env, (void)type;
    ombud_engine_free(pointer(engine));
}

JNIEXPORT jbyteArray JNICALL NATIVE(engineCall)(JNIEnv *env, jclass type, jlong engine,
                                                jbyteArray operation, jbyteArray request)
{
    (void)type;
    jbyteArray result = NULL;
    input name = NOTHING, document = NOTHING;
    if (take_name(env, "operation", operation, &name) && take_document(env, request, &document)) {
        output out = {0};
        uint32_t code = ombud_engine_call(pointer(engine), name.data, document.data, document.len,
                                          &out.bytes, &out.error);
        result = answer(env, code, &out);
    }
    release(&name);
    release(&document);
    return result;
}

/* Of a direct buffer what lies at `position`, in items of `size`; Java has checked that it is there. */
static void *direct(JNIEnv *env, jobject buffer, jint position, size_t size)
{
    char *first = (*env)->GetDirectBufferAddress(env, buffer);
    return first == NULL ? NULL : first + (size_t)position * size;
}

JNIEXPORT jbyteArray JNICALL NATIVE(engineCallFlat)(JNIEnv *env, jclass type, jlong engine,
                                                    jbyteArray operation, jobject offsets,
                                                    jint first_offset, jint rows, jobject requests,
                                                    jint first_byte, jint len, jintArray codes,
                                                    jlongArray answer_offsets)
{
    (void)type;
    jbyteArray result = NULL;
    input name = NOTHING, numbers = NOTHING;
    const int64_t *bounds = direct(env, offsets, first_offset, sizeof(jlong));
    const uint8_t *data = direct(env, requests, first_byte, 1);
    if (take_name(env, "operation", operation, &name)
        && make_room(env, &numbers, (size_t)rows, sizeof(jint))) {
        ombud_bytes *ends = NULL;
        output out = {0};
        uint32_t code =
            ombud_engine_call_flat(pointer(engine), name.data, bounds, (size_t)rows, data, (size_t)len,
                                   numbers.data, &ends, &out.bytes, &out.error);
        if ((result = answer(env, code, &out))) {
            (*env)->SetIntArrayRegion(env, codes, 0, rows, numbers.data);
            (*env)->SetLongArrayRegion(env, answer_offsets, 0, rows + 1,
                                       (const jlong *)(const void *)ombud_bytes_data(ends));
        }
        ombud_bytes_free(ends);
    }
    release(&name);
    release(&numbers);
    return result;
}

JNIEXPORT void JNICALL NATIVE(engineBatch)(JNIEnv *env, jclass type, jlong engine, jbyteArray spec,
                                           jlong table, jlong answers)
{
    (void)type;
    input document = NOTHING;
    if (take_document(env, spec, &document)) {
        ombud_error *error = NULL;
        uint32_t code = ombud_engine_batch(pointer(engine), document.data, document.len, pointer(table),
                                           pointer(answers), &error);
        went_well(env, code, &error);
    }
    release(&document);
}

JNIEXPORT jbyteArray JNICALL NATIVE(engineBundle)(JNIEnv *env, jclass type, jlong engine)
{
    (void)type;
    output out = {0};
    return answer(env, ombud_engine_bundle(pointer(engine), &out.bytes, &out.error), &out);
}

JNIEXPORT jintArray JNICALL NATIVE(engineDueDates)(JNIEnv *env, jclass type, jlong engine,
                                                   jbyteArray regime, jbyteArray clock,
                                                   jintArray triggers)
{
    (void)type;
    jintArray result = NULL;
    input regime_name = NOTHING, clock_name = NOTHING, dates = NOTHING, due = NOTHING;
    if (take_name(env, "regime", regime, &regime_name) && take_name(env, "clock", clock, &clock_name)
        && take_dates(env, triggers, &dates) && make_room(env, &due, dates.len, sizeof(jint))) {
        ombud_error *error = NULL;
        uint32_t code = ombud_engine_due_dates(pointer(engine), regime_name.data, clock_name.data,
                                               dates.data, dates.len, due.data, &error);
        if (went_well(env, code, &error) && (result = (*env)->NewIntArray(env, (jsize)dates.len))) {
            (*env)->SetIntArrayRegion(env, result, 0, (jsize)dates.len, due.data);
        }
    }
    release(&regime_name);
    release(&clock_name);
    release(&dates);
    release(&due);
    return result;
}

JNIEXPORT void JNICALL NATIVE(engineDueDatesDirect)(JNIEnv *env, jclass type, jlong engine,
                                                    jbyteArray regime, jbyteArray clock,
                                                    jobject triggers, jint first_trigger,
                                                    jobject due, jint first_due, jint len)
{
    (void)type;
    input regime_name = NOTHING, clock_name = NOTHING;
    const int32_t *from = direct(env, triggers, first_trigger, sizeof(jint));
    int32_t *to = direct(env, due, first_due, sizeof(jint));
    if (take_name(env, "regime", regime, &regime_name) && take_name(env, "clock", clock, &clock_name)) {
        ombud_error *error = NULL;
        uint32_t code = ombud_engine_due_dates(pointer(engine), regime_name.data, clock_name.data,
                                               from, (size_t)len, to, &error);
        went_well(env, code, &error);
    }
    release(&regime_name);
    release(&clock_name);
}

/* ---- workflows ---------------------------------------------------------------------------- */

JNIEXPORT jlong JNICALL NATIVE(workflowCompile)(JNIEnv *env, jclass type, jlong engine,
                                                jbyteArray definition)
{
    (void)type;
    ombud_workflow *workflow = NULL;
    ombud_error *error = NULL;
    input document = NOTHING;
    if (take_document(env, definition, &document)) {
        uint32_t code =
            ombud_workflow_compile(pointer(engine), document.data, document.len, &workflow, &error);
        went_well(env, code, &error);
    }
    release(&document);
    return handle(workflow);
}

JNIEXPORT jlong JNICALL NATIVE(workflowFind)(JNIEnv *env, jclass type, jlong engine, jbyteArray id)
{
    (void)type;
    ombud_workflow *workflow = NULL;
    ombud_error *error = NULL;
    input name = NOTHING;
    if (take_name(env, "id", id, &name)) {
        went_well(env, ombud_workflow_find(pointer(engine), name.data, &workflow, &error), &error);
    }
    release(&name);
    return handle(workflow);
}

JNIEXPORT jint JNICALL NATIVE(workflowEvent)(JNIEnv *env, jclass type, jlong workflow, jbyteArray event)
{
    (void)type;
    uint32_t number = 0;
    ombud_error *error = NULL;
    input name = NOTHING;
    if (take_name(env, "name", event, &name)) {
        went_well(env, ombud_workflow_event(pointer(workflow), name.data, &number, &error), &error);
    }
    release(&name);
    return (jint)number;
}

JNIEXPORT void JNICALL NATIVE(workflowFree)(JNIEnv *env, jclass type, jlong workflow)
{
    (void)env, (void)type;
    ombud_workflow_free(pointer(workflow));
}

/* ---- machines ----------------------------------------------------------------------------- */

JNIEXPORT jlong JNICALL NATIVE(machineNew)(JNIEnv *env, jclass type, jlong workflow)
{
    (void)type;
    ombud_machine *machine = NULL;
    ombud_error *error = NULL;
    went_well(env, ombud_machine_new(pointer(workflow), &machine, &error), &error);
    return handle(machine);
}

JNIEXPORT jlong JNICALL NATIVE(machineRestore)(JNIEnv *env, jclass type, jlong workflow,
                                               jbyteArray snapshot)
{
    (void)type;
    ombud_machine *machine = NULL;
    ombud_error *error = NULL;
    input document = NOTHING;
    if (take_document(env, snapshot, &document)) {
        uint32_t code =
            ombud_machine_restore(pointer(workflow), document.data, document.len, &machine, &error);
        went_well(env, code, &error);
    }
    release(&document);
    return handle(machine);
}

JNIEXPORT jint JNICALL NATIVE(machineBegin)(JNIEnv *env, jclass type, jlong machine, jlong now_ms)
{
    (void)type;
    uint32_t status = 0;
    ombud_error *error = NULL;
    went_well(env, ombud_machine_begin(pointer(machine), now_ms, &status, &error), &error);
    return (jint)status;
}

JNIEXPORT jint JNICALL NATIVE(machineSend)(JNIEnv *env, jclass type, jlong machine, jint event,
                                           jlong now_ms)
{
    (void)type;
    uint32_t status = 0;
    ombud_error *error = NULL;
    went_well(env, ombud_machine_send(pointer(machine), (uint32_t)event, now_ms, &status, &error), &error);
    return (jint)status;
}

JNIEXPORT jbyteArray JNICALL NATIVE(machineSendMany)(JNIEnv *env, jclass type, jlong machine,
                                                     jcharArray events, jlong now_ms, jlong step_ms)
{
    (void)type;
    jbyteArray result = NULL;
    input numbers = NOTHING, statuses = NOTHING;
    if (take_events(env, events, &numbers) && make_room(env, &statuses, numbers.len, 1)) {
        ombud_error *error = NULL;
        uint32_t code = ombud_machine_send_many(pointer(machine), numbers.data, numbers.len, now_ms,
                                                step_ms, statuses.data, &error);
        if (went_well(env, code, &error)) {
            result = array_of(env, statuses.data, statuses.len);
        }
    }
    release(&numbers);
    release(&statuses);
    return result;
}

JNIEXPORT jint JNICALL NATIVE(machineSignal)(JNIEnv *env, jclass type, jlong machine, jbyteArray signal,
                                             jlong now_ms)
{
    (void)type;
    uint32_t status = 0;
    ombud_error *error = NULL;
    input document = NOTHING;
    if (take_document(env, signal, &document)) {
        uint32_t code = ombud_machine_signal(pointer(machine), document.data, document.len, now_ms,
                                             &status, &error);
        went_well(env, code, &error);
    }
    release(&document);
    return (jint)status;
}

JNIEXPORT jint JNICALL NATIVE(machineFireDue)(JNIEnv *env, jclass type, jlong machine, jlong now_ms)
{
    (void)type;
    size_t fired = 0;
    ombud_error *error = NULL;
    went_well(env, ombud_machine_fire_due(pointer(machine), now_ms, &fired, &error), &error);
    return (jint)fired;
}

JNIEXPORT jlong JNICALL NATIVE(machineNextDue)(JNIEnv *env, jclass type, jlong machine)
{
    (void)type;
    int64_t due_ms = OMBUD_NO_TIME;
    ombud_error *error = NULL;
    went_well(env, ombud_machine_next_due(pointer(machine), &due_ms, &error), &error);
    return due_ms;
}

JNIEXPORT void JNICALL NATIVE(machineExplain)(JNIEnv *env, jclass type, jlong machine, jboolean explain)
{
    (void)type;
    ombud_error *error = NULL;
    went_well(env, ombud_machine_explain(pointer(machine), explain == JNI_TRUE, &error), &error);
}

JNIEXPORT jbyteArray JNICALL NATIVE(machineHappened)(JNIEnv *env, jclass type, jlong machine)
{
    (void)type;
    output out = {0};
    return answer(env, ombud_machine_happened(pointer(machine), &out.bytes, &out.error), &out);
}

JNIEXPORT jbyteArray JNICALL NATIVE(machineEmitted)(JNIEnv *env, jclass type, jlong machine)
{
    (void)type;
    output out = {0};
    return answer(env, ombud_machine_emitted(pointer(machine), &out.bytes, &out.error), &out);
}

JNIEXPORT jbyteArray JNICALL NATIVE(machineRefusal)(JNIEnv *env, jclass type, jlong machine)
{
    (void)type;
    output out = {0};
    return answer(env, ombud_machine_refusal(pointer(machine), &out.bytes, &out.error), &out);
}

JNIEXPORT jbyteArray JNICALL NATIVE(machineState)(JNIEnv *env, jclass type, jlong machine)
{
    (void)type;
    output out = {0};
    return answer(env, ombud_machine_state(pointer(machine), &out.bytes, &out.error), &out);
}

JNIEXPORT jbyteArray JNICALL NATIVE(machineSnapshot)(JNIEnv *env, jclass type, jlong machine)
{
    (void)type;
    output out = {0};
    return answer(env, ombud_machine_snapshot(pointer(machine), &out.bytes, &out.error), &out);
}

JNIEXPORT void JNICALL NATIVE(machineFree)(JNIEnv *env, jclass type, jlong machine)
{
    (void)env, (void)type;
    ombud_machine_free(pointer(machine));
}

/* ---- cases -------------------------------------------------------------------------------- */

JNIEXPORT jlong JNICALL NATIVE(caseOpen)(JNIEnv *env, jclass type, jlong engine, jbyteArray opening,
                                         jbyteArray now)
{
    (void)type;
    ombud_case *opened = NULL;
    input document = NOTHING, instant = NOTHING;
    if (take_document(env, opening, &document) && take_name(env, "now", now, &instant)) {
        ombud_error *error = NULL;
        uint32_t code = ombud_case_open(pointer(engine), document.data, document.len, instant.data,
                                        &opened, &error);
        went_well(env, code, &error);
    }
    release(&document);
    release(&instant);
    return handle(opened);
}

JNIEXPORT jlong JNICALL NATIVE(caseReplay)(JNIEnv *env, jclass type, jlong engine, jbyteArray events)
{
    (void)type;
    ombud_case *made = NULL;
    input document = NOTHING;
    if (take_document(env, events, &document)) {
        ombud_error *error = NULL;
        uint32_t code = ombud_case_replay(pointer(engine), document.data, document.len, &made, &error);
        went_well(env, code, &error);
    }
    release(&document);
    return handle(made);
}

JNIEXPORT jlong JNICALL NATIVE(caseRestore)(JNIEnv *env, jclass type, jlong engine, jbyteArray snapshot)
{
    (void)type;
    ombud_case *made = NULL;
    input document = NOTHING;
    if (take_document(env, snapshot, &document)) {
        ombud_error *error = NULL;
        uint32_t code = ombud_case_restore(pointer(engine), document.data, document.len, &made, &error);
        went_well(env, code, &error);
    }
    release(&document);
    return handle(made);
}

/* Asks a case with a document and an instant. */
typedef uint32_t question(const ombud_case *, const uint8_t *, size_t, const char *, ombud_bytes **,
                          ombud_error **);

static jbyteArray ask(JNIEnv *env, question *asked, jlong case_, jbyteArray document, jbyteArray now)
{
    jbyteArray result = NULL;
    input said = NOTHING, instant = NOTHING;
    if (take_document(env, document, &said) && take_name(env, "now", now, &instant)) {
        output out = {0};
        uint32_t code = asked(pointer(case_), said.data, said.len, instant.data, &out.bytes, &out.error);
        result = answer(env, code, &out);
    }
    release(&said);
    release(&instant);
    return result;
}

JNIEXPORT jbyteArray JNICALL NATIVE(caseDecide)(JNIEnv *env, jclass type, jlong case_,
                                                jbyteArray command, jbyteArray now)
{
    (void)type;
    return ask(env, ombud_case_decide, case_, command, now);
}

JNIEXPORT jbyteArray JNICALL NATIVE(caseAdvice)(JNIEnv *env, jclass type, jlong case_, jbyteArray who,
                                                jbyteArray now)
{
    (void)type;
    return ask(env, ombud_case_advice, case_, who, now);
}

JNIEXPORT jbyteArray JNICALL NATIVE(caseView)(JNIEnv *env, jclass type, jlong case_, jbyteArray who,
                                              jbyteArray now)
{
    (void)type;
    return ask(env, ombud_case_view, case_, who, now);
}

JNIEXPORT void JNICALL NATIVE(caseApply)(JNIEnv *env, jclass type, jlong case_, jbyteArray events)
{
    (void)type;
    input document = NOTHING;
    if (take_document(env, events, &document)) {
        ombud_error *error = NULL;
        went_well(env, ombud_case_apply(pointer(case_), document.data, document.len, &error), &error);
    }
    release(&document);
}

/* Asks a case with a time only. */
typedef uint32_t look(const ombud_case *, const char *, ombud_bytes **, ombud_error **);

static jbyteArray look_at(JNIEnv *env, look *looked, jlong case_, const char *argument, jbyteArray time)
{
    jbyteArray result = NULL;
    input text = NOTHING;
    if (take_name(env, argument, time, &text)) {
        output out = {0};
        result = answer(env, looked(pointer(case_), text.data, &out.bytes, &out.error), &out);
    }
    release(&text);
    return result;
}

JNIEXPORT jbyteArray JNICALL NATIVE(caseFireDue)(JNIEnv *env, jclass type, jlong case_, jbyteArray now)
{
    (void)type;
    return look_at(env, ombud_case_fire_due, case_, "now", now);
}

JNIEXPORT jbyteArray JNICALL NATIVE(caseDue)(JNIEnv *env, jclass type, jlong case_, jbyteArray as_of)
{
    (void)type;
    return look_at(env, ombud_case_due, case_, "as_of", as_of);
}

JNIEXPORT jbyteArray JNICALL NATIVE(caseLog)(JNIEnv *env, jclass type, jlong case_)
{
    (void)type;
    output out = {0};
    return answer(env, ombud_case_log(pointer(case_), &out.bytes, &out.error), &out);
}

JNIEXPORT jbyteArray JNICALL NATIVE(caseSnapshot)(JNIEnv *env, jclass type, jlong case_)
{
    (void)type;
    output out = {0};
    return answer(env, ombud_case_snapshot(pointer(case_), &out.bytes, &out.error), &out);
}

JNIEXPORT void JNICALL NATIVE(caseFree)(JNIEnv *env, jclass type, jlong case_)
{
    (void)env, (void)type;
    ombud_case_free(pointer(case_));
}
