/*
 * Ombud: the C interface.
 *
 * Conventions. A function that can fail returns 0, or the number of an error; its last parameter
 * takes the error itself and may be NULL. Outputs are written only when the function returns 0.
 * A parameter that is a pointer to const is not changed. Names and instants are UTF-8 strings that
 * end with a zero byte; documents are bytes with their length, and JSON. What a function hands over
 * is freed with the _free function of its type, once; NULL is allowed there.
 *
 * Threads. Engines and workflows never change and may be used by any number of threads at once.
 * A machine or a case is used by one thread at a time: another one is refused with
 * OMBUD_ERROR_HANDLE_BUSY, never made to wait. A fault inside (OMBUD_ERROR_INTERNAL) makes that
 * machine or case unusable (OMBUD_ERROR_HANDLE_BROKEN) and nothing else.
 */

#ifndef OMBUD_H
#define OMBUD_H

/* Written by `OMBUD_BLESS=1 cargo test -p ombud-ffi --test header`; do not edit. */

#include <stddef.h>
#include <stdint.h>

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

/** The type of a column, as the Arrow C data interface has it. */
struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

/** The values of a column, as the Arrow C data interface has them. */
struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

/** A table, batch by batch, as the Arrow C stream interface has it. */
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
  int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
  const char *(*get_last_error)(struct ArrowArrayStream *);
  void (*release)(struct ArrowArrayStream *);
  void *private_data;
};

#endif

/** invalid_utf8: the bytes are not valid UTF-8. */
#define OMBUD_ERROR_INVALID_UTF8 1001
/** invalid_json: the bytes are not a valid JSON document. */
#define OMBUD_ERROR_INVALID_JSON 1002
/** duplicate_key: an object has the same key twice. */
#define OMBUD_ERROR_DUPLICATE_KEY 1003
/** too_deep: the document is nested too deeply. */
#define OMBUD_ERROR_TOO_DEEP 1004
/** too_large: the document is too large. */
#define OMBUD_ERROR_TOO_LARGE 1005
/** fractional_number: a number has a fraction or an exponent; write decimals as strings. */
#define OMBUD_ERROR_FRACTIONAL_NUMBER 1006
/** invalid_field: a field is missing, unknown or of the wrong type. */
#define OMBUD_ERROR_INVALID_FIELD 1007
/** unsupported_format: the document's format version is not supported. */
#define OMBUD_ERROR_UNSUPPORTED_FORMAT 1008
/** invalid_toml: the text is not a valid TOML document. */
#define OMBUD_ERROR_INVALID_TOML 1009
/** null_value: null is not used; leave an absent field out. */
#define OMBUD_ERROR_NULL_VALUE 1010
/** invalid_date: not a valid date. */
#define OMBUD_ERROR_INVALID_DATE 1101
/** invalid_instant: not a valid instant with an offset. */
#define OMBUD_ERROR_INVALID_INSTANT 1102
/** invalid_money: not a valid amount of money. */
#define OMBUD_ERROR_INVALID_MONEY 1103
/** invalid_decimal: not a valid decimal number. */
#define OMBUD_ERROR_INVALID_DECIMAL 1104
/** invalid_id: not a valid identifier. */
#define OMBUD_ERROR_INVALID_ID 1105
/** invalid_value: the value does not fit its definition. */
#define OMBUD_ERROR_INVALID_VALUE 1106
/** out_of_range: a value is out of range. */
#define OMBUD_ERROR_OUT_OF_RANGE 1107
/** currency_mismatch: amounts in different currencies cannot be compared or added. */
#define OMBUD_ERROR_CURRENCY_MISMATCH 1108
/** unknown_zone: the zone is not in the pinned time-zone database. */
#define OMBUD_ERROR_UNKNOWN_ZONE 1109
/** dangling_reference: the document does not hold what this refers to. */
#define OMBUD_ERROR_DANGLING_REFERENCE 1110
/** duplicate_id: two things of one kind have the same id. */
#define OMBUD_ERROR_DUPLICATE_ID 1111
/** out_of_order: something stands before what it must follow. */
#define OMBUD_ERROR_OUT_OF_ORDER 1112
/** unknown_fact: no such fact in the catalogue. */
#define OMBUD_ERROR_UNKNOWN_FACT 1201
/** unknown_event: no such event type. */
#define OMBUD_ERROR_UNKNOWN_EVENT 1202
/** unknown_regime: no such regime in the loaded packs. */
#define OMBUD_ERROR_UNKNOWN_REGIME 1203
/** unknown_clock: no such clock in the regime. */
#define OMBUD_ERROR_UNKNOWN_CLOCK 1204
/** unknown_calendar: no such calendar in the loaded packs. */
#define OMBUD_ERROR_UNKNOWN_CALENDAR 1205
/** unknown_item: no such item in the loaded packs. */
#define OMBUD_ERROR_UNKNOWN_ITEM 1206
/** unknown_operation: no such operation. */
#define OMBUD_ERROR_UNKNOWN_OPERATION 1207
/** unknown_source: no such source profile. */
#define OMBUD_ERROR_UNKNOWN_SOURCE 1208
/** calendar_unpublished: the calendar for that year is not published. */
#define OMBUD_ERROR_CALENDAR_UNPUBLISHED 1209
/** invalid_condition: the condition cannot be read or does not type-check. */
#define OMBUD_ERROR_INVALID_CONDITION 1301
/** pack_refused: the pack has findings and was refused. */
#define OMBUD_ERROR_PACK_REFUSED 1401
/** hash_mismatch: the bundle does not match its hash. */
#define OMBUD_ERROR_HASH_MISMATCH 1402
/** item_conflict: two packs give the same item. */
#define OMBUD_ERROR_ITEM_CONFLICT 1403
/** rule_gap: a case that no rule covers. */
#define OMBUD_ERROR_RULE_GAP 1411
/** rule_overlap: rules that contradict each other in one case. */
#define OMBUD_ERROR_RULE_OVERLAP 1412
/** rule_never_fires: a rule that never counts. */
#define OMBUD_ERROR_RULE_NEVER_FIRES 1413
/** unknown_output: a value that a later table does not know. */
#define OMBUD_ERROR_UNKNOWN_OUTPUT 1414
/** unreachable_band: a band that no score reaches. */
#define OMBUD_ERROR_UNREACHABLE_BAND 1415
/** not_proved: the checker could not prove it. */
#define OMBUD_ERROR_NOT_PROVED 1416
/** file_access: a file cannot be read or written. */
#define OMBUD_ERROR_FILE_ACCESS 1501
/** header_mismatch: the file's header does not fit the source profile. */
#define OMBUD_ERROR_HEADER_MISMATCH 1502
/** unreadable_file: the file cannot be read in the stated format or encoding. */
#define OMBUD_ERROR_UNREADABLE_FILE 1503
/** invalid_workflow: the workflow has a fault. */
#define OMBUD_ERROR_INVALID_WORKFLOW 1601
/** invalid_xml: the text is not a valid XML document. */
#define OMBUD_ERROR_INVALID_XML 1602
/** unsupported_scxml: this construct of SCXML is not supported. */
#define OMBUD_ERROR_UNSUPPORTED_SCXML 1603
/** below_entitlement: an offer lies below what is owed. */
#define OMBUD_ERROR_BELOW_ENTITLEMENT 1701
/** above_authority: an offer lies above what may be approved. */
#define OMBUD_ERROR_ABOVE_AUTHORITY 1702
/** falling_offer: an offer is not above the one before it. */
#define OMBUD_ERROR_FALLING_OFFER 1703
/** growing_raise: a raise is not smaller than the one before it. */
#define OMBUD_ERROR_GROWING_RAISE 1704
/** mode_forbidden: figures may not be haggled over here. */
#define OMBUD_ERROR_MODE_FORBIDDEN 1705
/** unanswered_raise: a raise that nothing called for. */
#define OMBUD_ERROR_UNANSWERED_RAISE 1706
/** unequal_treatment: neither a like case nor a reason for the figure. */
#define OMBUD_ERROR_UNEQUAL_TREATMENT 1707
/** same_person: one person does what takes two. */
#define OMBUD_ERROR_SAME_PERSON 1708
/** plan_changed: the plan is not the one that its terms give. */
#define OMBUD_ERROR_PLAN_CHANGED 1709
/** too_few_figures: the complainant has named too few figures for an estimate. */
#define OMBUD_ERROR_TOO_FEW_FIGURES 1710
/** too_much_work: one request may not ask for so much work; split it. */
#define OMBUD_ERROR_TOO_MUCH_WORK 1711
/** parts_do_not_fit: the parts are not of one tournament, or cannot be. */
#define OMBUD_ERROR_PARTS_DO_NOT_FIT 1712
/** barred_term: the agreement asks for what none may ask. */
#define OMBUD_ERROR_BARRED_TERM 1715
/** division_by_zero: a line is divided by zero. */
#define OMBUD_ERROR_DIVISION_BY_ZERO 1720
/** no_single_review: there is no review of this regime, or more than one. */
#define OMBUD_ERROR_NO_SINGLE_REVIEW 1721
/** label_on_person: a fact puts a label on a person; say what happened. */
#define OMBUD_ERROR_LABEL_ON_PERSON 1740
/** invalid_argument: an argument is null or not one that the function takes. */
#define OMBUD_ERROR_INVALID_ARGUMENT 1801
/** handle_busy: another thread is using this handle. */
#define OMBUD_ERROR_HANDLE_BUSY 1802
/** handle_broken: an earlier call on this handle failed inside; it can only be freed. */
#define OMBUD_ERROR_HANDLE_BROKEN 1803
/** handle_closed: the handle was closed. */
#define OMBUD_ERROR_HANDLE_CLOSED 1804
/** unsupported_column: a column of a type, or a stream of a shape, that is not read. */
#define OMBUD_ERROR_UNSUPPORTED_COLUMN 1805
/** stream_failed: the producer of the stream reported a failure. */
#define OMBUD_ERROR_STREAM_FAILED 1806
/** internal: an internal fault of Ombud. */
#define OMBUD_ERROR_INTERNAL 1901

/**
 * The number of the binary interface this header describes. It changes when a program must be
 * compiled again; ombud_abi_version() gives that of the library that was loaded.
 */
#define OMBUD_ABI_VERSION 0

/**
 * Returned by functions when all went well.
 */
#define OMBUD_OK 0

/**
 * For Chinese readers.
 */
#define OMBUD_LANG_ZH 0

/**
 * For English readers.
 */
#define OMBUD_LANG_EN 1

/**
 * Stands for no date in an array of dates.
 */
#define OMBUD_NO_DATE INT32_MIN

/**
 * A transition was taken.
 */
#define OMBUD_STEP_MOVED 0

/**
 * A transition was taken, and the workflow is at its end.
 */
#define OMBUD_STEP_DONE 1

/**
 * Nothing answered to a timer.
 */
#define OMBUD_STEP_IGNORED 2

/**
 * The event was refused and nothing changed; ombud_machine_refusal() says why.
 */
#define OMBUD_STEP_REFUSED 3

/**
 * Stands for no time.
 */
#define OMBUD_NO_TIME INT64_MIN

/**
 * An answer: bytes that belong to whoever received them and are freed with ombud_bytes_free(). JSON
 * documents are canonical UTF-8. A zero byte, not counted, follows the last one, so that a document
 * can be printed as a string.
 */
typedef struct ombud_bytes ombud_bytes;

/**
 * A complaint in the firm's hands. One thread at a time; a second one is refused with
 * OMBUD_ERROR_HANDLE_BUSY and may try again.
 *
 * Instants are text in RFC 3339 with an offset, such as "2026-03-02T09:30:00+08:00".
 */
typedef struct ombud_case ombud_case;

/**
 * The rules, compiled: made once, never changed, used by any number of threads at once. It is freed
 * when no call on it runs any more; what was made with it (workflows, machines, cases) lives on.
 */
typedef struct ombud_engine ombud_engine;

/**
 * What went wrong: a number and a name that never change, a message for people, and all that is
 * known of it as JSON. It belongs to whoever received it and is freed with ombud_error_free().
 *
 * Messages and documents are UTF-8 and end with a zero byte.
 */
typedef struct ombud_error ombud_error;

/**
 * A workflow that runs: integers in, integers out. One thread at a time; a second one is refused with
 * OMBUD_ERROR_HANDLE_BUSY and may try again.
 *
 * Times are milliseconds after 1970-01-01T00:00:00Z and always come from the caller.
 */
typedef struct ombud_machine ombud_machine;

/**
 * A workflow, compiled: made once, never changed, used by any number of threads at once. Machines that
 * were made of it live on after it is freed.
 */
typedef struct ombud_workflow ombud_workflow;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Returns the number of the library's binary interface; a program compares it with
 * OMBUD_ABI_VERSION.
 */
uint32_t ombud_abi_version(void);

/**
 * Returns the version of the library, such as "0.1.0". It lives as long as the library.
 */
const char *ombud_version(void);

/**
 * Tells how the library was built, as a JSON document: version, target, optimised, bundle (the hash of
 * the built-in packs) and test_operations (true in no library that is handed out).
 *
 * Returns 0, or the number of the error.
 */
uint32_t ombud_build_info(struct ombud_bytes **out,
                          struct ombud_error **error);

/**
 * Returns the number of the error, one of the OMBUD_ERROR_ constants, or 0 for NULL.
 */
uint32_t ombud_error_code(const struct ombud_error *error);

/**
 * Returns the name of the error in snake_case, such as "unknown_regime", or "" for NULL. It lives as
 * long as the error.
 */
const char *ombud_error_name(const struct ombud_error *error);

/**
 * Returns what went wrong in words, with the place, what was expected and what was found, for a
 * reader of `lang` (OMBUD_LANG_ZH or OMBUD_LANG_EN; English for any other number), or "" for NULL.
 * It lives as long as the error.
 */
const char *ombud_error_message(const struct ombud_error *error, uint32_t lang);

/**
 * Returns all that is known of the error as a JSON document: code, number, message, detail (file,
 * line, item, path, expected, found), findings; or "" for NULL. It lives as long as the error.
 */
const char *ombud_error_json(const struct ombud_error *error);

/**
 * Frees an error. NULL is allowed; an error is freed once.
 */
void ombud_error_free(struct ombud_error *error);

/**
 * Returns the first of the bytes, or NULL for NULL. They live as long as the handle.
 */
const uint8_t *ombud_bytes_data(const struct ombud_bytes *bytes);

/**
 * Returns how many bytes there are, or 0 for NULL.
 */
size_t ombud_bytes_len(const struct ombud_bytes *bytes);

/**
 * Frees an answer. NULL is allowed; an answer is freed once.
 */
void ombud_bytes_free(struct ombud_bytes *bytes);

/**
 * Makes an engine. Without settings (NULL, 0) it has the built-in packs; otherwise the settings are a
 * JSON document that lays packs of your own over them:
 * {"format_version":1,"builtin":true,"packs":[{"files":[{"path":"x.toml","text":"..."}]}]}.
 *
 * Returns 0 and writes `out`, to be freed with ombud_engine_free(); or the number of the error,
 * OMBUD_ERROR_PACK_REFUSED with every finding where the packs are faulty.
 */
uint32_t ombud_engine_new(const uint8_t *settings,
                          size_t settings_len,
                          struct ombud_engine **out,
                          struct ombud_error **error);

/**
 * Frees an engine. NULL is allowed; an engine is freed once.
 */
void ombud_engine_free(struct ombud_engine *engine);

/**
 * Calls an operation by its name: a JSON document in, a canonical JSON document out. The operation
 * "op.list" lists all there are, each with the schema of its request and an example.
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
 */
uint32_t ombud_engine_call(const struct ombud_engine *engine,
                           const char *operation,
                           const uint8_t *request,
                           size_t request_len,
                           struct ombud_bytes **out,
                           struct ombud_error **error);

/**
 * Tells the hash that names the engine's packs, such as "sha256:...", as text. Answers carry it as
 * `bundle`.
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
 */
uint32_t ombud_engine_bundle(const struct ombud_engine *engine,
                             struct ombud_bytes **out,
                             struct ombud_error **error);

/**
 * Works out the due date of each of `len` trigger dates by one clock of a regime. Dates are days after
 * 1970-01-01, OMBUD_NO_DATE where there is none; where there is no due date (no date was given, or the
 * rule was not in force, or the calendar is not published so far) the answer is OMBUD_NO_DATE. Pauses,
 * extensions and the state of a complaint are for the operation "clock.due"; this is the plain count
 * for many rows. The two arrays must not overlap.
 *
 * Returns 0 and writes all of `due`; or the number of the error, OMBUD_ERROR_OUT_OF_RANGE with the
 * place of a number that is no date of the years 1 to 9999, and `due` is as it was.
 */
uint32_t ombud_engine_due_dates(const struct ombud_engine *engine,
                                const char *regime,
                                const char *clock,
                                const int32_t *triggers,
                                size_t len,
                                int32_t *due,
                                struct ombud_error **error);

/**
 * Turns a year, a month (1 to 12) and a day (1 to 31) into the number of days after 1970-01-01, which
 * is how dates stand in arrays.
 *
 * Returns 0 and writes `out`; or OMBUD_ERROR_INVALID_DATE where there is no such day.
 */
uint32_t ombud_date_days(int32_t year,
                         int32_t month,
                         int32_t day,
                         int32_t *out,
                         struct ombud_error **error);

/**
 * Turns a number of days after 1970-01-01 into a year, a month and a day.
 *
 * Returns 0 and writes all three; or OMBUD_ERROR_OUT_OF_RANGE outside the years 1 to 9999, as for
 * OMBUD_NO_DATE.
 */
uint32_t ombud_date_ymd(int32_t days,
                        int32_t *year,
                        int32_t *month,
                        int32_t *day,
                        struct ombud_error **error);

/**
 * Compiles a workflow of your own from its JSON definition. `engine` may be NULL; then guards read no
 * fact of the catalogue and refusals have no sentence.
 *
 * Returns 0 and writes `out`, to be freed with ombud_workflow_free(); or the number of the error,
 * with every finding in its JSON document.
 */
uint32_t ombud_workflow_compile(const struct ombud_engine *engine,
                                const uint8_t *definition,
                                size_t definition_len,
                                struct ombud_workflow **out,
                                struct ombud_error **error);

/**
 * Finds a workflow of the engine's packs by its id.
 *
 * Returns 0 and writes `out`, to be freed with ombud_workflow_free(); or the number of the error.
 */
uint32_t ombud_workflow_find(const struct ombud_engine *engine,
                             const char *id,
                             struct ombud_workflow **out,
                             struct ombud_error **error);

/**
 * Tells the number of an event, which ombud_machine_send() takes. Numbers hold for this definition
 * only.
 *
 * Returns 0 and writes `out`; or OMBUD_ERROR_UNKNOWN_EVENT.
 */
uint32_t ombud_workflow_event(const struct ombud_workflow *workflow,
                              const char *name,
                              uint32_t *out,
                              struct ombud_error **error);

/**
 * Frees a workflow. NULL is allowed; a workflow is freed once.
 */
void ombud_workflow_free(struct ombud_workflow *workflow);

/**
 * Makes a machine of a workflow. It stands nowhere until ombud_machine_begin().
 *
 * Returns 0 and writes `out`, to be freed with ombud_machine_free(); or the number of the error.
 */
uint32_t ombud_machine_new(const struct ombud_workflow *workflow,
                           struct ombud_machine **out,
                           struct ombud_error **error);

/**
 * Makes a machine that goes on from a snapshot. Nothing is fired by restoring.
 *
 * Returns 0 and writes `out`, to be freed with ombud_machine_free(); or the number of the error,
 * OMBUD_ERROR_UNSUPPORTED_FORMAT for a snapshot of another version.
 */
uint32_t ombud_machine_restore(const struct ombud_workflow *workflow,
                               const uint8_t *snapshot,
                               size_t snapshot_len,
                               struct ombud_machine **out,
                               struct ombud_error **error);

/**
 * Begins: enters the first states.
 *
 * Returns 0 and writes `status`, one of the OMBUD_STEP_ constants; or the number of the error.
 */
uint32_t ombud_machine_begin(struct ombud_machine *machine,
                             int64_t now_ms,
                             uint32_t *status,
                             struct ombud_error **error);

/**
 * Sends an event by its number. This is the fast way: nothing is allocated once the machine is warm.
 *
 * Returns 0 and writes `status`, one of the OMBUD_STEP_ constants; or the number of the error,
 * OMBUD_ERROR_UNKNOWN_EVENT for a number that no event has.
 */
uint32_t ombud_machine_send(struct ombud_machine *machine,
                            uint32_t event,
                            int64_t now_ms,
                            uint32_t *status,
                            struct ombud_error **error);

/**
 * Sends `len` events by their numbers, the first at `now_ms` and each next one `step_ms` later. The
 * status of each goes to `statuses`; a refused event changes nothing, and the next one is sent.
 *
 * Returns 0 and writes all of `statuses`; or the number of the error, and none was sent: events and
 * times are checked before. The two arrays must not overlap.
 */
uint32_t ombud_machine_send_many(struct ombud_machine *machine,
                                 const uint16_t *events,
                                 size_t len,
                                 int64_t now_ms,
                                 int64_t step_ms,
                                 uint8_t *statuses,
                                 struct ombud_error **error);

/**
 * Sends an event with what it says, as a JSON document:
 * {"event":"approve","fields":{},"by":{"id":"sun","roles":["manager"]},"facts":{}}.
 *
 * Returns 0 and writes `status`, one of the OMBUD_STEP_ constants; or the number of the error.
 */
uint32_t ombud_machine_signal(struct ombud_machine *machine,
                              const uint8_t *signal,
                              size_t signal_len,
                              int64_t now_ms,
                              uint32_t *status,
                              struct ombud_error **error);

/**
 * Fires the timers that are due, in order, at most a thousand in one call.
 *
 * Returns 0 and writes to `fired` how many were; or the number of the error.
 */
uint32_t ombud_machine_fire_due(struct ombud_machine *machine,
                                int64_t now_ms,
                                size_t *fired,
                                struct ombud_error **error);

/**
 * Tells when the next timer is due.
 *
 * Returns 0 and writes `due_ms`, OMBUD_NO_TIME where no timer has a time; or the number of the error.
 */
uint32_t ombud_machine_next_due(const struct ombud_machine *machine,
                                int64_t *due_ms,
                                struct ombud_error **error);

/**
 * Says whether steps are explained from now on (`explain` is not 0); explaining costs time.
 *
 * Returns 0; or the number of the error.
 */
uint32_t ombud_machine_explain(struct ombud_machine *machine,
                               uint32_t explain,
                               struct ombud_error **error);

/**
 * Tells what happened in the last step as a JSON document, where steps are explained.
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
 */
uint32_t ombud_machine_happened(const struct ombud_machine *machine,
                                struct ombud_bytes **out,
                                struct ombud_error **error);

/**
 * Tells what the host is asked to do after the last step, as a JSON list of {"effect","fields","kind"},
 * in order. Each step replaces what the one before it asked.
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
 */
uint32_t ombud_machine_emitted(const struct ombud_machine *machine,
                               struct ombud_bytes **out,
                               struct ombud_error **error);

/**
 * Tells why the last refused event was refused, as a JSON document; the document {} where none was.
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
 */
uint32_t ombud_machine_refusal(const struct ombud_machine *machine,
                               struct ombud_bytes **out,
                               struct ombud_error **error);

/**
 * Tells where the machine stands as a JSON document: states, data, timers, done.
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
 */
uint32_t ombud_machine_state(const struct ombud_machine *machine,
                             struct ombud_bytes **out,
                             struct ombud_error **error);

/**
 * Writes down the machine as a JSON document that ombud_machine_restore() goes on from.
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
 */
uint32_t ombud_machine_snapshot(const struct ombud_machine *machine,
                                struct ombud_bytes **out,
                                struct ombud_error **error);

/**
 * Frees a machine. NULL is allowed; a machine is freed once, and not while a call on it runs.
 */
void ombud_machine_free(struct ombud_machine *machine);

/**
 * Opens a case at an instant. The opening is a JSON document: complaint, life (the id of a workflow),
 * regimes, and if wanted by and facts. ombud_case_log() then holds the first event.
 *
 * Returns 0 and writes `out`, to be freed with ombud_case_free(); or the number of the error.
 */
uint32_t ombud_case_open(const struct ombud_engine *engine,
                         const uint8_t *opening,
                         size_t opening_len,
                         const char *now,
                         struct ombud_case **out,
                         struct ombud_error **error);

/**
 * Makes the case that a JSON list of events comes to, the opening first. No rule is evaluated.
 *
 * Returns 0 and writes `out`, to be freed with ombud_case_free(); or the number of the error.
 */
uint32_t ombud_case_replay(const struct ombud_engine *engine,
                           const uint8_t *events,
                           size_t events_len,
                           struct ombud_case **out,
                           struct ombud_error **error);

/**
 * Makes a case that goes on from a snapshot. Nothing is fired by restoring.
 *
 * Returns 0 and writes `out`, to be freed with ombud_case_free(); or the number of the error,
 * OMBUD_ERROR_UNSUPPORTED_FORMAT for a snapshot of another version.
 */
uint32_t ombud_case_restore(const struct ombud_engine *engine,
                            const uint8_t *snapshot,
                            size_t snapshot_len,
                            struct ombud_case **out,
                            struct ombud_error **error);

/**
 * Works out what a command comes to: {"accepted":[events]} or {"refused":reasons}. The case stays as
 * it is; keep the events, then hand them to ombud_case_apply(). A command is a JSON document: act, by,
 * and as the act needs fields, facts, reason, second, at, part, ref.
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error. A
 * refusal is an answer and no error.
 */
uint32_t ombud_case_decide(const struct ombud_case *case_,
                           const uint8_t *command,
                           size_t command_len,
                           const char *now,
                           struct ombud_bytes **out,
                           struct ombud_error **error);

/**
 * Applies events: a JSON list, or what ombud_case_decide() accepted as it was answered. All of them, or
 * none. This is the only way a case changes.
 *
 * Returns 0; or the number of the error.
 */
uint32_t ombud_case_apply(struct ombud_case *case_,
                          const uint8_t *events,
                          size_t events_len,
                          struct ombud_error **error);

/**
 * Works out the events of the timers that are due, as a JSON list for ombud_case_apply().
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
 */
uint32_t ombud_case_fire_due(const struct ombud_case *case_,
                             const char *now,
                             struct ombud_bytes **out,
                             struct ombud_error **error);

/**
 * Tells what somebody is advised to do next, the most pressing first, as a JSON list. Who asks is a
 * JSON document: {"id":"sun","roles":["handler"]}.
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
 */
uint32_t ombud_case_advice(const struct ombud_case *case_,
                           const uint8_t *who,
                           size_t who_len,
                           const char *now,
                           struct ombud_bytes **out,
                           struct ombud_error **error);

/**
 * Tells what a screen needs as a JSON document: stage, duties, what to do next, history. Who asks is a
 * JSON document: {"id":"sun","roles":["handler"]}.
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
 */
uint32_t ombud_case_view(const struct ombud_case *case_,
                         const uint8_t *who,
                         size_t who_len,
                         const char *now,
                         struct ombud_bytes **out,
                         struct ombud_error **error);

/**
 * Tells what every clock says as of a date ("2026-03-20") or an instant, as a JSON list.
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
 */
uint32_t ombud_case_due(const struct ombud_case *case_,
                        const char *as_of,
                        struct ombud_bytes **out,
                        struct ombud_error **error);

/**
 * Tells the events that were applied to this handle, in order, as a JSON list: all of the case's,
 * unless it came from a snapshot.
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
 */
uint32_t ombud_case_log(const struct ombud_case *case_,
                        struct ombud_bytes **out,
                        struct ombud_error **error);

/**
 * Writes down the case as a JSON document that ombud_case_restore() goes on from.
 *
 * Returns 0 and writes `out`, to be freed with ombud_bytes_free(); or the number of the error.
 */
uint32_t ombud_case_snapshot(const struct ombud_case *case_,
                             struct ombud_bytes **out,
                             struct ombud_error **error);

/**
 * Frees a case. NULL is allowed; a case is freed once, and not while a call on it runs.
 */
void ombud_case_free(struct ombud_case *case_);

/**
 * Does what a spec says with every row of a table of columns: due dates, duties, derived facts, or any
 * operation. The spec is a JSON document, such as
 * {"batch":"due_dates","regime":"uk-disp","clock":"UK.DISP.FINAL","column":"received"}.
 * `table` is an Arrow C stream, which this function takes over, whether all goes well or not. `answers`
 * is one too, for the caller to read and release: rows are worked on as it is read, and what is wrong
 * with a row stands in its line. The engine may be freed before the stream.
 *
 * Returns 0 and writes `answers`; or the number of the error.
 */
uint32_t ombud_engine_batch(const struct ombud_engine *engine,
                            const uint8_t *spec,
                            size_t spec_len,
                            struct ArrowArrayStream *table,
                            struct ArrowArrayStream *answers,
                            struct ombud_error **error);

/**
 * Calls an operation once for each of `rows` requests, which lie one after the other in `requests`:
 * request i is the bytes from offsets[i] to offsets[i + 1], so `offsets` has one number more than there
 * are rows. Answers come in the same shape: `answers` holds them one after the other, and
 * `answer_offsets` holds rows + 1 numbers of type int64_t. `codes` has room for a number a row: 0, or
 * the number of the row's error, whose JSON document is then its answer; it must lie neither over
 * `offsets` nor over `requests`. `answer_offsets` and `answers` are two places.
 *
 * Returns 0 and writes all three, the last two to be freed with ombud_bytes_free(); or the number of
 * the error, where the call as such is wrong, or where the answers come to more than 1 GiB
 * (OMBUD_ERROR_TOO_LARGE, with the row): then ask for fewer rows at a time.
 */
uint32_t ombud_engine_call_flat(const struct ombud_engine *engine,
                                const char *operation,
                                const int64_t *offsets,
                                size_t rows,
                                const uint8_t *requests,
                                size_t requests_len,
                                uint32_t *codes,
                                struct ombud_bytes **answer_offsets,
                                struct ombud_bytes **answers,
                                struct ombud_error **error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* OMBUD_H */
